// The plan as constants and back.
#include "frontend/bytecode/capture_plan.h"

#include "frontend/support/check.h"

namespace krait::bytecode {
namespace {

constexpr char kPassedOn = '^';

ir::ConstId text(ir::Module& module, std::string value) {
  return module.constants.intern(ir::textConstant(ir::ConstKind::Str, std::move(value)));
}

// Direct positions count from 0 up, others from -1 down.
ir::ConstId writeCaptured(ir::Module& module, const Captured& captured) {
  const auto position = static_cast<int64_t>(captured.position);
  return module.constants.intern(ir::intConstant(captured.is_direct ? position : -1 - position));
}

Captured readCaptured(const ir::Constant& constant) {
  const bool is_direct = constant.integer >= 0;
  return {static_cast<uint32_t>(is_direct ? constant.integer : -1 - constant.integer), is_direct};
}

ir::ConstId writeEntry(ir::Module& module, const PlanEntry& entry) {
  const ir::ConstId name = text(module, entry.is_direct ? entry.name : kPassedOn + entry.name);
  if (!entry.code.valid()) return name;
  std::vector<ir::ConstId> parts = {name, entry.code};
  for (const Captured& captured : entry.captured) parts.push_back(writeCaptured(module, captured));
  return module.constants.intern(ir::tupleConstant(std::move(parts)));
}

void readName(const std::string& text, PlanEntry& entry) {
  entry.is_direct = !text.starts_with(kPassedOn);
  entry.name = entry.is_direct ? text : text.substr(1);
}

PlanEntry readEntry(const ir::Module& module, const ir::Constant& constant) {
  PlanEntry entry;
  if (constant.kind != ir::ConstKind::Tuple) {
    readName(constant.text, entry);
    return entry;
  }
  CHECK(constant.elements.size() >= 2, "an entry of a capture plan");
  readName(module.constants[constant.elements[0]].text, entry);
  entry.code = constant.elements[1];
  for (size_t k = 2; k < constant.elements.size(); ++k) {
    entry.captured.push_back(readCaptured(module.constants[constant.elements[k]]));
  }
  return entry;
}

}  // namespace

CapturePlan readPlan(const ir::Module& module, ir::ConstId code) {
  CapturePlan plan;
  const std::vector<ir::ConstId>& elements = module.constants[code].elements;
  for (size_t k = 1; k < elements.size(); ++k) plan.push_back(readEntry(module, module.constants[elements[k]]));
  return plan;
}

ir::ConstId withPlan(ir::Module& module, ir::ConstId code, const CapturePlan& plan) {
  if (plan.empty()) return code;
  ir::Constant constant = module.constants[code];
  if (constant.elements.empty()) constant.elements.push_back(module.constants.intern(ir::tupleConstant({})));
  for (const PlanEntry& entry : plan) constant.elements.push_back(writeEntry(module, entry));
  return module.constants.intern(std::move(constant));
}

ir::ConstId withKeywordDefaults(ir::Module& module, ir::ConstId code, ir::ConstId names) {
  ir::Constant constant = module.constants[code];
  constant.elements = {names};
  return module.constants.intern(std::move(constant));
}

}  // namespace krait::bytecode
