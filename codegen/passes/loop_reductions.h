// What the iterations of a loop do with a value that it carries: whether they may each start afresh, and how what they
// come to is then combined.
//
//   s += x   s -= x   s *= x   m = max(m, x)   n |= x        one kind of step, anywhere in the body, any number of times
//   ok = ok and x   found = found or x
//   if x > m: m = x; k = i                                   what is kept with the largest or smallest
//   t = x                                                    assigned in every iteration before it is read
//
// Anything else is a dependence of one iteration on another.
#pragma once

#include <optional>
#include <unordered_set>
#include <vector>

#include "codegen/passes/loop_values.h"

namespace krait::passes {

struct CarriedUse {
  enum class Kind : uint8_t {
    Assigned,   // before it is read
    Stepped,    // by operations of one family
    Guarded,    // kept by an if_ that compares it with what it becomes
    Companion,  // kept by an if_ that guards another
    Truth,      // and, or
    Kept,       // assigned in some iterations only, and not read
    Dependent,
  };
  Kind kind = Kind::Dependent;
  ir::ChunkStart start = ir::ChunkStart::Unset;
  ir::InstId step;     // Stepped: one of the operations; Guarded: the comparison; Truth, Companion: the if_
  bool is_second = false;  // Stepped: the value is the second operand
  bool is_or = false;      // Truth: the other operand counts where it is false
  ir::InstId guard;    // Guarded, Companion, Kept: the if_
  ir::InstId culprit;  // Dependent: what reads it
  std::unordered_set<ir::ValueId> chain;  // but of Stepped, Assigned and Dependent: what it becomes
};

// Of the value that the loop carries as number `index`.
[[nodiscard]] CarriedUse useOfCarried(const ir::Module&, const ir::Function&, const LoopValues&, ir::InstId loop, size_t index);

// Companions of guards that are none of the others are Kept.
[[nodiscard]] std::vector<CarriedUse> usesOfCarried(const ir::Module&, const ir::Function&, const LoopValues&, ir::InstId loop);


}  // namespace krait::passes
