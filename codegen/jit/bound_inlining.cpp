// Sizes from the leaves up. A function past the bound counts as nothing for those that call it.
#include "codegen/jit/bound_inlining.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/Analysis/CallGraph.h"
#include "llvm/IR/Module.h"

namespace krait::jit {
namespace {

// In instructions as lowering writes them, some ten for a line of Python: a call costs nothing beside so many.
constexpr size_t kLargest = 500;

// Of its own code a function is one copy for each that calls it; of a large one that is mostly made of others there would
// be too many. Where its own code is half of it, sizes double from call to call, and the sum of all copies stays small.
bool isTooLarge(size_t own, size_t all) { return all > kLargest && own < all / 2; }

using Sizes = llvm::DenseMap<const llvm::Function*, size_t>;

// With its callees; those in a cycle with it, whose size is not known, count as nothing.
size_t sizeOf(const llvm::CallGraphNode& node, const Sizes& inlined) {
  size_t size = node.getFunction()->getInstructionCount();
  for (const auto& [call, callee] : node) size += inlined.lookup(callee->getFunction());
  return size;
}

}  // namespace

void boundInlining(llvm::Module& module) {
  llvm::CallGraph graph(module);
  Sizes inlined;
  for (auto cycle = llvm::scc_begin(&graph); !cycle.isAtEnd(); ++cycle) {
    for (const llvm::CallGraphNode* node : *cycle) {
      llvm::Function* function = node->getFunction();
      if (!function || function->isDeclaration()) continue;
      const size_t size = sizeOf(*node, inlined);
      if (!isTooLarge(function->getInstructionCount(), size)) inlined[function] = size;
      else if (function->hasLocalLinkage()) function->addFnAttr(llvm::Attribute::NoInline);
    }
  }
}

}  // namespace krait::jit
