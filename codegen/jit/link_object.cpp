// Far addresses: code is position independent, so calls go through JITLink's stubs and data through its table
// of addresses; both are relaxed to direct references where the target turns out to be within 2 GB.
// Everything here runs synchronously: the memory manager is in-process and look-ups are in our own tables.
#include "codegen/jit/link_object.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "frontend/support/check.h"
#include "llvm/ExecutionEngine/JITLink/JITLink.h"

namespace krait::jit {

namespace jitlink = llvm::jitlink;

// JITLink's view of one link. It is destroyed by JITLink; what it finds goes to the two references.
class LinkContext : public jitlink::JITLinkContext {
 public:
  LinkContext(const LinkInput& input, std::shared_ptr<jitlink::JITLinkMemoryManager> memory,
              LinkedCode& result, std::string& error)
      : JITLinkContext(nullptr), input_(input), memory_(std::move(memory)), result_(result), error_(error) {}

  jitlink::JITLinkMemoryManager& getMemoryManager() override { return *memory_; }
  void notifyFailed(llvm::Error error) override { error_ = llvm::toString(std::move(error)); }
  void lookup(const LookupMap&, std::unique_ptr<jitlink::JITLinkAsyncLookupContinuation>) override;
  llvm::Error notifyResolved(jitlink::LinkGraph&) override;
  void notifyFinalized(jitlink::JITLinkMemoryManager::FinalizedAlloc) override;

 private:
  [[nodiscard]] void* resolve(llvm::StringRef name) const;
  void recordSymbol(const jitlink::Symbol&);
  void recordSection(const jitlink::Section&);

  const LinkInput& input_;
  std::shared_ptr<jitlink::JITLinkMemoryManager> memory_;
  LinkedCode& result_;
  std::string& error_;
};

void* LinkContext::resolve(llvm::StringRef name) const {
  if (auto found = input_.local.find(name); found != input_.local.end()) return found->second;
  if (auto found = input_.runtime.find(name); found != input_.runtime.end()) return found->second;
  return nullptr;
}

void LinkContext::lookup(const LookupMap& wanted,
                         std::unique_ptr<jitlink::JITLinkAsyncLookupContinuation> continuation) {
  jitlink::AsyncLookupResult found;
  std::vector<std::string> missing;
  for (const auto& entry : wanted) {
    if (void* address = resolve(entry.first))
      found[entry.first] = {llvm::orc::ExecutorAddr::fromPtr(address), llvm::JITSymbolFlags::Exported};
    else
      missing.push_back(entry.first.str());
  }
  if (missing.empty()) {
    continuation->run(std::move(found));
    return;
  }
  std::sort(missing.begin(), missing.end());
  std::string text = "undefined symbols:";
  for (const std::string& name : missing) text += " " + name;
  continuation->run(llvm::make_error<llvm::StringError>(text, llvm::inconvertibleErrorCode()));
}

void LinkContext::recordSymbol(const jitlink::Symbol& symbol) {
  if (!symbol.hasName()) return;
  const std::string name = symbol.getName().str();
  const uint64_t address = symbol.getAddress().getValue();
  if (symbol.isCallable()) result_.functions.push_back({name, address, symbol.getSize()});
  if (symbol.getScope() != jitlink::Scope::Local) result_.exported[name] = symbol.getAddress().toPtr<void*>();
}

void LinkContext::recordSection(const jitlink::Section& section) {
  if (section.getMemLifetime() == llvm::orc::MemLifetime::NoAlloc) return;
  uint64_t lowest = std::numeric_limits<uint64_t>::max();
  for (const jitlink::Block* block : section.blocks()) {
    lowest = std::min(lowest, block->getAddress().getValue());
    result_.code_bytes += block->getSize();
  }
  if (!section.empty()) result_.sections.push_back({section.getName().str(), lowest});
}

llvm::Error LinkContext::notifyResolved(jitlink::LinkGraph& graph) {
  for (const jitlink::Symbol* symbol : graph.defined_symbols()) recordSymbol(*symbol);
  for (const jitlink::Section& section : graph.sections()) recordSection(section);
  std::sort(result_.functions.begin(), result_.functions.end(),
            [](const auto& a, const auto& b) { return a.address < b.address; });
  return llvm::Error::success();
}

void LinkContext::notifyFinalized(jitlink::JITLinkMemoryManager::FinalizedAlloc allocation) {
  result_.allocation_ = std::move(allocation);
  result_.memory_ = memory_;
}

LinkedCode::LinkedCode(LinkedCode&& other) noexcept = default;

LinkedCode& LinkedCode::operator=(LinkedCode&& other) noexcept {
  if (this == &other) return *this;
  release();
  exported = std::move(other.exported);
  functions = std::move(other.functions);
  sections = std::move(other.sections);
  code_bytes = other.code_bytes;
  memory_ = std::move(other.memory_);
  allocation_ = std::move(other.allocation_);
  return *this;
}

LinkedCode::~LinkedCode() { release(); }

void LinkedCode::release() noexcept {
  if (!loaded()) return;
  llvm::consumeError(memory_->deallocate(std::move(allocation_)));  // munmap of our own pages cannot fail
}

void* LinkedCode::address(std::string_view name) const {
  auto found = exported.find(llvm::StringRef(name));
  return found == exported.end() ? nullptr : found->second;
}

LinkedCode linkObject(const LinkInput& input, std::shared_ptr<jitlink::JITLinkMemoryManager> memory) {
  auto graph = jitlink::createLinkGraphFromObject(input.object);
  CHECK(!!graph, llvm::toString(graph.takeError()));
  LinkedCode result;
  std::string error;
  jitlink::link(std::move(*graph), std::make_unique<LinkContext>(input, std::move(memory), result, error));
  CHECK(error.empty(), error);
  CHECK(result.loaded(), "the linker neither finished nor failed");
  return result;
}

}  // namespace krait::jit
