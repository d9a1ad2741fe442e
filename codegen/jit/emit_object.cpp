#include "codegen/jit/emit_object.h"

#include "frontend/support/check.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace krait::jit {
namespace {

// Above this the buffer is given back instead of being kept for the next module.
constexpr size_t kKeptBytes = size_t{1} << 18;

// In instructions. Blocks of loops that people write, interleaved, have a few hundred.
constexpr size_t kLongBlock = 2000;

// As TargetMachine::addPassesToEmitFile does, but with a say in the passes.
void addPasses(llvm::legacy::PassManagerBase& passes, llvm::TargetMachine& machine, llvm::raw_pwrite_stream& out,
               llvm::CodeGenFileType type, Effort effort) {
  auto& target = static_cast<llvm::LLVMTargetMachine&>(machine);
  auto* information = new llvm::MachineModuleInfoWrapperPass(&target);  // NOLINT: all of these belong to the manager
  llvm::TargetPassConfig* generator = target.createPassConfig(passes);
  generator->setDisableVerify(true);
  if (effort == Effort::NoScheduling) generator->disablePass(&llvm::MachineSchedulerID);
  passes.add(generator);
  passes.add(information);
  CHECK(!generator->addISelPasses(), "the target selects no instructions");
  generator->addMachinePasses();
  generator->setInitialized();
  const bool is_refused = target.addAsmPrinter(passes, out, nullptr, type, information->getMMI().getContext());
  CHECK(!is_refused, "the target cannot emit this kind of file");
  passes.add(llvm::createFreeMachineFunctionPass());
}

}  // namespace

Effort effortFor(const llvm::Module& module) {
  for (const llvm::Function& function : module) {
    for (const llvm::BasicBlock& block : function) {
      if (block.size() > kLongBlock) return Effort::NoScheduling;
    }
  }
  return Effort::Full;
}

ObjectEmitter::ObjectEmitter(llvm::TargetMachine& machine, Effort effort, StageClock* clock) : stream_(buffer_) {
  if (clock) timing_ = std::make_unique<TimedPasses>(passes_, *clock);
  llvm::legacy::PassManagerBase& passes = timing_ ? *timing_ : static_cast<llvm::legacy::PassManagerBase&>(passes_);
  addPasses(passes, machine, stream_, llvm::CodeGenFileType::ObjectFile, effort);
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
  addPasses(passes, machine, out, llvm::CodeGenFileType::AssemblyFile, effortFor(module));
  passes.run(*copy);
  return {text.begin(), text.end()};
}

}  // namespace krait::jit
