// Removal of trivial joins, optimistically: at first each join is taken to be whatever single value reaches
// it, and is kept apart only when a second one does. So joins that only pass one value around among
// themselves, as nested loops make them, are seen through too (the strongly connected components in
// section 3.2 of Braun et al.).
#include "frontend/bytecode/ssa_builder.h"
#include "frontend/support/check.h"

namespace krait::bytecode {
namespace {

class Simplifier {
 public:
  Simplifier(const std::vector<Join>& joins, size_t value_count)
      : joins_(joins), is_kept_(joins.size(), false) {
    for (uint32_t i = 0; i < value_count; ++i) same_as_.emplace_back(i);
  }

  std::vector<ir::ValueId> run() {
    do forgetGuesses();
    while (!propagate());
    for (const Join& join : joins_) CHECK(same_as_[join.value.index].valid(), "a join without operands");
    return std::move(same_as_);
  }

 private:
  void forgetGuesses() {
    for (size_t i = 0; i < joins_.size(); ++i) {
      if (!is_kept_[i]) same_as_[joins_[i].value.index] = {};
    }
  }

  // False if a join on which guesses were built turned out to be a value of its own: they have to be made
  // again.
  bool propagate() {
    for (bool is_changed = true; is_changed;) {
      is_changed = false;
      for (size_t i = 0; i < joins_.size(); ++i) {
        if (is_kept_[i]) continue;
        const ir::ValueId before = same_as_[joins_[i].value.index];
        if (!update(i)) continue;
        if (is_kept_[i] && before.valid()) return false;
        is_changed = true;
      }
    }
    return true;
  }

  // Whether the join is now taken for another value than before.
  bool update(size_t index) {
    const Join& join = joins_[index];
    ir::ValueId& same_as = same_as_[join.value.index];
    const ir::ValueId before = same_as;
    for (const ir::ValueId operand : join.operands) {
      const ir::ValueId value = same_as_[operand.index];
      if (!value.valid() || value == same_as) continue;
      is_kept_[index] = same_as.valid();
      same_as = is_kept_[index] ? join.value : value;
      if (is_kept_[index]) break;
    }
    return same_as != before;
  }

  const std::vector<Join>& joins_;
  std::vector<bool> is_kept_;
  std::vector<ir::ValueId> same_as_;  // by value; invalid for a join that no value has reached yet
};

}  // namespace

std::vector<ir::ValueId> replaceTrivialJoins(const std::vector<Join>& joins, size_t value_count) {
  return Simplifier(joins, value_count).run();
}

}  // namespace krait::bytecode
