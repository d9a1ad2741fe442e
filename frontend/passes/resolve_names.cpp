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
  const std::optional<ConstId> constant = names.attribute(object->constant(), name);
  const std::string owner = module.constants[object->constant()].text;
  makeConstant(inst, constant.value_or(undefined(module, owner + "." + name, ir::Undefined::Attribute)));
}

// The last part of a qualified name: what `def` binds.
std::string_view ownName(const ir::Function& function) {
  const std::string_view name = function.name;
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

void resolveName(ir::Module& module, const ir::Function& function, Inst& inst, NameSource& names) {
  const std::string name = module.names[inst.name()];
  const std::optional<ConstId> constant = inst.op == Op::load_global ? names.global(function.handle, name)
                                                                     : names.freeVariable(function.handle, name);
  makeConstant(inst, constant.value_or(undefined(module, name, ir::Undefined::Name)));
}

class Resolver {
 public:
  Resolver(ir::Module& module, ir::Function& function, NameSource& names, ConstId code)
      : module_(module), function_(function), names_(names), code_(code) {}

  void resolveBlock(ir::BlockId block);

 private:
  void resolveInst(ir::InstId id, std::vector<ir::InstId>& output);
  [[nodiscard]] bool namesItself(const Inst& inst) const;
  void makeItself(ir::InstId id, std::vector<ir::InstId>& output);

  ir::Module& module_;
  ir::Function& function_;
  NameSource& names_;
  const ConstId code_;
};

bool Resolver::namesItself(const Inst& inst) const {
  return inst.op == Op::load_free && code_.valid() && module_.names[inst.name()] == ownName(function_);
}

void Resolver::makeItself(ir::InstId id, std::vector<ir::InstId>& output) {
  const ConstId no_defaults = module_.constants.intern(ir::tupleConstant({}));
  const ir::InstId defaults = function_.makeInst(Op::constant, {}, 1, module_.types.never, function_[id].range);
  function_[defaults].attribute = no_defaults.index;
  function_[defaults].parent = function_[id].parent;
  output.push_back(defaults);
  const std::vector<ir::ValueId>& parameters = function_[function_.entry].parameters;
  Inst& inst = function_[id];
  inst.op = Op::make_function;
  inst.attribute = code_.index;
  inst.operands = {function_[defaults].results[0]};
  inst.operands.insert(inst.operands.end(), parameters.begin(), parameters.begin() + function_.captured);
}

void Resolver::resolveInst(ir::InstId id, std::vector<ir::InstId>& output) {
  Inst& inst = function_[id];
  if (inst.op == Op::load_attribute) return resolveAttribute(module_, function_, inst, names_);
  if (namesItself(inst)) return makeItself(id, output);
  if (inst.op == Op::load_global || inst.op == Op::load_free) resolveName(module_, function_, inst, names_);
}

void Resolver::resolveBlock(ir::BlockId block) {
  std::vector<ir::InstId> output;
  for (const ir::InstId id : std::vector(function_[block].insts)) {
    resolveInst(id, output);
    output.push_back(id);
    for (const ir::BlockId region : std::vector(function_[id].regions)) resolveBlock(region);
  }
  function_[block].insts = std::move(output);
}

}  // namespace

void resolveNames(ir::Module& module, ir::Function& function, NameSource& names, ConstId code) {
  Resolver resolver(module, function, names, code);
  for (const ir::BlockId block : std::vector(function.layout)) resolver.resolveBlock(block);
}

}  // namespace krait::passes
