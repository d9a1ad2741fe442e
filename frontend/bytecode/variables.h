// The variables of a code object, in the order in which its instructions number them: locals (parameters
// first), then cells that are not also locals, then free variables.
//
// A cell is a local as far as SSA goes. A free variable is one too if it is passed as a captured value;
// otherwise it is looked up by name (load_free).
#pragma once

#include <string>
#include <vector>

#include "frontend/bytecode/code_object.h"
#include "frontend/bytecode/ssa_builder.h"

namespace krait::bytecode {

enum class VariableKind : uint8_t { Local, Cell, CapturedFree, Free };

struct Variable {
  std::string name;
  VariableKind kind;
};

class Variables {
 public:
  // captured_count: see buildFunction.
  Variables(const CodeObject&, int captured_count);

  [[nodiscard]] size_t size() const { return variables_.size(); }
  [[nodiscard]] const Variable& operator[](size_t index) const { return variables_[index]; }

  // The SSA variables of variable `index`: its value, and the flag that says whether it is bound.
  [[nodiscard]] VariableId value(size_t index) const { return VariableId(static_cast<uint32_t>(2 * index)); }
  [[nodiscard]] VariableId flag(size_t index) const {
    return VariableId(static_cast<uint32_t>(2 * index + 1));
  }
  // The SSA variables of a stack slot: its value, and if that is an iterator, the position in it.
  [[nodiscard]] VariableId slot(size_t depth) const { return value(size() + depth); }
  [[nodiscard]] VariableId slotPosition(size_t depth) const { return flag(size() + depth); }

 private:
  void addCells(const CodeObject&);
  void addFree(const CodeObject&, int captured_count);

  std::vector<Variable> variables_;
};

// The last part of a qualified name: "outer.<locals>.inner" -> "inner".
[[nodiscard]] std::string_view lastNamePart(std::string_view qualified_name);

}  // namespace krait::bytecode
