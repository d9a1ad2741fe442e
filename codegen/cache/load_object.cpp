// One mapping per object:
//
//   | code, constants, table of addresses, stubs |  data that is written  |
//     read and execute                              read and write
//
// The table of addresses (global offset table) has an entry for each symbol from outside that is reached through it, and a stub
// (`jmp *entry(%rip)`) for each that is called: the runtime may lie further away than 2 GB. Where it is near, calls go straight
// to it. Relocations: System V ABI, AMD64 supplement, section 4.4.
#include "codegen/cache/load_object.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace krait::cache {
namespace {

constexpr size_t kStubSize = 8;  // ff 25 <32 bits>, two bytes of padding
constexpr size_t kEntrySize = 8;
constexpr uint64_t kLargestAlignment = 4096;
constexpr uint64_t kLargestObject = uint64_t{1} << 30;

uint64_t roundUp(uint64_t value, uint64_t alignment) { return (value + alignment - 1) / alignment * alignment; }

bool isWritten(const ElfSection& section) {
  return (section.header.sh_flags & SHF_WRITE) != 0 && !section.name.starts_with(".data.rel.ro");
}

bool fits32(int64_t value) {
  return value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max();
}

}  // namespace

// The work of one load. Steps fail by returning false with the reason in `problem_`.
class Loading {
 public:
  Loading(const SymbolSource& source, LoadedObject& loaded, std::string& problem)
      : source_(source), loaded_(loaded), problem_(problem) {}

  bool run(Bytes file) {
    std::optional<ElfObject> object = readElf(file, problem_);
    if (!object) return false;
    object_ = std::move(*object);
    return place() && map() && resolveSymbols() && relocateAll() && protect() && record();
  }

 private:
  bool fails(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  bool place();
  bool placeSections(bool written, uint64_t& end);
  bool map();
  bool resolveSymbols();
  bool resolve(const Elf64_Sym&, uint64_t& value);
  bool relocateAll();
  bool relocateSection(const ElfSection& table);
  bool relocate(size_t target, const Elf64_Rela&);
  bool store32(uint64_t place, int64_t value);
  bool protect();
  bool record();

  uint64_t tableEntry(size_t symbol);
  uint64_t stubOf(size_t symbol);
  [[nodiscard]] uint64_t base() const { return reinterpret_cast<uint64_t>(loaded_.memory_); }
  [[nodiscard]] bool isLoadedIndex(uint64_t section) const {
    return section < object_.sections.size() && object_.sections[section].isLoaded();
  }

  const SymbolSource& source_;
  LoadedObject& loaded_;
  std::string& problem_;
  ElfObject object_;
  std::vector<uint64_t> offsets_;  // of each section in the mapping
  std::vector<uint64_t> values_;   // address of each symbol
  std::vector<std::string> undefined_;
  uint64_t table_ = 0;             // offset of the table of addresses: an entry for each symbol
  uint64_t stubs_ = 0;
  uint64_t executable_ = 0;  // bytes that are protected
};

bool Loading::placeSections(bool written, uint64_t& end) {
  for (size_t k = 0; k < object_.sections.size(); ++k) {
    const ElfSection& section = object_.sections[k];
    if (!section.isLoaded() || isWritten(section) != written) continue;
    if ((section.header.sh_flags & SHF_TLS) != 0) return fails("it has variables of threads");
    const uint64_t alignment = std::max<uint64_t>(section.header.sh_addralign, 1);
    if (alignment > kLargestAlignment || (alignment & (alignment - 1)) != 0) return fails("a section is aligned strangely");
    if (section.header.sh_size > kLargestObject) return fails("a section is too large");
    offsets_[k] = roundUp(end, alignment);
    end = offsets_[k] + section.header.sh_size;
    loaded_.code_bytes += section.header.sh_size;
  }
  return end <= kLargestObject || fails("it is too large");
}

// Every symbol has its entry and its stub, used or not: objects of ours reach few symbols.
bool Loading::place() {
  offsets_.resize(object_.sections.size());
  uint64_t end = 0;
  if (!placeSections(false, end)) return false;
  table_ = roundUp(end, kEntrySize);
  stubs_ = table_ + object_.symbols.size() * kEntrySize;
  executable_ = roundUp(stubs_ + object_.symbols.size() * kStubSize, static_cast<uint64_t>(getpagesize()));
  end = executable_;
  if (!placeSections(true, end)) return false;
  loaded_.mapped_ = roundUp(end, static_cast<uint64_t>(getpagesize()));
  return true;
}

bool Loading::map() {
  void* memory = mmap(nullptr, loaded_.mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return fails("no memory for machine code");
  loaded_.memory_ = memory;
  for (size_t k = 0; k < object_.sections.size(); ++k) {
    const ElfSection& section = object_.sections[k];
    if (!section.isLoaded() || section.contents.empty()) continue;
    memcpy(static_cast<uint8_t*>(memory) + offsets_[k], section.contents.data(), section.contents.size());
  }
  return true;
}

bool Loading::resolve(const Elf64_Sym& symbol, uint64_t& value) {
  if (symbol.st_shndx == SHN_ABS) {
    value = symbol.st_value;
    return true;
  }
  if (symbol.st_shndx == SHN_UNDEF) {
    value = reinterpret_cast<uint64_t>(source_.find(object_.symbolName(symbol)));
    if (value == 0) undefined_.emplace_back(object_.symbolName(symbol));
    return true;
  }
  if (symbol.st_shndx >= object_.sections.size()) return fails("a symbol belongs to no section");
  const ElfSection& section = object_.sections[symbol.st_shndx];
  if (!section.isLoaded()) return true;  // of debug information
  if (symbol.st_value > section.header.sh_size) return fails("a symbol lies outside its section");
  value = base() + offsets_[symbol.st_shndx] + symbol.st_value;
  return true;
}

bool Loading::resolveSymbols() {
  values_.resize(object_.symbols.size());
  for (size_t k = 1; k < object_.symbols.size(); ++k) {
    if (!resolve(object_.symbols[k], values_[k])) return false;
  }
  if (undefined_.empty()) return true;
  std::string text = "undefined symbols:";
  std::ranges::sort(undefined_);
  for (const std::string& name : undefined_) text += " " + name;
  return fails(text);
}

uint64_t Loading::tableEntry(size_t symbol) {
  const uint64_t place = base() + table_ + symbol * kEntrySize;
  memcpy(reinterpret_cast<void*>(place), &values_[symbol], kEntrySize);
  return place;
}

uint64_t Loading::stubOf(size_t symbol) {
  const uint64_t place = base() + stubs_ + symbol * kStubSize;
  const auto distance = static_cast<int32_t>(static_cast<int64_t>(tableEntry(symbol) - (place + 6)));
  auto* code = reinterpret_cast<uint8_t*>(place);
  code[0] = 0xff;
  code[1] = 0x25;
  memcpy(code + 2, &distance, sizeof distance);
  return place;
}

bool Loading::store32(uint64_t place, int64_t value) {
  if (!fits32(value)) return fails("a relocation is out of reach");
  const auto narrow = static_cast<int32_t>(value);
  memcpy(reinterpret_cast<void*>(place), &narrow, sizeof narrow);
  return true;
}

bool Loading::relocate(size_t target, const Elf64_Rela& relocation) {
  const size_t symbol = ELF64_R_SYM(relocation.r_info);
  const uint32_t type = ELF64_R_TYPE(relocation.r_info);
  const uint64_t width = type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;
  const uint64_t size = object_.sections[target].header.sh_size;
  if (symbol >= values_.size()) return fails("a relocation names no symbol");
  if (relocation.r_offset > size || width > size - relocation.r_offset) return fails("a relocation lies outside its section");
  const uint64_t place = base() + offsets_[target] + relocation.r_offset;
  const uint64_t value = values_[symbol] + static_cast<uint64_t>(relocation.r_addend);
  const auto distance = static_cast<int64_t>(value - place);
  const auto through = [&](uint64_t address) { return static_cast<int64_t>(address + relocation.r_addend - place); };
  switch (type) {
  case R_X86_64_NONE: return true;
  case R_X86_64_64: memcpy(reinterpret_cast<void*>(place), &value, width); return true;
  case R_X86_64_PC64: memcpy(reinterpret_cast<void*>(place), &distance, width); return true;
  case R_X86_64_PC32: return store32(place, distance);
  case R_X86_64_PLT32: return store32(place, fits32(distance) ? distance : through(stubOf(symbol)));
  case R_X86_64_GOTPCREL:
  case R_X86_64_GOTPCRELX:
  case R_X86_64_REX_GOTPCRELX: return store32(place, through(tableEntry(symbol)));
  default: return fails("a relocation of type " + std::to_string(type));
  }
}

bool Loading::relocateSection(const ElfSection& table) {
  const size_t target = table.header.sh_info;
  if (!isLoadedIndex(target)) return true;
  if (object_.sections[target].header.sh_type == SHT_NOBITS) return fails("a relocation in a section without bytes");
  const auto relocations = entriesOf<Elf64_Rela>(table.contents);
  if (!relocations) return fails("a table of relocations is torn");
  return std::ranges::all_of(*relocations, [&](const Elf64_Rela& each) { return relocate(target, each); });
}

bool Loading::relocateAll() {
  for (const ElfSection& section : object_.sections) {
    if (section.header.sh_type == SHT_RELA && !relocateSection(section)) return false;
  }
  return true;
}

bool Loading::protect() {
  const bool is_protected = mprotect(loaded_.memory_, executable_, PROT_READ | PROT_EXEC) == 0;
  return is_protected || fails("the system does not let new code run");
}

bool Loading::record() {
  for (size_t k = 0; k < object_.sections.size(); ++k) {
    if (isLoadedIndex(k)) loaded_.sections.push_back({std::string(object_.sections[k].name), base() + offsets_[k]});
  }
  for (size_t k = 1; k < object_.symbols.size(); ++k) {
    const Elf64_Sym& symbol = object_.symbols[k];
    const std::string name(object_.symbolName(symbol));
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_ABS || name.empty()) continue;
    if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC) loaded_.functions.push_back({name, values_[k], symbol.st_size});
    if (ELF64_ST_BIND(symbol.st_info) != STB_LOCAL) loaded_.exported.emplace_back(name, reinterpret_cast<void*>(values_[k]));
  }
  std::ranges::sort(loaded_.functions, {}, &LoadedFunction::address);
  return true;
}

LoadedObject& LoadedObject::operator=(LoadedObject&& other) noexcept {
  std::swap(exported, other.exported);
  std::swap(functions, other.functions);
  std::swap(sections, other.sections);
  std::swap(code_bytes, other.code_bytes);
  std::swap(memory_, other.memory_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

LoadedObject::~LoadedObject() {
  if (memory_ != nullptr) munmap(memory_, mapped_);
}

void* LoadedObject::address(std::string_view name) const {
  const auto found = std::ranges::find(exported, name, &std::pair<std::string, void*>::first);
  return found == exported.end() ? nullptr : found->second;
}

bool loadObject(Bytes object, const SymbolSource& symbols, LoadedObject& loaded, std::string& problem) {
  return Loading(symbols, loaded, problem).run(object);
}

}  // namespace krait::cache
