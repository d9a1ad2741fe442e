// What a nested function is made with, written into the constant of its code, so that its body can be built from that.
//
// A nested function captures values: of the variables that it uses, and of those that the functions which it calls by
// name use (lambda lifting, T. Johnsson, "Lambda Lifting", FPCA 1985). A name that always is one and the same nested
// function (static_functions.h) is itself not a value: what is captured for it is the tuple of its defaults, and where
// the name is read the function is made anew. So functions may call each other in any order, and a variable may change
// between two calls.
//
//   def f(n):                          f.<locals>.even captures  n, and for odd and even: their defaults
//     def even(k): return k == n or odd(k - 1)
//     def odd(k): return k != n and even(k - 1)
//
// Constant::elements of the code: first the names of its keyword-only defaults, then one entry per captured value: the
// name of a variable; or for a function, a tuple of its name, its code, and which of these entries it captures itself. A name
// with a mark before it is not in the code's own free variables: it is passed on to functions that need it.
#pragma once

#include <string>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::bytecode {

// One of the values that a function is made with, as its position in some list.
struct Captured {
  uint32_t position = 0;
  bool is_direct = true;  // the function's own code uses it; else it is passed on

  auto operator<=>(const Captured&) const = default;
};

struct PlanEntry {
  std::string name;
  bool is_direct = true;
  ir::ConstId code = {};                // of a function; invalid for a variable
  std::vector<Captured> captured = {};  // of a function: positions in the plan
};
using CapturePlan = std::vector<PlanEntry>;

[[nodiscard]] CapturePlan readPlan(const ir::Module&, ir::ConstId code);
// The code's constant with the plan. `code` may have names of keyword-only defaults, and no plan yet.
[[nodiscard]] ir::ConstId withPlan(ir::Module&, ir::ConstId code, const CapturePlan& plan);
[[nodiscard]] ir::ConstId withKeywordDefaults(ir::Module&, ir::ConstId code, ir::ConstId names);

}  // namespace krait::bytecode
