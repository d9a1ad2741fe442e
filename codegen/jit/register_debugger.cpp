// The names __jit_debug_* and the layout of the two structures are fixed by gdb, which puts a breakpoint into
// __jit_debug_register_code and reads the list from outside. It finds them only if the module's symbol table
// keeps them, so the build must not strip them.
#include "codegen/jit/register_debugger.h"

#include <elf.h>

#include <cstring>
#include <mutex>
#include <vector>

#include "frontend/support/check.h"

extern "C" {

struct jit_code_entry {
  jit_code_entry* next_entry;
  jit_code_entry* prev_entry;
  const char* symfile_addr;
  uint64_t symfile_size;
};

struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  jit_code_entry* relevant_entry;
  jit_code_entry* first_entry;
};

[[gnu::visibility("default")]] jit_descriptor __jit_debug_descriptor = {1, 0, nullptr, nullptr};

[[gnu::noinline, gnu::visibility("default")]] void __jit_debug_register_code() {
  asm volatile("" ::: "memory");  // keeps the calls: gdb stops here
}
}

namespace krait::jit {
namespace {

enum Action : uint32_t { kNoAction, kRegister, kUnregister };

// The list belongs to the debugger's protocol: there is one per process, whoever compiles.
std::mutex& listMutex() {
  static std::mutex mutex;
  return mutex;
}

void announce(Action action, jit_code_entry& entry) {
  __jit_debug_descriptor.relevant_entry = &entry;
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_register_code();
  __jit_debug_descriptor.action_flag = kNoAction;
}

void linkFirst(jit_code_entry& entry) {
  entry.prev_entry = nullptr;
  entry.next_entry = __jit_debug_descriptor.first_entry;
  if (entry.next_entry != nullptr) entry.next_entry->prev_entry = &entry;
  __jit_debug_descriptor.first_entry = &entry;
}

void unlink(jit_code_entry& entry) {
  if (entry.next_entry != nullptr) entry.next_entry->prev_entry = entry.prev_entry;
  jit_code_entry*& before =
      entry.prev_entry != nullptr ? entry.prev_entry->next_entry : __jit_debug_descriptor.first_entry;
  before = entry.next_entry;
}

class RegisteredObject : public DebuggerEntry {
 public:
  explicit RegisteredObject(std::vector<char> image) : image_(std::move(image)) {
    entry_.symfile_addr = image_.data();
    entry_.symfile_size = image_.size();
    std::lock_guard lock(listMutex());
    linkFirst(entry_);
    announce(kRegister, entry_);
  }
  ~RegisteredObject() override {
    std::lock_guard lock(listMutex());
    unlink(entry_);
    announce(kUnregister, entry_);
  }
  RegisteredObject(const RegisteredObject&) = delete;
  RegisteredObject& operator=(const RegisteredObject&) = delete;

 private:
  std::vector<char> image_;
  jit_code_entry entry_{};
};

void setSectionAddresses(std::vector<char>& image, std::span<const cache::LoadedSection> sections) {
  auto* header = reinterpret_cast<Elf64_Ehdr*>(image.data());
  auto* first = reinterpret_cast<Elf64_Shdr*>(image.data() + header->e_shoff);
  const char* names = image.data() + first[header->e_shstrndx].sh_offset;
  for (Elf64_Shdr* section = first; section != first + header->e_shnum; ++section)
    for (const cache::LoadedSection& linked : sections)
      if (linked.name == names + section->sh_name) section->sh_addr = linked.address;
}

}  // namespace

std::unique_ptr<DebuggerEntry> registerWithDebugger(llvm::MemoryBufferRef object,
                                                    std::span<const cache::LoadedSection> sections) {
  std::vector<char> image(object.getBufferStart(), object.getBufferEnd());
  CHECK(image.size() > sizeof(Elf64_Ehdr) && std::memcmp(image.data(), ELFMAG, SELFMAG) == 0,
        "not an ELF object");
  setSectionAddresses(image, sections);
  return std::make_unique<RegisteredObject>(std::move(image));
}

}  // namespace krait::jit
