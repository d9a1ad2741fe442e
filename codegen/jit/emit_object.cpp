#include "codegen/jit/emit_object.h"

#include "frontend/support/check.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace krait::jit {
namespace {

// Above this the buffer is given back instead of being kept for the next module.
constexpr size_t kKeptBytes = size_t{1} << 18;

void addPasses(llvm::legacy::PassManagerBase& passes, llvm::TargetMachine& machine, llvm::raw_pwrite_stream& out,
               llvm::CodeGenFileType type) {
  const bool refused = machine.addPassesToEmitFile(passes, out, nullptr, type, /*DisableVerify=*/true);
  CHECK(!refused, "the target cannot emit this kind of file");
}

}  // namespace

ObjectEmitter::ObjectEmitter(llvm::TargetMachine& machine, StageClock* clock) : stream_(buffer_) {
  if (clock) timing_ = std::make_unique<TimedPasses>(passes_, *clock);
  llvm::legacy::PassManagerBase& passes = timing_ ? *timing_ : static_cast<llvm::legacy::PassManagerBase&>(passes_);
  addPasses(passes, machine, stream_, llvm::CodeGenFileType::ObjectFile);
}

llvm::MemoryBufferRef ObjectEmitter::run(llvm::Module& module) {
  buffer_.clear();
  if (timing_) timing_->begin();
  passes_.run(module);
  if (timing_) timing_->end();
  return {llvm::StringRef(buffer_.data(), buffer_.size()), module.getModuleIdentifier()};
}

void ObjectEmitter::clear() {
  buffer_.clear();
  if (buffer_.capacity() > kKeptBytes) buffer_ = llvm::SmallVector<char, 0>();
}

std::string printAssembly(const llvm::Module& module, llvm::TargetMachine& machine) {
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(module);
  llvm::SmallVector<char, 0> text;
  llvm::raw_svector_ostream out(text);
  llvm::legacy::PassManager passes;
  addPasses(passes, machine, out, llvm::CodeGenFileType::AssemblyFile);
  passes.run(*copy);
  return {text.begin(), text.end()};
}

}  // namespace krait::jit
