// Build identifiers are read from the files' ELF notes: the linker computes them from all that it links, and reading one costs
// microseconds where digesting the compiler's module would cost many milliseconds.
#include "python/cache/identity.h"

#include <cpuid.h>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include <patchlevel.h>

#include "codegen/cache/file.h"

namespace krait {

namespace {

using cache::Hasher;

// The file that this code is in.
std::string ownFile() {
  Dl_info info{};
  const bool is_known = dladdr(reinterpret_cast<void*>(&ownFile), &info) != 0 && info.dli_fname != nullptr;
  return is_known ? info.dli_fname : "";
}

template <typename T>
bool readAt(int file, uint64_t offset, T* to, size_t count = 1) {
  const size_t size = count * sizeof(T);
  return pread(file, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

// The descriptor of the note NT_GNU_BUILD_ID among the notes of a segment.
std::string buildIdIn(std::string_view notes) {
  Elf64_Nhdr header;
  while (notes.size() >= sizeof header) {
    memcpy(&header, notes.data(), sizeof header);
    const size_t name = (header.n_namesz + 3U) & ~3U, text = (header.n_descsz + 3U) & ~3U;
    if (name + text > notes.size() - sizeof header) return {};
    if (header.n_type == NT_GNU_BUILD_ID) return std::string(notes.substr(sizeof header + name, header.n_descsz));
    notes.remove_prefix(sizeof header + name + text);
  }
  return {};
}

std::string buildIdOf(int file) {
  Elf64_Ehdr header;
  if (!readAt(file, 0, &header) || header.e_phentsize != sizeof(Elf64_Phdr)) return {};
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  if (!readAt(file, header.e_phoff, segments.data(), segments.size())) return {};
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_NOTE || segment.p_filesz > 4096) continue;
    std::string notes(segment.p_filesz, '\0');
    if (!readAt(file, segment.p_offset, notes.data(), notes.size())) continue;
    if (std::string id = buildIdIn(notes); !id.empty()) return id;
  }
  return {};
}

// A module's build identifier; where it was linked without one, its contents stand in.
void addModule(Hasher& to, const std::string& path) {
  const cache::FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const std::string id = file.isOpen() ? buildIdOf(file.get()) : "absent";
  to.text(id.empty() ? cache::readFile(path).value_or("") : id);
}

// Which registers the operating system saves: without them AVX can't be used.
uint64_t savedRegisters() {
  uint32_t low = 0, high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t{high} << 32 | low;
}

// What the processor can do, and which it is. The word with the number of the core is left out, and so is the stepping.
void addProcessor(Hasher& to) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(0, &a, &b, &c, &d) != 0) to.number(b).number(c).number(d);
  if (__get_cpuid(1, &a, &b, &c, &d) != 0) {
    to.number(a & ~0xfU).number(c).number(d);
    if ((c & bit_OSXSAVE) != 0) to.number(savedRegisters());
  }
  for (const unsigned subleaf : {0U, 1U}) {
    if (__get_cpuid_count(7, subleaf, &a, &b, &c, &d) != 0) to.number(subleaf == 0 ? 0 : a).number(b).number(c).number(d);
  }
  if (__get_cpuid(0x80000001U, &a, &b, &c, &d) != 0) to.number(c).number(d);
}

}  // namespace

Identity::Identity() {
  const std::string own = ownFile();
  const size_t slash = own.rfind('/');
  folder_ = own.substr(0, slash + 1);
  const std::string name = own.substr(slash + 1);
  Hasher hasher;
  hasher.text("krait identity").text(PY_VERSION);
  addModule(hasher, own);
  addModule(hasher, folder_ + "_compiler" + name.substr(std::min(name.find('.'), name.size())));
  addProcessor(hasher);
  digest_ = hasher.finish();
}

std::string Identity::libraryFile(std::string_view module) const { return folder_ + "lib/" + std::string(module) + ".py"; }

std::optional<cache::Digest> Identity::library(std::string_view module) const {
  if (const auto known = library_.find(module); known != library_.end()) return known->second;
  const std::optional<std::string> source = cache::readFile(libraryFile(module));
  const auto digest = source ? std::optional(Hasher().text(*source).finish()) : std::nullopt;
  return library_.emplace(module, digest).first->second;
}

}  // namespace krait
