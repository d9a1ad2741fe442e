#include "typeinfer/sequence.h"

#include "typeinfer/infer_function.h"
#include "typeinfer/list_types.h"

namespace krait::infer {

using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

bool isSequence(const ir::Module& module, TypeId type) {
  const TypeKind kind = module.types.kind(type);
  return kind == TypeKind::Tuple || kind == TypeKind::List;
}

bool isEmptySequence(ir::Module& module, TypeId type) {
  const Type data = module.types[type];
  if (data.kind == TypeKind::Tuple) return data.elements.empty();
  return data.kind == TypeKind::List && listItem(module, type) == module.types.never;
}

Argument dtypeAsArgument(ir::Module& module, ir::DType dtype) {
  ir::Constant constant;
  constant.kind = ir::ConstKind::DType;
  constant.dtype = dtype;
  const ir::ConstId id = module.constants.intern(std::move(constant));
  return {{}, constantType(module, id), id};
}

ValueId emitRowCall(const CallSite& site, TypeId result) {
  Typing& t = site.t;
  const SourceRange range = t.function[site.inst].range;
  std::vector<ValueId> operands;
  for (const Argument& argument : site.arguments) {
    operands.push_back(argument.value.valid() ? argument.value : t.emitConstant(argument.default_value, range));
  }
  return t.emit(Op::call_builtin, std::move(operands), result, static_cast<uint32_t>(site.function), range);
}

Typed asArray(Typing& t, ir::InstId inst, Typed sequence, std::optional<ir::DType> dtype) {
  CallSite site(t, inst, FunctionId::numpy_asarray);
  bindArguments(site, {{{sequence.value, sequence.type}}, {}, {}});
  if (dtype) site.arguments[1] = dtypeAsArgument(t.module, *dtype);
  const TypeId type = inferFunction(site.function)(site);
  return {t.finalizing ? emitRowCall(site, type) : ValueId{}, type};
}

}  // namespace krait::infer
