// The test in front of a version: whether everything that its first region does can be done without a check and in
// another order.
//   - no int in it is large, so that none overflows
//   - each of its loops runs at least once
//   - the first and the last index of each access, and so all between, are in [0, extent)
//   - a loop of which a part of an array is packed (packing.h) has no more iterations than there is room for
//   - what it writes overlaps neither with itself nor with another array that it accesses
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "codegen/lower/lowering.h"
#include "codegen/nests/accesses.h"

namespace krait::lower {

class VersionTest {
 public:
  explicit VersionTest(FunctionLowering& lowering) : f_(lowering) {}

  // As an i1, computed where the builder stands. What the first region accesses is what the second one does, and there
  // the loops are the program's.
  [[nodiscard]] llvm::Value* of(ir::InstId version);

 private:
  struct Interval {
    llvm::Value* low;
    llvm::Value* high;
  };

  void visit(ir::BlockId region);
  void visitTiles(ir::BlockId region);
  void visitLoop(ir::ValueId iterator, ir::ValueId item);
  void visitAccess(const nests::Access& access);
  void requireFewIterations(ir::InstId tile);
  void require(llvm::Value* condition);
  void requireSmall(ir::ValueId value);
  void requireNoOverlap();
  [[nodiscard]] llvm::Value* areBesideEachOther(ir::ValueId first, ir::ValueId second);
  void requireNoOverlapWithin(ir::ValueId array);
  [[nodiscard]] llvm::Value* evaluate(const nests::Affine& sum);
  [[nodiscard]] Interval intervalOf(const nests::Affine& sum);
  [[nodiscard]] Interval memoryOf(ir::ValueId array);

  FunctionLowering& f_;
  llvm::Value* all_ = nullptr;
  std::unordered_map<ir::ValueId, Interval> items_;  // first and last
  std::unordered_set<ir::ValueId> small_;
  std::vector<nests::Access> accesses_;  // each array and list of subscripts once
};

}  // namespace krait::lower
