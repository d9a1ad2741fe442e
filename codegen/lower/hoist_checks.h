// Bounds checks taken out of a counted loop.
//
//   for k in range(n):            m = min(n, len(a), len(b))
//     s += a[k] * b[k]     ==>    for k in range(m): s += a[k] * b[k]     # unchecked
//                                 if m < n: raise IndexError for the first index that m does not fit
//
// Only indexing at the start of the body is taken: up to the first instruction that has an effect or may raise
// otherwise. What the failing iteration would have done before it failed can then not be observed, so that the error
// and all effects before it are the loop's own. Indices are the loop's item or values from outside the loop; arrays come
// from outside too.
#pragma once

#include <vector>

#include "codegen/lower/lowering.h"

namespace krait::lower {

// The indexing of a for_ whose checks can be taken out of it.
[[nodiscard]] std::vector<ir::InstId> hoistableIndexing(const FunctionLowering&, ir::InstId loop);

class HoistedChecks {
 public:
  // Looks through the body of a for_, before it is lowered, and marks what needs no check any more.
  HoistedChecks(FunctionLowering& lowering, ir::InstId loop, llvm::Value* count);

  // How many iterations can run unchecked.
  [[nodiscard]] llvm::Value* limit() const { return limit_; }
  // At the loop's end: the error of the iteration that was not run, if there is one.
  void raiseAfterLoop();

 private:
  struct Check {
    ir::InstId inst;
    int axis;
    llvm::Value* index;   // of an index from outside the loop; null for the item
    llvm::Value* extent;
  };

  void addCheck(ir::InstId inst, size_t k);
  void raiseFirst();
  [[nodiscard]] llvm::Value* itemBound(llvm::Value* extent);
  [[nodiscard]] llvm::Value* outsideBound(llvm::Value* index, llvm::Value* extent, bool is_nonnegative);

  FunctionLowering& f_;
  llvm::Value* count_;
  llvm::Value* limit_;
  llvm::Value* start_ = nullptr;  // of the range
  ir::ValueId item_;
  std::vector<Check> checks_;
};

}  // namespace krait::lower
