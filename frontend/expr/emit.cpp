// Nodes to instructions. What has no operator in NumPy is the function that computes it element by element: `and` is
// logical_and, `a if c else b` is where(c, a, b).
#include "frontend/expr/emit.h"

#include "frontend/expr/function_table.h"
#include "frontend/expr/token.h"
#include "frontend/ir/types.h"
#include "frontend/support/check.h"

namespace krait::expr {

using ir::ConstKind;
using ir::Op;
using ir::ValueId;

Emitter::Emitter(const Syntax& syntax, ir::Module& module, ir::Function& function)
    : syntax_(syntax), module_(module), function_(function) {
  for (const ValueId parameter : function[function.entry].parameters) {
    names_.emplace(module.names[function[parameter].name], parameter);
  }
}

ValueId Emitter::run() {
  for (const Node& node : syntax_.nodes) {
    range_ = node.range;
    values_.push_back(emitNode(node));
  }
  return values_[syntax_.result.index];
}

// ---- instructions

ValueId Emitter::emit(Op op, std::vector<ValueId> operands, uint32_t attribute) {
  const ir::InstId inst = function_.makeInst(op, std::move(operands), 1, module_.types.never, range_);
  function_[inst].attribute = attribute;
  function_.append(function_.entry, inst);
  return function_[inst].results[0];
}

ValueId Emitter::emitConstant(ir::Constant constant) {
  return emit(Op::constant, {}, module_.constants.intern(std::move(constant)).index);
}

ValueId Emitter::callValue(ValueId callee, std::vector<ValueId> arguments, const std::vector<std::string>& keywords) {
  std::vector<ir::ConstId> names;
  for (const std::string& keyword : keywords)
    names.push_back(module_.constants.intern(ir::textConstant(ConstKind::Str, keyword)));
  const ir::ConstId all =
      module_.constants.intern(names.empty() ? ir::noneConstant() : ir::tupleConstant(std::move(names)));
  arguments.insert(arguments.begin(), callee);
  return emit(Op::call, std::move(arguments), all.index);
}

ValueId Emitter::callBuiltin(std::string_view name, std::vector<ValueId> arguments,
                             const std::vector<std::string>& keywords) {
  const ValueId callee = emitConstant(ir::textConstant(ConstKind::Builtin, std::string(name)));
  return callValue(callee, std::move(arguments), keywords);
}

ValueId Emitter::loadAttribute(ValueId object, std::string_view name) {
  return emit(Op::load_attribute, {object}, module_.names.intern(name).index);
}

ValueId Emitter::callMethod(std::string_view name, ValueId object, std::vector<ValueId> arguments) {
  return callValue(loadAttribute(object, name), std::move(arguments));
}

std::vector<ValueId> Emitter::valuesOf(const Node& node) const {
  std::vector<ValueId> values;
  for (const NodeId child : node.children) values.push_back(values_[child.index]);
  return values;
}

// ---- nodes

ValueId Emitter::emitAssign(const Node& node) {
  const ValueId value = values_[node.children[0].index];
  if (!function_[value].name.valid()) function_[value].name = module_.names.intern(node.text);
  return names_[node.text] = value;
}

ValueId Emitter::emitFunction(const Node& node) {
  const FunctionRow* row = findFunction(node.text);
  CHECK(row != nullptr, "a call of no function: " + node.text);
  return row->emit(*this, node, row->target);
}

ValueId Emitter::emitOperandCall(const Node& node) {
  return callValue(names_.at(node.text), valuesOf(node), node.keywords);
}

ValueId Emitter::emitNode(const Node& node) {
  switch (node.kind) {
  case NodeKind::Name: return names_.at(node.text);
  case NodeKind::Literal: return emitConstant(node.constant);
  case NodeKind::Bytes: return emitConstant(ir::textConstant(ConstKind::Unsupported, "a bytes object"));
  case NodeKind::Unary:
  case NodeKind::Binary: return emit(node.op, valuesOf(node));
  case NodeKind::And: return callBuiltin("numpy.logical_and", valuesOf(node));
  case NodeKind::Or: return callBuiltin("numpy.logical_or", valuesOf(node));
  case NodeKind::Not: return callBuiltin("numpy.logical_not", valuesOf(node));
  case NodeKind::Conditional: return callBuiltin("numpy.where", valuesOf(node));
  case NodeKind::Call: return emitFunction(node);
  case NodeKind::CallOperand: return emitOperandCall(node);
  case NodeKind::Attribute: return loadAttribute(values_[node.children[0].index], node.text);
  case NodeKind::Index: return emit(Op::getitem, valuesOf(node));
  case NodeKind::Slice: return emit(Op::build_slice, valuesOf(node));
  case NodeKind::Tuple: return emit(Op::build_tuple, valuesOf(node));
  case NodeKind::Assign: return emitAssign(node);
  }
  CHECK(false, "a kind of node");
}

// ---- the emit functions of functions.def

ValueId emitCall(Emitter& emitter, const Node& call, std::string_view target) {
  return emitter.callBuiltin(target, emitter.valuesOf(call), call.keywords);
}

ValueId emitOfArray(Emitter& emitter, const Node& call, std::string_view target) {
  std::vector<ValueId> arguments = emitter.valuesOf(call);
  arguments[0] = emitter.callBuiltin("numpy.asarray", {arguments[0]});
  return emitter.callBuiltin(target, std::move(arguments), call.keywords);
}

ValueId emitOfArrays(Emitter& emitter, const Node& call, std::string_view target) {
  std::vector<ValueId> arguments = emitter.valuesOf(call);
  for (size_t k = 0; k < 2; ++k) arguments[k] = emitter.callBuiltin("numpy.asarray", {arguments[k]});
  return emitter.callBuiltin(target, std::move(arguments), call.keywords);
}

ValueId emitContains(Emitter&, const Node& call, std::string_view) {
  fail(DiagKind::expression_arguments, placeOf(call.range),
       {"contains", "takes two texts: arrays of bytes or str, or literals"});
}

ValueId emitCast(Emitter& emitter, const Node& call, std::string_view target) {
  const ValueId array = emitter.callBuiltin("numpy.asarray", emitter.valuesOf(call));
  ir::Constant dtype{.kind = ConstKind::DType};
  for (int k = 0; k < ir::kDTypeCount; ++k) {
    if (ir::dtypeName(static_cast<ir::DType>(k)) == target) dtype.dtype = static_cast<ir::DType>(k);
  }
  return emitter.callMethod("astype", array, {emitter.emitConstant(std::move(dtype))});
}

}  // namespace krait::expr
