// Legality by distances, cost by strides.
#include "codegen/passes/plan_nest.h"

#include <algorithm>

namespace krait::passes {
namespace {

using ir::ValueId;
using nests::Access;
using nests::LoopOrder;
using nests::Stride;

// Cycles per element, roughly: of a tile of four rows of four vectors of eight, and what a tile may cost. The plain
// loop waits three or four cycles for each addition; elements that are gathered without being used again are no gain.
// What is packed (packing.h) costs a little more than what lies in a row.
constexpr double kRows = 4;
constexpr double kVectors = 4;
constexpr double kLanes = 8;
constexpr double kCostOfScalar = 0.5;
constexpr double kCostOfVector = 1;
constexpr double kCostOfPacked = 1.2;
constexpr double kCostOfGather = 1.5 * kLanes;
constexpr double kMostCost = 1.2;

class Planner {
 public:
  Planner(const ir::Module& module, const ir::Function& function, const Nest& nest)
      : module_(module), function_(function), nest_(nest) {
    for (const NestLoop& loop : nest.chain) items_.push_back(loop.item);
    std::vector<ValueId> inner;
    for (const NestLoop& loop : nest.inner) inner.push_back(loop.item);
    distances_ = nests::dependences(nest.accesses, items_, inner);
    for (size_t loop = 0; loop < items_.size(); ++loop) {
      (nests::carriesDependence(distances_, loop) ? ordered_ : free_).push_back(loop);
    }
  }

  std::optional<LoopOrder> plan() {
    const bool has_work_inside = !ordered_.empty() || !nest_.inner.empty();
    return ifLegal(has_work_inside ? planTile() : planInterchange());
  }

  std::optional<LoopOrder> planReduction() {
    if (ordered_.empty() && nest_.inner.empty()) return std::nullopt;
    const std::optional<LoopOrder> rows = ifLegal(planRows());
    return rows || !nest_.inner.empty() ? rows : ifLegal(planInterchange());
  }

 private:
  [[nodiscard]] std::optional<LoopOrder> ifLegal(std::optional<LoopOrder> order) const {
    return order && nests::isLegal(distances_, *order) ? order : std::nullopt;
  }

  // Where each pair of loops, and each single one, would cost how much. Inside a loop that only repeats, as one over steps that all
  // read one array and write another, nothing is used again: there is no tile.
  std::optional<LoopOrder> planTile() {
    if (std::ranges::none_of(nest_.accesses, [this](const Access& access) { return isInnermost(access); })) return std::nullopt;
    std::optional<LoopOrder> best;
    double least = kMostCost;
    for (const size_t columns : free_) {
      for (const size_t rows : free_) {
        const double cost = costOfTile(rows, columns);
        if (cost >= least) continue;
        least = cost;
        best = tileOf(rows, columns);
      }
    }
    return best;
  }

  // rows == columns stands for a tile of one row.
  LoopOrder tileOf(size_t rows, size_t columns) {
    LoopOrder order{.outside = {}, .tile = {columns}, .inside = ordered_};
    if (rows != columns) order.tile.insert(order.tile.begin(), rows);
    for (const size_t loop : free_) {
      if (loop != rows && loop != columns) order.outside.push_back(loop);
    }
    return order;
  }

  double costOfTile(size_t rows, size_t columns) {
    const double height = rows == columns ? 1 : kRows;
    double cost = 0;
    for (const Access& access : nest_.accesses) {
      if (!isInnermost(access)) continue;
      const bool has_rows = rows != columns && strideAt(access, rows) != Stride::None;
      const bool is_packed =
          rows != columns && !has_rows && !access.writes && nest_.inner.size() + ordered_.size() == 1;
      const Stride stride = strideAt(access, columns);
      cost +=
          (has_rows ? height : 1) * (is_packed && stride == Stride::Any ? kVectors * kCostOfPacked : costOfRow(stride));
    }
    return cost / (height * kVectors * kLanes);
  }

  static double costOfRow(Stride stride) {
    if (stride == Stride::None) return kCostOfScalar;
    return kVectors * (stride == Stride::Unit ? kCostOfVector : kCostOfGather);
  }

  // Accesses that run once for each tile do not count.
  bool isInnermost(const Access& access) {
    const auto moves = [&](ValueId item) { return nests::strideOf(module_, function_, access, item) != Stride::None; };
    const bool moves_inside = std::ranges::any_of(nest_.inner, [&](const NestLoop& loop) { return moves(loop.item); });
    return moves_inside || std::ranges::any_of(ordered_, [&](size_t loop) { return moves(items_[loop]); });
  }

  Stride strideAt(const Access& access, size_t loop) {
    return nests::strideOf(module_, function_, access, items_[loop]);
  }

  // LLVM puts sums of integers, which may be reordered, into vectors by itself.
  [[nodiscard]] bool isOfFloats() const {
    const auto isFloat = [&](ir::TypeId id) {
      const ir::Type& type = module_.types[id];
      return type.kind == ir::TypeKind::Float || ir::dtypeKind(type.dtype) == ir::DTypeKind::Float;
    };
    const bool carries_floats = std::ranges::all_of(nest_.inner, [&](const NestLoop& loop) {
      return std::ranges::all_of(function_[loop.inst].results, [&](ValueId v) { return isFloat(function_[v].type); });
    });
    return carries_floats && std::ranges::all_of(nest_.accesses, [&](const Access& access) {
      return !access.writes || isFloat(function_[access.array].type);
    });
  }

  // Rows side by side that the innermost loop walks along.
  std::optional<LoopOrder> planRows() {
    if (free_.empty() || !isOfFloats()) return std::nullopt;
    const ValueId innermost = nest_.inner.empty() ? items_[ordered_.back()] : nest_.inner.back().item;
    const bool walks_along = std::ranges::none_of(nest_.accesses, [&](const Access& access) {
      return nests::strideOf(module_, function_, access, innermost) == Stride::Any;
    });
    const size_t rows = free_.back();
    const bool has_rows = std::ranges::any_of(nest_.accesses, [&](const Access& access) {
      return isInnermost(access) && strideAt(access, rows) == Stride::Any;
    });
    return walks_along && has_rows ? std::optional(tileOf(rows, rows)) : std::nullopt;
  }

  // A free loop may go to the inside; of the others the last one, past the free ones.
  std::optional<LoopOrder> planInterchange() {
    std::vector<size_t> candidates = free_;
    if (!ordered_.empty()) candidates.push_back(ordered_.back());
    const auto best = std::ranges::min_element(candidates, {}, [&](size_t loop) { return jumpsOf(loop); });
    if (jumpsOf(*best) >= jumpsOf(items_.size() - 1)) return std::nullopt;
    LoopOrder order{.outside = free_, .tile = {}, .inside = {}};
    order.outside.insert(order.outside.end(), ordered_.begin(), ordered_.end());
    std::erase(order.outside, *best);
    order.outside.push_back(*best);
    return order;
  }

  // Accesses that would not go from one element to the next if the loop were the innermost.
  size_t jumpsOf(size_t loop) {
    return static_cast<size_t>(std::ranges::count_if(
        nest_.accesses, [&](const Access& access) { return strideAt(access, loop) == Stride::Any; }));
  }

  const ir::Module& module_;
  const ir::Function& function_;
  const Nest& nest_;
  std::vector<ValueId> items_;
  std::vector<nests::Distance> distances_;
  std::vector<size_t> ordered_;  // loops that carry a dependence
  std::vector<size_t> free_;
};

}  // namespace

std::optional<nests::LoopOrder> planNest(const ir::Module& module, const ir::Function& function, const Nest& nest) {
  return Planner(module, function, nest).plan();
}

std::optional<nests::LoopOrder> planReduction(const ir::Module& module, const ir::Function& function,
                                              const Nest& nest) {
  return Planner(module, function, nest).planReduction();
}

}  // namespace krait::passes
