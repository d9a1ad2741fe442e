// From a relocatable object to machine code that can run, without LLVM: map, copy, relocate, protect.
//
// Code compiled just now and code from the cache are loaded here alike. A process whose functions are all cached has no other
// linker. Pages are writable or executable, never both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codegen/cache/elf_object.h"

namespace krait::cache {

// Addresses of what an object does not define; null for a name that is not known.
class SymbolSource {
 public:
  virtual ~SymbolSource() = default;
  [[nodiscard]] virtual void* find(std::string_view name) const = 0;
};

struct LoadedFunction {
  std::string name;
  uint64_t address;
  uint64_t size;
};

struct LoadedSection {
  std::string name;
  uint64_t address;
};

// Owns the memory of one loaded object.
class LoadedObject {
 public:
  LoadedObject() = default;
  LoadedObject(LoadedObject&& other) noexcept { *this = std::move(other); }
  LoadedObject& operator=(LoadedObject&& other) noexcept;
  ~LoadedObject();

  // Address of a defined symbol that is visible outside the object, null if there is none.
  [[nodiscard]] void* address(std::string_view name) const;

  std::vector<std::pair<std::string, void*>> exported;
  std::vector<LoadedFunction> functions;  // local ones too, by address
  std::vector<LoadedSection> sections;
  size_t code_bytes = 0;  // of all sections that are loaded

 private:
  friend class Loading;
  void* memory_ = nullptr;
  size_t mapped_ = 0;
};

// False, and the reason in `problem`, where the object is not whole, asks for an unknown symbol or an unknown relocation.
[[nodiscard]] bool loadObject(Bytes object, const SymbolSource& symbols, LoadedObject& loaded, std::string& problem);

}  // namespace krait::cache
