// The variables of a code object, in the order in which its instructions number them: locals (parameters
// first), then cells that are not also locals, then free variables; after these, what is captured only to be
// passed on to other functions.
//
// A cell is a local as far as SSA goes. A free variable is one too if it is passed as a captured value;
// otherwise it is looked up by name (load_free). A variable that always is one nested function holds the tuple of
// that function's defaults.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "frontend/bytecode/capture_plan.h"
#include "frontend/bytecode/code_object.h"
#include "frontend/bytecode/ssa_builder.h"

namespace krait::bytecode {

enum class VariableKind : uint8_t { Local, Cell, CapturedFree, Free };

// The nested function that a variable always is: its code, without a plan, and the variables it is made with.
struct StaticFunction {
  ir::ConstId code;
  std::vector<Captured> captured;  // positions: variables of this code object
};

struct Variable {
  std::string name;
  VariableKind kind;
  std::optional<StaticFunction> function = {};
};

class Variables {
 public:
  // plan: of a nested function, what it is made with; empty for a root function.
  // first_id: the number of its first SSA variable.
  Variables(const CodeObject&, const CapturePlan& plan, uint32_t first_id = 0);

  [[nodiscard]] size_t size() const { return variables_.size(); }
  [[nodiscard]] const Variable& operator[](size_t index) const { return variables_[index]; }
  // The captured variables, in the order of the plan.
  [[nodiscard]] std::span<const uint32_t> captured() const { return captured_; }
  void setFunction(uint32_t index, StaticFunction function) { variables_[index].function = std::move(function); }

  // The plan of a function that is made with these variables.
  [[nodiscard]] CapturePlan planFor(std::span<const Captured> captured) const;

  // The SSA variables of variable `index`: its value, and the flag that says whether it is bound.
  [[nodiscard]] VariableId value(size_t index) const {
    return VariableId(first_id_ + static_cast<uint32_t>(2 * index));
  }
  [[nodiscard]] VariableId flag(size_t index) const {
    return VariableId(first_id_ + static_cast<uint32_t>(2 * index + 1));
  }
  // The SSA variables of a stack slot: its value, and if that is an iterator, the position in it. The slots after those
  // of the stack are the emit functions' own.
  [[nodiscard]] VariableId slot(size_t depth) const { return value(size() + depth); }
  [[nodiscard]] VariableId slotPosition(size_t depth) const { return flag(size() + depth); }

 private:
  void addCells(const CodeObject&);
  void addFree(const CodeObject&, const CapturePlan& plan);
  void addFunctions(const CapturePlan& plan);

  uint32_t first_id_;
  std::vector<Variable> variables_;
  std::vector<uint32_t> captured_;
};

// The last part of a qualified name: "outer.<locals>.inner" -> "inner".
[[nodiscard]] std::string_view lastNamePart(std::string_view qualified_name);

}  // namespace krait::bytecode
