// Numbering of the variables of a code object.
#include "frontend/bytecode/variables.h"

#include <algorithm>

#include "frontend/support/check.h"

namespace krait::bytecode {

std::string_view lastNamePart(std::string_view qualified_name) {
  const size_t dot = qualified_name.rfind('.');
  return dot == std::string_view::npos ? qualified_name : qualified_name.substr(dot + 1);
}

Variables::Variables(const CodeObject& code, const CapturePlan& plan, uint32_t first_id) : first_id_(first_id) {
  for (const std::string& name : code.local_names) {
    const bool is_cell = std::ranges::find(code.cell_names, name) != code.cell_names.end();
    variables_.push_back({name, is_cell ? VariableKind::Cell : VariableKind::Local});
  }
  addCells(code);
  addFree(code, plan);
  addFunctions(plan);
}

void Variables::addCells(const CodeObject& code) {
  for (const std::string& name : code.cell_names) {
    const bool is_local = std::ranges::find(code.local_names, name) != code.local_names.end();
    if (!is_local) variables_.push_back({name, VariableKind::Cell});
  }
}

void Variables::addFree(const CodeObject& code, const CapturePlan& plan) {
  captured_.resize(plan.size());
  for (const std::string& name : code.free_names) {
    const auto entry = std::ranges::find_if(
        plan, [&](const PlanEntry& each) { return each.is_direct && each.name == name; });
    const bool is_captured = entry != plan.end();
    if (is_captured) captured_[static_cast<size_t>(entry - plan.begin())] = static_cast<uint32_t>(size());
    variables_.push_back({name, is_captured ? VariableKind::CapturedFree : VariableKind::Free});
  }
  for (size_t k = 0; k < plan.size(); ++k) {
    if (plan[k].is_direct) continue;
    captured_[k] = static_cast<uint32_t>(size());
    variables_.push_back({plan[k].name, VariableKind::CapturedFree});
  }
}

void Variables::addFunctions(const CapturePlan& plan) {
  for (size_t k = 0; k < plan.size(); ++k) {
    if (!plan[k].code.valid()) continue;
    StaticFunction function{plan[k].code, {}};
    for (const Captured& each : plan[k].captured) {
      function.captured.push_back({captured_[each.position], each.is_direct});
    }
    setFunction(captured_[k], std::move(function));
  }
}

CapturePlan Variables::planFor(std::span<const Captured> captured) const {
  const auto position_of = [&](uint32_t variable) {
    const auto found = std::ranges::find(captured, variable, &Captured::position);
    CHECK(found != captured.end(), "a function is made with all that the functions it calls need");
    return static_cast<uint32_t>(found - captured.begin());
  };
  CapturePlan plan;
  for (const Captured& each : captured) {
    const Variable& variable = variables_[each.position];
    PlanEntry entry{.name = variable.name, .is_direct = each.is_direct};
    if (variable.function) {
      entry.code = variable.function->code;
      for (const Captured& inner : variable.function->captured) {
        entry.captured.push_back({position_of(inner.position), inner.is_direct});
      }
    }
    plan.push_back(std::move(entry));
  }
  return plan;
}

}  // namespace krait::bytecode
