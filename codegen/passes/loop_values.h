// What the values in the body of a for_ have to do with its iterations: the same in all of them, counting with them, or neither.
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::passes {

// item * factor + base + offset, where `base` (maybe none) is the same in all iterations: another value in each.
struct Stride {
  int64_t factor = 0;
  ir::ValueId base;
  int64_t offset = 0;
};

class LoopValues {
 public:
  LoopValues(const ir::Module& module, const ir::Function& function, ir::InstId loop);

  [[nodiscard]] const std::vector<ir::InstId>& usersOf(ir::ValueId value) const;
  // The yields and break_tos that give the results of an op in the body, the continue_tos that repeat it.
  [[nodiscard]] const std::vector<ir::InstId>& giversOf(ir::InstId op) const;
  [[nodiscard]] const std::vector<ir::InstId>& insts() const { return insts_; }  // of the body, in order
  [[nodiscard]] bool isInside(ir::ValueId value) const { return inside_.contains(value); }
  [[nodiscard]] bool isInside(ir::InstId inst) const { return inst.valid() && place_.contains(inst); }

  // Not with a factor of 0.
  [[nodiscard]] std::optional<Stride> strideOf(ir::ValueId value) const;
  // Depends on nothing but what is outside, and on items of loops inside that do the same in each iteration.
  [[nodiscard]] bool isSameInAll(ir::ValueId value) const;
  // Two values that are equal in one iteration: one value, or the same operation on such values. Of elements that are read,
  // only where no array is written between.
  [[nodiscard]] bool areEqual(ir::ValueId a, ir::ValueId b) const;
  // Both in the body, and on every way from one to the other no array is written.
  [[nodiscard]] bool isQuietBetween(ir::InstId a, ir::InstId b) const;

 private:
  void collect(ir::BlockId block);
  [[nodiscard]] std::optional<int64_t> constantOf(ir::ValueId value) const;
  [[nodiscard]] std::optional<Stride> strideOfOperation(const ir::Inst& inst) const;
  [[nodiscard]] bool isItemOfSteadyLoop(ir::ValueId value) const;
  [[nodiscard]] ir::InstId innermostLoop(ir::InstId inst) const;

  const ir::Module& module_;
  const ir::Function& function_;
  const ir::ValueId item_;
  std::vector<ir::InstId> insts_;
  std::unordered_set<ir::ValueId> inside_;
  std::unordered_map<ir::InstId, size_t> place_;  // in insts_
  std::unordered_map<ir::ValueId, std::vector<ir::InstId>> users_;
  std::unordered_map<ir::InstId, std::vector<ir::InstId>> givers_;
};

}  // namespace krait::passes
