// How LLVM learns of a vector form: an attribute on the scalar function lists pairs of a mangled name, which says what the
// form takes, and the function that is it; that function is declared, and kept although nothing uses it yet:
//   declare double @f(double) #0     attributes #0 = { "vector-function-abi-variant"="_ZGVeN8v_f(_ZGVeN8v_f)" }
//   declare <8 x double> @_ZGVeN8v_f(<8 x double>)
// Loops that call such a function take one vector at a time: a call leaves no vector register as it was, so what the
// others of an interleaved loop hold would go to the stack and back. The processor overlaps the iterations all the same.
#include "codegen/jit/vector_functions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/VFABIDemangler.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

namespace krait::jit {
namespace {

struct InstructionSet {
  char letter;  // of the vector function ABI
  unsigned bits;
  bool available;
};

// Floats or 64-bit integers of one type, and nothing else.
bool hasNumbersOfOneType(const llvm::Function& function) {
  llvm::Type* type = function.getReturnType();
  if (!type->isDoubleTy() && !type->isFloatTy() && !type->isIntegerTy(64)) return false;
  return std::all_of(function.arg_begin(), function.arg_end(),
                     [&](const llvm::Argument& argument) { return argument.getType() == type; });
}

unsigned lanesOf(const llvm::Function& function, const InstructionSet& set) {
  return set.bits / static_cast<unsigned>(function.getReturnType()->getScalarSizeInBits());
}

std::string nameOf(const llvm::Function& function, const InstructionSet& set) {
  return std::string("_ZGV") + set.letter + "N" + std::to_string(lanesOf(function, set)) +
         std::string(function.arg_size(), 'v') + "_" + function.getName().str();
}

llvm::Function* declareForm(llvm::Function& function, const InstructionSet& set, const std::string& name) {
  auto* vector = llvm::FixedVectorType::get(function.getReturnType(), lanesOf(function, set));
  const std::vector<llvm::Type*> parameters(function.arg_size(), vector);
  auto* type = llvm::FunctionType::get(vector, parameters, false);
  auto* form = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, *function.getParent());
  form->setDoesNotThrow();
  form->setDoesNotAccessMemory();
  form->setWillReturn();
  return form;
}

bool callsForm(const llvm::Loop& loop) {
  return llvm::any_of(loop.blocks(), [](const llvm::BasicBlock* block) {
    return llvm::any_of(*block, [](const llvm::Instruction& inst) {
      const auto* call = llvm::dyn_cast<llvm::CallInst>(&inst);
      const llvm::Function* callee = call ? call->getCalledFunction() : nullptr;
      return callee && callee->hasFnAttribute(llvm::VFABI::MappingsAttrName);
    });
  });
}

void takeOneVectorAtATime(llvm::Function& function) {
  llvm::DominatorTree dominators(function);
  const llvm::LoopInfo loops(dominators);
  for (llvm::Loop* loop : loops.getLoopsInPreorder())
    if (loop->isInnermost() && callsForm(*loop)) llvm::addStringMetadataToLoop(loop, "llvm.loop.interleave.count", 1);
}

}  // namespace

void declareVectorForms(llvm::Module& module, const TargetInfo& target, const SymbolTable& symbols) {
  const InstructionSet sets[] = {{'e', 512, target.avx512}, {'d', 256, target.avx2}};
  std::vector<llvm::Function*> scalars;
  for (llvm::Function& function : module)
    if (function.isDeclaration() && !function.isIntrinsic() && hasNumbersOfOneType(function)) scalars.push_back(&function);
  std::vector<llvm::GlobalValue*> forms;
  for (llvm::Function* function : scalars) {
    std::string mappings;
    for (const InstructionSet& set : sets) {
      const std::string name = nameOf(*function, set);
      if (!set.available || !symbols.contains(name)) continue;
      forms.push_back(declareForm(*function, set, name));
      mappings += (mappings.empty() ? "" : ",") + name + "(" + name + ")";
    }
    if (!mappings.empty()) function->addFnAttr(llvm::VFABI::MappingsAttrName, mappings);
  }
  if (forms.empty()) return;
  llvm::appendToCompilerUsed(module, forms);
  for (llvm::Function& function : module)
    if (!function.isDeclaration()) takeOneVectorAtATime(function);
}

}  // namespace krait::jit
