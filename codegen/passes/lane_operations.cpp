// The list of ops and functions, with the types they take.
#include "codegen/passes/lane_operations.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::DType;
using ir::DTypeKind;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// Functions of numbers, and of what is the same for all iterations.
constexpr FunctionId kFunctions[] = {
    FunctionId::builtins_enumerate, FunctionId::builtins_zip,   FunctionId::builtins_reversed,
    FunctionId::builtins_len,       FunctionId::builtins_range, FunctionId::builtins_abs,
    FunctionId::operator_abs,       FunctionId::builtins_min,   FunctionId::builtins_max,
    FunctionId::builtins_int,       FunctionId::builtins_float, FunctionId::builtins_bool,
    FunctionId::builtins_complex,   FunctionId::math_sqrt,      FunctionId::math_fabs,
    FunctionId::math_isfinite,      FunctionId::math_isinf,     FunctionId::math_isnan,
    FunctionId::math_copysign,      FunctionId::math_floor,     FunctionId::math_ceil,
    FunctionId::math_trunc,         FunctionId::builtins_round, FunctionId::math_degrees,
    FunctionId::math_radians,       FunctionId::numpy_sqrt,     FunctionId::numpy_absolute,
    FunctionId::numpy_fabs,         FunctionId::numpy_square,   FunctionId::numpy_isnan,
    FunctionId::numpy_isinf,        FunctionId::numpy_isfinite, FunctionId::numpy_maximum,
    FunctionId::numpy_minimum,      FunctionId::numpy_fmax,     FunctionId::numpy_fmin,
    FunctionId::numpy_negative,     FunctionId::numpy_floor,    FunctionId::numpy_ceil,
    FunctionId::numpy_trunc,        FunctionId::numpy_rint,     FunctionId::numpy_copysign,
    FunctionId::numpy_conjugate,    FunctionId::numpy_int8,     FunctionId::numpy_int16,
    FunctionId::numpy_int32,        FunctionId::numpy_int64,    FunctionId::numpy_uint8,
    FunctionId::numpy_uint16,       FunctionId::numpy_uint32,   FunctionId::numpy_uint64,
    FunctionId::numpy_float32,      FunctionId::numpy_float64,  FunctionId::numpy_complex64,
    FunctionId::numpy_complex128,
};

// Of floats, with a kernel for vectors (runtime/vector_math).
constexpr FunctionId kKernels[] = {
    FunctionId::numpy_exp, FunctionId::numpy_exp2, FunctionId::numpy_expm1, FunctionId::numpy_tanh,
    FunctionId::numpy_log, FunctionId::numpy_log2, FunctionId::numpy_log10, FunctionId::numpy_log1p,
    FunctionId::numpy_sin, FunctionId::numpy_cos, FunctionId::numpy_tan, FunctionId::numpy_sinh, FunctionId::numpy_cosh,
    FunctionId::numpy_arcsin, FunctionId::numpy_arccos, FunctionId::numpy_arctan, FunctionId::numpy_arcsinh,
    FunctionId::numpy_arccosh, FunctionId::numpy_arctanh, FunctionId::numpy_cbrt, FunctionId::numpy_arctan2,
    FunctionId::numpy_hypot,
};

// Of Python's floats, with a kernel where fastmath permits approximations.
constexpr FunctionId kApproximations[] = {
    FunctionId::math_acos, FunctionId::math_acosh, FunctionId::math_asin, FunctionId::math_asinh, FunctionId::math_atan,
    FunctionId::math_atan2, FunctionId::math_atanh, FunctionId::math_cbrt, FunctionId::math_cos, FunctionId::math_cosh,
    FunctionId::math_erf, FunctionId::math_erfc, FunctionId::math_exp, FunctionId::math_exp2, FunctionId::math_expm1,
    FunctionId::math_gamma, FunctionId::math_hypot, FunctionId::math_lgamma, FunctionId::math_log, FunctionId::math_log10,
    FunctionId::math_log1p, FunctionId::math_log2, FunctionId::math_pow, FunctionId::math_sin, FunctionId::math_sinh,
    FunctionId::math_tan, FunctionId::math_tanh,
};

constexpr std::string_view kArrayAttributes[] = {"shape", "size", "ndim"};
constexpr std::string_view kNumberAttributes[] = {"real", "imag"};

const ir::Type& typeOf(const ir::Module& module, const ir::Function& function, ValueId value) {
  return module.types[function[value].type];
}

bool isNumber(const ir::Module& module, const ir::Function& function, ValueId value) {
  return isLaneNumber(module, function[value].type);
}

bool isFloat(const ir::Type& type) {
  return type.kind == TypeKind::Float ||
         (type.kind == TypeKind::Scalar && ir::dtypeKind(type.dtype) == DTypeKind::Float);
}

bool isComplex(const ir::Type& type) {
  return type.kind == TypeKind::Complex ||
         (type.kind == TypeKind::Scalar && ir::dtypeKind(type.dtype) == DTypeKind::Complex);
}

bool isIntegral(const ir::Type& type) { return !isFloat(type) && !isComplex(type); }

// The constant that a value is, behind conversions; null if it is none.
const ir::Constant* constantOf(const ir::Module& module, const ir::Function& function, ValueId value) {
  const ir::InstId definition = function[value].inst;
  if (definition.valid() && function[definition].op == Op::convert) {
    return constantOf(module, function, function[definition].operands[0]);
  }
  const ir::Type& type = typeOf(module, function, value);
  return type.kind == TypeKind::Literal ? &module.constants[type.constant] : nullptr;
}

// A divisor that division needs no test for and that the compiler divides by without the instruction, which
// no vector has.
bool isDivisor(const ir::Constant* constant) {
  return constant && constant->kind == ir::ConstKind::Int && constant->integer > 0;
}

bool isTwo(const ir::Constant* constant) {
  if (!constant) return false;
  if (constant->kind == ir::ConstKind::Int) return constant->integer == 2;
  return constant->kind == ir::ConstKind::Float && constant->real() == 2.0;
}

// Powers of NumPy's floats are a kernel, those of Python's where fastmath permits it.
bool hasPowerForm(const ir::Module& module, const ir::Type& type, const ir::Constant* right) {
  if (isTwo(right)) return !isComplex(type);
  return isFloat(type) && (type.kind == TypeKind::Scalar || module.approximates_math);
}

bool hasBinaryForm(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  if (!isNumber(module, function, inst.operands[0]) || !isNumber(module, function, inst.operands[1]))
    return false;
  const ir::Type& type = typeOf(module, function, inst.operands[0]);
  const ir::Constant* right = constantOf(module, function, inst.operands[1]);
  switch (inst.op) {
  case Op::truediv: return !isComplex(type);
  case Op::floordiv:
  case Op::mod: return isIntegral(type) && isDivisor(right);
  case Op::pow: return hasPowerForm(module, type, right);
  case Op::matmul: return false;
  default: return true;
  }
}

bool hasConversionForm(const ir::Module& module, TypeId from, TypeId to) {
  const ir::Type& source = module.types[from];
  const ir::Type& target = module.types[to];
  if (from == to) return true;
  if (source.kind == TypeKind::Tuple && target.kind == TypeKind::Tuple &&
      source.elements.size() == target.elements.size()) {
    for (size_t k = 0; k < source.elements.size(); ++k) {
      if (!hasConversionForm(module, source.elements[k], target.elements[k])) return false;
    }
    return true;
  }
  if (target.kind == TypeKind::Array && source.kind == TypeKind::Array) return true;
  if (!isLaneNumber(module, to)) return false;
  if (source.kind == TypeKind::Literal) {
    const ir::ConstKind kind = module.constants[source.constant].kind;
    return kind == ir::ConstKind::Bool || kind == ir::ConstKind::Int || kind == ir::ConstKind::Float ||
           kind == ir::ConstKind::Complex;
  }
  return isLaneNumber(module, from);
}

bool isIndex(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind != TypeKind::Tuple) return type.kind == TypeKind::Int;
  return std::ranges::all_of(type.elements,
                             [&](TypeId part) { return module.types.kind(part) == TypeKind::Int; });
}

bool hasIndexingForm(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  const ir::Type& array = typeOf(module, function, inst.operands[0]);
  if (!isLaneArray(module, function[inst.operands[0]].type) ||
      !isIndex(module, function[inst.operands[1]].type))
    return false;
  if (inst.op == Op::getitem) return true;
  const ir::Type& key = typeOf(module, function, inst.operands[1]);
  const size_t axes = key.kind == TypeKind::Tuple ? key.elements.size() : 1;
  const bool converts =
      isFloat(typeOf(module, function, inst.operands[2])) && ir::dtypeKind(array.dtype) != DTypeKind::Float;
  return !array.readonly && axes == array.ndim && isNumber(module, function, inst.operands[2]) && !converts;
}

bool hasCallForm(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  const auto id = static_cast<FunctionId>(inst.attribute);
  if (std::ranges::find(kKernels, id) != std::end(kKernels)) {
    return isFloat(typeOf(module, function, inst.operands[0])) &&
           isFloat(typeOf(module, function, inst.results[0]));
  }
  if (isApproximation(module, inst)) return true;
  if (std::ranges::find(kFunctions, id) == std::end(kFunctions)) return false;
  const bool makes_iterable = id == FunctionId::builtins_enumerate || id == FunctionId::builtins_zip ||
                              id == FunctionId::builtins_reversed;
  if (makes_iterable) return isLaneIterable(module, function[inst.results[0]].type);
  if (id == FunctionId::builtins_len)
    return typeOf(module, function, inst.operands[0]).kind == TypeKind::Array;
  if (id == FunctionId::builtins_range) {
    return inst.operands.size() < 3 || isDivisor(constantOf(module, function, inst.operands[2]));
  }
  const bool is_real_only = id == FunctionId::builtins_abs || id == FunctionId::operator_abs ||
                            id == FunctionId::numpy_sqrt || id == FunctionId::numpy_absolute;
  int numbers = 0;
  for (const ValueId operand : inst.operands) {
    const ir::Type& type = typeOf(module, function, operand);
    if (isNumber(module, function, operand))
      ++numbers;
    else if (type.kind != TypeKind::None && type.kind != TypeKind::Literal)
      return false;
    if (is_real_only && isComplex(type)) return false;
    if (id == FunctionId::builtins_round && inst.operands.size() > 1 && type.kind != TypeKind::None &&
        operand != inst.operands[0])
      return false;
    if (id == FunctionId::builtins_int && isComplex(type)) return false;
  }
  if (id == FunctionId::builtins_min || id == FunctionId::builtins_max) return numbers > 1;
  return isLaneNumber(module, function[inst.results[0]].type);
}

bool hasAttributeForm(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  const std::string& name = module.names[inst.name()];
  if (isNumber(module, function, inst.operands[0]))
    return std::ranges::find(kNumberAttributes, name) != std::end(kNumberAttributes);
  const bool is_array = typeOf(module, function, inst.operands[0]).kind == TypeKind::Array;
  return is_array && std::ranges::find(kArrayAttributes, name) != std::end(kArrayAttributes);
}

bool areNumbers(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  return std::ranges::all_of(inst.operands,
                             [&](ValueId operand) { return isNumber(module, function, operand); });
}

// A function that lanes can go through: it reads only arrays that it is given, stores nothing, and calls such
// functions, if any, not too deep.
constexpr int kDeepest = 3;
bool canBeCalled(const ir::Module& module, const ir::Function& callee, int depth);

bool readsParameter(const ir::Function& function, ValueId array) {
  for (ir::InstId definition = function[array].inst; definition.valid(); definition = function[array].inst) {
    const Op op = function[definition].op;
    if (op != Op::getitem && op != Op::convert) return false;
    array = function[definition].operands[0];
  }
  return function[array].block == function.entry;
}

bool canHold(const ir::Module& module, const ir::Function& callee, const ir::Inst& inst, int depth) {
  if (inst.op == Op::ret)
    return isLaneNumber(module, callee.result_type) ||
           module.types.kind(callee.result_type) == TypeKind::Tuple;
  if (inst.op == Op::call_direct) return canBeCalled(module, module[inst.callee()], depth + 1);
  const bool reads_array =
      inst.op == Op::getitem && typeOf(module, callee, inst.operands[0]).kind == TypeKind::Array;
  if (inst.op == Op::setitem || (reads_array && !readsParameter(callee, inst.operands[0]))) return false;
  return hasLaneForm(module, callee, inst);
}

bool canHoldAll(const ir::Module& module, const ir::Function& callee, ir::BlockId block, int depth) {
  return std::ranges::all_of(callee[block].insts, [&](ir::InstId id) {
    const ir::Inst& inst = callee[id];
    return canHold(module, callee, inst, depth) && std::ranges::all_of(inst.regions, [&](ir::BlockId region) {
             return canHoldAll(module, callee, region, depth);
           });
  });
}

bool canBeCalled(const ir::Module& module, const ir::Function& callee, int depth) {
  return depth <= kDeepest && callee.structured && canHoldAll(module, callee, callee.entry, depth);
}

bool holdsLoop(const ir::Module& module, const ir::Function& function, ir::BlockId block, int depth) {
  return std::ranges::any_of(function[block].insts, [&](ir::InstId id) {
    const ir::Inst& inst = function[id];
    if (inst.op == Op::loop || inst.op == Op::for_) return true;
    if (inst.op == Op::call_direct) {
      const ir::Function& callee = module[inst.callee()];
      return depth == kDeepest || holdsLoop(module, callee, callee.entry, depth + 1);
    }
    return std::ranges::any_of(inst.regions,
                               [&](ir::BlockId region) { return holdsLoop(module, function, region, depth); });
  });
}

}  // namespace

// hypot of any other count of numbers takes them from memory.
bool isApproximation(const ir::Module& module, const ir::Inst& inst) {
  const auto id = static_cast<FunctionId>(inst.attribute);
  return module.approximates_math && std::ranges::find(kApproximations, id) != std::end(kApproximations) &&
         (id != FunctionId::math_hypot || inst.operands.size() == 2);
}

bool holdsLoop(const ir::Module& module, const ir::Function& function, ir::BlockId block) {
  return holdsLoop(module, function, block, 0);
}

bool isLaneNumber(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind != TypeKind::Scalar) return type.kind >= TypeKind::Bool && type.kind <= TypeKind::Index;
  return type.dtype != DType::Float16 && ir::dtypeKind(type.dtype) <= DTypeKind::Complex;
}

bool isLaneArray(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == TypeKind::Array && type.dtype != DType::Float16 &&
         ir::dtypeKind(type.dtype) <= DTypeKind::Complex;
}

// What is zipped strictly raises behind the loop.
bool isLaneIterable(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  const bool holds_others = type.kind == TypeKind::Enumerate || type.kind == TypeKind::Reversed ||
                            (type.kind == TypeKind::Zip && !type.constant.valid());
  if (!holds_others) return type.kind == TypeKind::Range || isLaneArray(module, id);
  return std::ranges::all_of(type.elements, [&](TypeId element) { return isLaneIterable(module, element); });
}

bool hasLaneForm(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  switch (inst.op) {
  case Op::constant:
  case Op::build_tuple:
  case Op::extract:
  case Op::if_:
  case Op::scope:
  case Op::loop:
  case Op::yield:
  case Op::break_to:
  case Op::continue_to: return true;
  case Op::raise: return true;
  case Op::for_:
  case Op::get_iter: return isLaneIterable(module, function[inst.operands[0]].type);
  case Op::unpack: return typeOf(module, function, inst.operands[0]).kind == TypeKind::Tuple;
  case Op::convert:
    return hasConversionForm(module, function[inst.operands[0]].type, function[inst.results[0]].type);
  case Op::load_attribute: return hasAttributeForm(module, function, inst);
  case Op::getitem:
  case Op::setitem: return hasIndexingForm(module, function, inst);
  case Op::call_builtin: return hasCallForm(module, function, inst);
  case Op::call_direct: return canBeCalled(module, module[inst.callee()], 1);
  case Op::neg:
  case Op::pos:
  case Op::invert:
  case Op::truth:
  case Op::logical_not:
  case Op::eq:
  case Op::ne:
  case Op::lt:
  case Op::le:
  case Op::gt:
  case Op::ge: return areNumbers(module, function, inst);
  default: return inst.op >= Op::add && inst.op <= Op::bit_xor && hasBinaryForm(module, function, inst);
  }
}

}  // namespace krait::passes
