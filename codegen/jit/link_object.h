// An ELF object in memory becomes machine code that can run, by LLVM's JITLink.
//
// JITLink is used without ORC's session around it: a module is linked when it is complete, all addresses are
// known then, and the code dies with its owner. Symbol pools, dylibs and trackers would only hold memory and
// a lock.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "codegen/jit/symbols.h"
#include "llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace krait::jit {

struct LinkedFunction {
  std::string name;
  uint64_t address;
  uint64_t size;
};

struct LinkedSection {
  std::string name;
  uint64_t address;
};

// Owns the memory of one linked object; may outlive the engine that made it.
class LinkedCode {
 public:
  LinkedCode() = default;
  LinkedCode(LinkedCode&&) noexcept;
  LinkedCode& operator=(LinkedCode&&) noexcept;
  ~LinkedCode();

  // Address of a defined symbol that is visible outside the object, null if there is none.
  [[nodiscard]] void* address(std::string_view name) const;

  [[nodiscard]] bool loaded() const { return static_cast<bool>(allocation_); }

  llvm::StringMap<void*> exported;
  std::vector<LinkedFunction> functions;  // local ones too, by address
  std::vector<LinkedSection> sections;
  size_t code_bytes = 0;  // of all sections that are loaded

 private:
  friend class LinkContext;
  void release() noexcept;

  std::shared_ptr<llvm::jitlink::JITLinkMemoryManager> memory_;
  llvm::jitlink::JITLinkMemoryManager::FinalizedAlloc allocation_;
};

struct LinkInput {
  llvm::MemoryBufferRef object;
  const SymbolTable& local;  // looked at first
  const SymbolTable& runtime;
};

// Throws InternalError naming what is missing or out of reach.
[[nodiscard]] LinkedCode linkObject(const LinkInput&, std::shared_ptr<llvm::jitlink::JITLinkMemoryManager>);

}  // namespace krait::jit
