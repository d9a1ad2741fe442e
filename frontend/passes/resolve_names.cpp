// What names mean.
#include "frontend/passes/resolve_names.h"

namespace krait::passes {
namespace {

using ir::ConstId;
using ir::ConstKind;
using ir::Inst;
using ir::Op;

ConstId undefined(ir::Module& module, const std::string& name, ir::Undefined kind) {
  ir::Constant constant = ir::textConstant(ConstKind::Unsupported, name);
  constant.integer = static_cast<int64_t>(kind);
  return module.constants.intern(std::move(constant));
}

void makeConstant(Inst& inst, ConstId constant) {
  inst.op = Op::constant;
  inst.operands.clear();
  inst.attribute = constant.index;
}

bool hasAttributes(const ir::Constant& constant) {
  return constant.kind == ConstKind::Module || constant.kind == ConstKind::Class ||
         constant.kind == ConstKind::Function || constant.kind == ConstKind::Builtin;
}

// The constant that an operand is, or null.
const Inst* definingConstant(const ir::Function& function, ir::ValueId value) {
  const ir::InstId definition = function[value].inst;
  return definition.valid() && function[definition].op == Op::constant ? &function[definition] : nullptr;
}

void resolveAttribute(ir::Module& module, ir::Function& function, Inst& inst, NameSource& names) {
  const Inst* object = definingConstant(function, inst.operands[0]);
  if (!object || !hasAttributes(module.constants[object->constant()])) return;
  const std::string& name = module.names[inst.name()];
  const std::optional<ConstId> constant = names.attribute(function.handle, object->constant(), name);
  const std::string owner = module.constants[object->constant()].text;
  makeConstant(inst, constant.value_or(undefined(module, owner + "." + name, ir::Undefined::Attribute)));
}

void resolveName(ir::Module& module, const ir::Function& function, Inst& inst, NameSource& names) {
  const std::string name = module.names[inst.name()];
  const std::optional<ConstId> constant = inst.op == Op::load_global ? names.global(function.handle, name)
                                                                     : names.freeVariable(function.handle, name);
  makeConstant(inst, constant.value_or(undefined(module, name, ir::Undefined::Name)));
}

void resolveBlock(ir::Module& module, ir::Function& function, ir::BlockId block, NameSource& names) {
  for (const ir::InstId id : std::vector(function[block].insts)) {
    Inst& inst = function[id];
    if (inst.op == Op::load_attribute) resolveAttribute(module, function, inst, names);
    if (inst.op == Op::load_global || inst.op == Op::load_free) resolveName(module, function, inst, names);
    for (const ir::BlockId region : std::vector(function[id].regions)) resolveBlock(module, function, region, names);
  }
}

}  // namespace

void resolveNames(ir::Module& module, ir::Function& function, NameSource& names) {
  for (const ir::BlockId block : std::vector(function.layout)) resolveBlock(module, function, block, names);
}

}  // namespace krait::passes
