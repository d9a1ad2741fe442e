// Each access of a written array is either one to the element of this iteration, or a read of the same element in all.
#include "codegen/passes/split_loop.h"

#include <algorithm>

namespace krait::passes {
namespace {

using ir::ValueId;
using nests::Access;
using nests::Affine;
using nests::Stride;

class SplitPlanner {
 public:
  SplitPlanner(const ir::Module& module, const ir::Function& function, const Nest& nest)
      : module_(module), function_(function), nest_(nest), item_(nest.chain.back().item) {}

  std::optional<LoopSplit> plan() {
    if (!nest_.inner.empty()) return std::nullopt;
    for (const Access& access : nest_.accesses) {
      if (nests::strideOf(module_, function_, access, item_) == Stride::Any) return std::nullopt;
      if (access.writes && !fitsItsArray(access)) return std::nullopt;
    }
    return split_.reads.empty() ? std::nullopt : std::optional(split_);
  }

 private:
  // The only axis whose subscript is the loop's variable and a constant.
  [[nodiscard]] std::optional<size_t> axisOfItem(const Access& access) const {
    std::optional<size_t> found;
    for (size_t axis = 0; axis < access.subscripts.size(); ++axis) {
      const int64_t factor = access.subscripts[axis].factor(item_);
      if (factor == 0) continue;
      if (factor != 1 || access.subscripts[axis].terms.size() != 1 || found) return std::nullopt;
      found = axis;
    }
    return found;
  }

  bool fitsItsArray(const Access& write) {
    const std::optional<size_t> axis = axisOfItem(write);
    if (!axis) return false;
    return std::ranges::all_of(nest_.accesses, [&](const Access& other) {
      if (other.array != write.array) return true;
      if (axisOfItem(other) == axis) return other.subscripts[*axis] == write.subscripts[*axis];
      return !other.writes && isTheSameInAll(other) && splitAt(other, *axis, write.subscripts[*axis].constant);
    });
  }

  [[nodiscard]] bool isTheSameInAll(const Access& access) const {
    return std::ranges::all_of(access.subscripts, [&](const Affine& sum) { return sum.factor(item_) == 0; });
  }

  // One place only.
  bool splitAt(const Access& read, size_t axis, int64_t offset) {
    if (offset != 0 || (place_ && *place_ != read.subscripts[axis])) return false;
    place_ = read.subscripts[axis];
    split_.at = (*nests::indicesOf(module_, function_, function_[read.inst].operands[1]))[axis];
    if (std::ranges::count(split_.reads, read.inst) == 0) split_.reads.push_back(read.inst);
    return true;
  }

  const ir::Module& module_;
  const ir::Function& function_;
  const Nest& nest_;
  const ValueId item_;
  std::optional<Affine> place_;
  LoopSplit split_;
};

}  // namespace

std::optional<LoopSplit> planSplit(const ir::Module& module, const ir::Function& function, const Nest& nest) {
  return SplitPlanner(module, function, nest).plan();
}

}  // namespace krait::passes
