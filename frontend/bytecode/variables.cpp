// Numbering of the variables of a code object.
#include "frontend/bytecode/variables.h"

#include <algorithm>

#include "frontend/support/check.h"

namespace krait::bytecode {

std::string_view lastNamePart(std::string_view qualified_name) {
  const size_t dot = qualified_name.rfind('.');
  return dot == std::string_view::npos ? qualified_name : qualified_name.substr(dot + 1);
}

Variables::Variables(const CodeObject& code, int captured_count) {
  for (const std::string& name : code.local_names) {
    const bool is_cell = std::ranges::find(code.cell_names, name) != code.cell_names.end();
    variables_.push_back({name, is_cell ? VariableKind::Cell : VariableKind::Local});
  }
  addCells(code);
  addFree(code, captured_count);
}

void Variables::addCells(const CodeObject& code) {
  for (const std::string& name : code.cell_names) {
    const bool is_local = std::ranges::find(code.local_names, name) != code.local_names.end();
    if (!is_local) variables_.push_back({name, VariableKind::Cell});
  }
}

// Captured are all free variables, or all but the function's own name, or none.
void Variables::addFree(const CodeObject& code, int captured_count) {
  const size_t count = static_cast<size_t>(captured_count);
  const size_t free_count = code.free_names.size();
  CHECK(count == 0 || count == free_count || count + 1 == free_count,
        "captured values do not match the free variables");
  const bool leaves_out_own_name = count + 1 == free_count;
  for (const std::string& name : code.free_names) {
    const bool is_left_out = leaves_out_own_name && name == lastNamePart(code.name);
    const bool is_captured = count != 0 && !is_left_out;
    variables_.push_back({name, is_captured ? VariableKind::CapturedFree : VariableKind::Free});
  }
}

}  // namespace krait::bytecode
