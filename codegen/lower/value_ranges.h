// In which range each int of a loop lies, and which of its checks can fail: abstract interpretation of the
// structured IR in the domain of range.h (after Cousot and Cousot, 1977, with symbolic bounds as in Blume and
// Eigenmann, 1995).
//
// One forward walk. A condition narrows what it compares, in its arm or, where the other arm leaves, in the
// rest of the block. A carried value keeps the side that it does not move to; the other side comes from the
// conditions under which the loop goes on, which a first walk over the loop collects and a second relies on.
// Behind an access its index was in range.
// Ints never wrap (that raises), so their arithmetic is that of the integers; with overflow="wrap" only
// results that surely fit have a range.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>

#include "codegen/lower/loop_growth.h"
#include "codegen/lower/range.h"
#include "frontend/support/options.h"

namespace krait::lower {

// An index on an axis, or (axis -1) the result of arithmetic that might overflow.
struct RangeSite {
  ir::InstId inst;
  int axis = -1;
  Range range = {};
  MaybeBound extent = {};
};

class ValueRanges {
 public:
  ValueRanges(const ir::Module&, const ir::Function&, ir::InstId loop, const Options&, bool may_assume);

  RangeProofs proofs;
  // By instruction, in the order of the function's ids.
  std::map<std::pair<ir::InstId, int>, RangeSite> sites = {};

  // Of a value at the end of the walk: outside of the loop, or by its definition.
  [[nodiscard]] Range of(ir::ValueId value);

 private:
  enum class By { Condition, Indexing };
  struct Narrowed {
    ir::ValueId value;
    Range range;
    By by;
  };
  using Jumps = std::vector<std::vector<Range>>;  // per jump, the values it carries
  struct Place {
    size_t narrowed, facts;  // how much is known there
  };

  void noteExtents(ir::BlockId block);
  void learnFactsAround(ir::InstId inst);
  void walkBlock(ir::BlockId block);
  void walkInst(ir::InstId id);
  void walkIf(ir::InstId id);
  void walkFor(ir::InstId id);
  void walkLoop(ir::InstId id);
  void walkLoopBody(ir::InstId id);
  void walkScope(ir::InstId id);
  void noteJump(Jumps& jumps, ir::InstId id);
  void setFromJumps(std::span<const ir::ValueId> values, const Jumps& jumps);
  void boundByConditions(ir::InstId loop, const Jumps& next, std::span<const ir::ValueId> carried);
  bool guessBounds(ir::InstId loop, std::span<const ir::ValueId> carried);
  [[nodiscard]] Range rangeOfFirst(ir::InstId loop, std::span<const ir::ValueId> carried);
  [[nodiscard]] bool isWithin(const Range& range, const Range& outer) const;
  void takeBounds(std::vector<Bound>& bounds, const std::vector<Bound>& candidates,
                  const std::function<MaybeBound(const Bound&)>& slack);
  [[nodiscard]] Range rangeOfCarried(ir::InstId loop, size_t slot, const MaybeBound& most_iterations);
  [[nodiscard]] Range ofOutside(ir::ValueId value);
  [[nodiscard]] Range ofParameter(ir::ValueId value);
  [[nodiscard]] Range ofAtom(ir::ValueId value, const Range& range);
  [[nodiscard]] Range rangeOfItem(const ir::Inst& range_call, MaybeBound& most_iterations);

  [[nodiscard]] Range ofInst(ir::InstId id, ir::ValueId result);
  [[nodiscard]] Range ofArithmetic(ir::InstId id);
  [[nodiscard]] Range ofDivision(const ir::Inst& inst);
  [[nodiscard]] Range ofConversion(const ir::Inst& inst);
  [[nodiscard]] Range ofScalar(ir::ValueId value) const;
  [[nodiscard]] Range ofBuiltin(const ir::Inst& inst);
  [[nodiscard]] Range ofMinMax(const ir::Inst& inst, bool is_min);
  [[nodiscard]] Range ofShapeItem(ir::ValueId tuple, int64_t k);
  [[nodiscard]] Range belowIfNonNegative(const Range& range) const;
  void noteIndexing(ir::InstId id);
  void narrowByIndexing(ir::InstId id);

  void narrowBy(ir::ValueId condition, bool truth);
  void narrowLess(ir::ValueId small, ir::ValueId large, int64_t gap);
  void narrow(ir::ValueId value, const Range& range, By by);
  [[nodiscard]] std::optional<std::pair<ir::ValueId, int64_t>> asShifted(ir::ValueId value) const;
  [[nodiscard]] Place here() const { return {narrowed_.size(), proofs.local_facts.size()}; }
  void forgetAfter(Place place);
  [[nodiscard]] bool isInLanes(ir::InstId) const;

  [[nodiscard]] bool isInside(ir::ValueId value) const;
  [[nodiscard]] bool isInt(ir::ValueId value) const;
  [[nodiscard]] ir::ValueId base(ir::ValueId value) const;  // behind conversions of an int
  [[nodiscard]] MaybeBound extentOf(ir::ValueId array, int axis);

  const ir::Module& module_;
  const ir::Function& function_;
  const ir::InstId loop_;
  const bool ints_wrap_, checks_bounds_;
  bool is_before_loop_ = true;
  int depth_ = 0;                                   // of loops being walked repeatedly
  std::unordered_map<ir::ValueId, Range> ranges_;   // of values inside, by the walk
  std::unordered_map<ir::ValueId, Range> outside_;  // of values outside, as they are asked for
  std::vector<Narrowed> narrowed_;
  std::unordered_map<ir::InstId, Jumps> breaks_, continues_, yields_;
};

}  // namespace krait::lower
