// By op and types.
#include "codegen/passes/runs_in_step.h"

#include <algorithm>

#include "codegen/nests/accesses.h"
#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::DType;
using ir::DTypeKind;
using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

constexpr size_t kFirstCompared = 2;  // of min and max, after key and default
constexpr int kFewestBytes = 4;

bool isLaneDType(DType dtype) {
  const DTypeKind kind = ir::dtypeKind(dtype);
  const bool is_real = kind == DTypeKind::Float || kind == DTypeKind::Signed || kind == DTypeKind::Unsigned;
  return is_real && ir::dtypeBytes(dtype) >= kFewestBytes;
}

bool isLaneFloat(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind == TypeKind::Float) return true;
  return type.kind == TypeKind::Scalar && isLaneDType(type.dtype) && ir::dtypeKind(type.dtype) == DTypeKind::Float;
}

bool isInt(const ir::Module& module, TypeId type) { return module.types.kind(type) == TypeKind::Int; }
bool isLiteral(const ir::Module& module, TypeId type) { return module.types.kind(type) == TypeKind::Literal; }

bool isSum(const ir::Module& module, const ir::Function& function, ValueId value) {
  return nests::affineOf(module, function, value).has_value();
}

bool isNumpyFloat(const ir::Module& module, TypeId type) {
  return isLaneFloat(module, type) && module.types.kind(type) == TypeKind::Scalar;
}

bool isDouble(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == TypeKind::Float || (type.kind == TypeKind::Scalar && type.dtype == DType::Float64);
}

// x ** 2. The exponent was converted to the type of the base.
bool isSquare(const ir::Module& module, const ir::Function& function, const ir::Inst& power) {
  InstId exponent = function[power.operands[1]].inst;
  if (exponent.valid() && function[exponent].op == Op::convert)
    exponent = function[function[exponent].operands[0]].inst;
  if (!exponent.valid() || function[exponent].op != Op::constant) return false;
  const ir::Constant& value = module.constants[function[exponent].constant()];
  return value.kind == ir::ConstKind::Float ? value.real() == 2.0
                                            : value.kind == ir::ConstKind::Int && value.integer == 2;
}

bool isKeyOfSums(const ir::Module& module, const ir::Function& function, ValueId key) {
  const auto indices = nests::indicesOf(module, function, key);
  return indices && std::ranges::all_of(*indices, [&](ValueId index) { return isSum(module, function, index); });
}

bool convertsInStep(const ir::Module& module, const ir::Function& function, const ir::Inst& convert) {
  const TypeId from = function[convert.operands[0]].type;
  const TypeId to = function[convert.results[0]].type;
  if (module.types.kind(to) == TypeKind::Tuple) return isKeyOfSums(module, function, convert.results[0]);
  if (isLiteral(module, from)) return isInt(module, to) || isStepNumber(module, to);
  const bool is_sum = isInt(module, from) && isSum(module, function, convert.operands[0]);
  return is_sum ? isDouble(module, to) : isStepNumber(module, from) && isLaneFloat(module, to);
}

bool callRunsInStep(const ir::Module& module, const ir::Function& function, const ir::Inst& call) {
  const TypeId result = function[call.results[0]].type;
  switch (static_cast<FunctionId>(call.attribute)) {
    case FunctionId::builtins_range:
    case FunctionId::builtins_len: return true;
    case FunctionId::builtins_abs: return isLaneFloat(module, result);
    case FunctionId::builtins_float:
    case FunctionId::numpy_float64:
    case FunctionId::numpy_float32: return function[call.operands[0]].type == result;
    case FunctionId::builtins_min:
    case FunctionId::builtins_max:
      return isStepNumber(module, result) && call.operands.size() == kFirstCompared + 2 &&
             std::all_of(call.operands.begin() + kFirstCompared, call.operands.end(),
                         [&](ValueId operand) { return function[operand].type == result; });
    default: break;
  }
  const bool is_root = functionRow(static_cast<FunctionId>(call.attribute)).name == "numpy.sqrt";
  return is_root && isNumpyFloat(module, result) && function[call.operands[0]].type == result;
}

// A store that converts may raise.
bool accessRunsInStep(const ir::Module& module, const ir::Function& function, InstId id) {
  const std::optional<nests::Access> access = nests::accessOf(module, function, id);
  if (!access) return false;
  const ir::Type& array = module.types[function[access->array].type];
  if (!isLaneDType(array.dtype)) return false;
  if (!access->writes) return true;
  const ir::Type& value = module.types[function[function[id].operands[2]].type];
  const bool is_same = value.kind == TypeKind::Scalar ? value.dtype == array.dtype
                                                      : value.kind == TypeKind::Float && array.dtype == DType::Float64;
  const bool has_known_gaps = array.ndim <= 2 || array.layout == ir::Layout::C || array.layout == ir::Layout::F;
  return is_same && !array.readonly && has_known_gaps;
}

// Of two numbers of one type, or of two sums.
bool compares(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  const TypeId type = function[inst.operands[0]].type;
  if (module.types.kind(function[inst.results[0]].type) == TypeKind::Tuple || function[inst.operands[1]].type != type)
    return false;
  if (!isInt(module, type)) return isStepNumber(module, type);
  return isSum(module, function, inst.operands[0]) && isSum(module, function, inst.operands[1]);
}

bool isTruth(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == TypeKind::Bool || (type.kind == TypeKind::Scalar && type.dtype == DType::Bool);
}

bool sameType(const ir::Function& function, const ir::Inst& inst, TypeId type) {
  return std::ranges::all_of(inst.operands, [&](ValueId operand) { return function[operand].type == type; });
}

}  // namespace

bool isStepNumber(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == TypeKind::Float || (type.kind == TypeKind::Scalar && isLaneDType(type.dtype));
}

bool isSteady(const ir::Module& module, const ir::Function& function, InstId id) {
  const ir::Inst& inst = function[id];
  const auto isOf = [&](TypeKind kind) { return module.types.kind(function[inst.operands[0]].type) == kind; };
  switch (inst.op) {
    case Op::constant: return true;
    case Op::load_attribute: return isOf(TypeKind::Array) && module.names[inst.name()] == "shape";
    case Op::extract:
    case Op::unpack: return isOf(TypeKind::Tuple);
    case Op::convert: return isOf(TypeKind::Literal) && isInt(module, function[inst.results[0]].type);
    case Op::call_builtin:
      return inst.attribute == static_cast<uint32_t>(FunctionId::builtins_len) && isOf(TypeKind::Array);
    default: return false;
  }
}

bool runsInStep(const ir::Module& module, const ir::Function& function, InstId id) {
  const ir::Inst& inst = function[id];
  if (isSteady(module, function, id)) return true;
  const TypeId result = inst.results.size() == 1 ? function[inst.results[0]].type : module.types.never;
  switch (inst.op) {
    case Op::get_iter:
    case Op::yield:
    case Op::continue_to: return true;
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge:
    case Op::eq:
    case Op::ne: return compares(module, function, inst);
    case Op::truth:
    case Op::logical_not: return isTruth(module, function[inst.operands[0]].type);
    case Op::build_tuple: return isKeyOfSums(module, function, inst.results[0]);
    case Op::getitem:
    case Op::setitem: return accessRunsInStep(module, function, id);
    case Op::add:
    case Op::sub:
      if (isInt(module, result)) return isSum(module, function, inst.results[0]);
      [[fallthrough]];
    case Op::mul:
    case Op::neg: return isStepNumber(module, result) && sameType(function, inst, result);
    case Op::truediv: return isNumpyFloat(module, result) && sameType(function, inst, result);
    case Op::pow: return isNumpyFloat(module, result) && isSquare(module, function, inst);
    case Op::convert: return convertsInStep(module, function, inst);
    case Op::call_builtin: return callRunsInStep(module, function, inst);
    default: return false;
  }
}

}  // namespace krait::passes
