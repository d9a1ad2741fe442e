// Conversions between numbers, and of tuples and arrays.
//
// Conversions of NumPy scalars are C casts; where C leaves the result open (a float outside an integer's range) we
// give what x86 hardware gives, so that the answer is NumPy's. Python numbers raise instead.
#include "codegen/lower/number.h"
#include "codegen/lower/rounding.h"
#include "codegen/lower/time.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::InstId;
using ir::TypeId;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo31 = 2147483648.0;

// cvttsd2si: out-of-range values and nan give the smallest integer.
llvm::Value* truncateAsHardware(FunctionLowering& f, llvm::Value* value, unsigned width) {
  llvm::Type* type = f.b.getIntNTy(width);
  llvm::Type* float_type = value->getType();
  const double limit = width == 64 ? kTwoTo63 : kTwoTo31;
  llvm::Value* above = f.b.CreateFCmpOGT(value, llvm::ConstantFP::get(float_type, width == 64 ? -limit : -limit - 1));
  llvm::Value* at_least = width == 64 ? f.b.CreateFCmpOGE(value, llvm::ConstantFP::get(float_type, -limit)) : above;
  llvm::Value* below = f.b.CreateFCmpOLT(value, llvm::ConstantFP::get(float_type, limit));
  llvm::Value* in_range = f.b.CreateAnd(at_least, below);
  llvm::Value* safe = f.b.CreateSelect(in_range, value, llvm::ConstantFP::get(float_type, 0.0));
  llvm::Value* smallest = llvm::ConstantInt::get(type, llvm::APInt::getSignedMinValue(width));
  return f.b.CreateSelect(in_range, f.b.CreateFPToSI(safe, type), smallest);
}

llvm::Value* widenFloat(FunctionLowering& f, llvm::Value* value) {
  return value->getType()->isDoubleTy() ? value : f.b.CreateFPExt(value, f.b.getDoubleTy());
}

llvm::Value* floatToNumpyInt(FunctionLowering& f, llvm::Value* value, DType to) {
  value = widenFloat(f, value);
  if (to == DType::UInt64) {
    llvm::Type* type = value->getType();
    llvm::Value* is_large = f.b.CreateFCmpOGE(value, llvm::ConstantFP::get(type, kTwoTo63));
    llvm::Value* reduced = f.b.CreateFSub(value, llvm::ConstantFP::get(type, kTwoTo63));
    llvm::Value* high = f.b.CreateXor(truncateAsHardware(f, reduced, 64), f.word(INT64_MIN));
    return f.b.CreateSelect(is_large, high, truncateAsHardware(f, value, 64));
  }
  const bool uses_64_bits = to == DType::Int64 || to == DType::UInt32;
  return f.b.CreateTrunc(truncateAsHardware(f, value, uses_64_bits ? 64 : 32), registerType(f.m.context(), to));
}

// The lanes of a vector leave what is out of range, and its error, to the scalar loop.
llvm::Value* floatToPythonInt(FunctionLowering& f, llvm::Value* value) {
  llvm::Value* wide = widenFloat(f, value);
  return wholeToInt(f, wide, wide, "kr_float_to_int");  // the conversion truncates, which leaves the range as it is
}

llvm::Value* toFloat(FunctionLowering& f, llvm::Value* value, Number from, llvm::Type* type) {
  if (from.isFloat()) return f.b.CreateFPCast(value, type);
  // NumPy takes a Python int by way of float(): it is rounded twice.
  if (from.python && from.isInt()) return f.b.CreateFPCast(f.b.CreateSIToFP(value, f.b.getDoubleTy()), type);
  return from.isSigned() ? f.b.CreateSIToFP(value, type) : f.b.CreateUIToFP(value, type);
}

bool fits(Number to) { return to.dtype != DType::Int64; }

// A Python int must be in the range of the NumPy integer that takes it.
llvm::Value* checkedNarrow(FunctionLowering& f, llvm::Value* value, DType to) {
  llvm::Value* name = f.text(ir::dtypeName(to));
  if (to == DType::UInt64) {
    f.raiseIf(f.b.CreateICmpSLT(value, f.word(0)), kr_error_python_int_too_large, {value, name});
    return value;
  }
  const bool is_signed = ir::dtypeKind(to) == ir::DTypeKind::Signed;
  llvm::Type* type = registerType(f.m.context(), to);
  llvm::Value* narrow = f.b.CreateTrunc(value, type);
  llvm::Value* back = is_signed ? f.b.CreateSExt(narrow, f.i64()) : f.b.CreateZExt(narrow, f.i64());
  f.raiseIf(f.b.CreateICmpNE(back, value), kr_error_python_int_too_large, {value, name});
  return narrow;
}

llvm::Value* intToPythonInt(FunctionLowering& f, llvm::Value* value, Number from) {
  if (from.dtype == DType::UInt64) {
    f.raiseIf(f.b.CreateICmpSLT(value, f.word(0)), kr_error_integer_overflow, {f.text("conversion from uint64")});
    return value;
  }
  return from.isSigned() ? f.b.CreateSExt(value, f.i64()) : f.b.CreateZExt(value, f.i64());
}

llvm::Value* toInt(FunctionLowering& f, llvm::Value* value, Number from, Number to) {
  if (from.isFloat()) return to.python ? floatToPythonInt(f, value) : floatToNumpyInt(f, value, to.dtype);
  if (to.python) return intToPythonInt(f, value, from);
  if (from.python && from.isInt() && fits(to)) return checkedNarrow(f, value, to.dtype);
  llvm::Type* type = registerType(f.m.context(), to.dtype);
  return from.isSigned() ? f.b.CreateSExtOrTrunc(value, type) : f.b.CreateZExtOrTrunc(value, type);
}

llvm::Value* isNonZero(FunctionLowering& f, llvm::Value* value) {
  if (value->getType()->isIntegerTy(1)) return value;
  llvm::Value* zero = llvm::Constant::getNullValue(value->getType());
  return value->getType()->isFloatingPointTy() ? f.b.CreateFCmpUNE(value, zero) : f.b.CreateICmpNE(value, zero);
}

Parts convertTuple(FunctionLowering& f, PartsRef value, const ir::Type& from, const ir::Type& to) {
  CHECK(from.elements.size() == to.elements.size(), "conversion between tuples of different lengths");
  Parts converted;
  for (size_t k = 0; k < from.elements.size(); ++k) {
    const size_t count = partCount(f.ir_module, from.elements[k]);
    converted.append(convertValue(f, value.take_front(count), from.elements[k], to.elements[k]));
    value = value.drop_front(count);
  }
  return converted;
}

// None, a value, or what may be None already: a flag, then the value's parts.
Parts convertToOptional(FunctionLowering& f, PartsRef value, TypeId from, const ir::Type& target) {
  const ir::Type& source = f.ir_module.types[from];
  const TypeId element = target.elements[0];
  const bool is_optional = source.kind == TypeKind::Optional;
  Parts parts{is_optional ? value[0] : f.b.getInt1(source.kind != TypeKind::None)};
  if (source.kind == TypeKind::None) {
    parts.append(f.emptyParts(element));
  } else if (is_optional) {
    parts.append(convertValue(f, value.drop_front(1), source.elements[0], element));
  } else {
    parts.append(convertValue(f, value, from, element));
  }
  return parts;
}

}  // namespace

bool isNumber(const ir::Module& module, TypeId type) {
  const TypeKind kind = module.types.kind(type);
  return (kind == TypeKind::Scalar && !isTime(module, type)) || (kind >= TypeKind::Bool && kind <= TypeKind::Complex);
}

Number numberOf(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  switch (type.kind) {
    case TypeKind::Bool: return {DType::Bool, true};
    case TypeKind::Int:
    case TypeKind::Index: return {DType::Int64, true};
    case TypeKind::Float: return {DType::Float64, true};
    case TypeKind::Complex: return {DType::Complex128, true};
    default: CHECK(type.kind == TypeKind::Scalar, "not a number"); return {type.dtype, false};
  }
}

DType partDType(DType dtype) {
  if (dtype == DType::Complex64) return DType::Float32;
  return dtype == DType::Complex128 ? DType::Float64 : dtype;
}

Parts constantNumber(FunctionLowering& f, const ir::Constant& constant) {
  switch (constant.kind) {
    case ir::ConstKind::Bool: return {f.b.getInt1(constant.integer != 0)};
    case ir::ConstKind::Int: return {f.word(constant.integer)};
    case ir::ConstKind::Float: return {llvm::ConstantFP::get(f.b.getDoubleTy(), constant.real())};
    case ir::ConstKind::Complex:
      return {llvm::ConstantFP::get(f.b.getDoubleTy(), constant.real()),
              llvm::ConstantFP::get(f.b.getDoubleTy(), constant.imag())};
    default: CHECK(false, "not a constant number");
  }
}

llvm::Value* truthOf(FunctionLowering& f, PartsRef value, Number number) {
  llvm::Value* truth = isNonZero(f, value[0]);
  return number.isComplex() ? f.b.CreateOr(truth, isNonZero(f, value[1])) : truth;
}

Parts convertNumber(FunctionLowering& f, PartsRef value, Number from, Number to) {
  if (from.dtype == to.dtype) return Parts(value.begin(), value.end());
  if (to.isBool()) return {truthOf(f, value, from)};
  const Number real_from{partDType(from.dtype), from.python};
  if (to.isComplex()) {
    llvm::Type* type = registerType(f.m.context(), to.dtype);
    llvm::Value* imag = from.isComplex() ? f.b.CreateFPCast(value[1], type) : llvm::ConstantFP::get(type, 0.0);
    return {toFloat(f, value[0], real_from, type), imag};
  }
  if (to.isFloat()) return {toFloat(f, value[0], real_from, registerType(f.m.context(), to.dtype))};
  return {toInt(f, value[0], real_from, to)};
}

Parts pythonFloatToInt(FunctionLowering& f, llvm::Value* value, DType to) {
  const auto limit = [&](double bound) { return llvm::ConstantFP::get(f.b.getDoubleTy(), bound); };
  llvm::Value* size = f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, value);
  f.raiseIf(f.b.CreateFCmpUNO(value, value), kr_error_float_nan_to_int);
  f.raiseIf(f.b.CreateFCmpOEQ(size, llvm::ConstantFP::getInfinity(value->getType())), kr_error_float_infinity_to_int);
  // NumPy reads an int for its wider unsigned types as a C unsigned long.
  const bool is_unsigned = to == DType::UInt32 || to == DType::UInt64;
  llvm::Value* above = f.b.CreateFCmpOGE(value, limit(is_unsigned ? 2 * kTwoTo63 : kTwoTo63));
  llvm::Value* below = f.b.CreateFCmpOLT(value, limit(-kTwoTo63));
  f.raiseIf(f.b.CreateOr(above, below), kr_error_overflow_error, {f.text("Python int too large to convert to C long")});
  if (!is_unsigned) return convertNumber(f, {truncateAsHardware(f, value, 64)}, {DType::Int64, true}, {to, false});
  llvm::Value* is_large = f.b.CreateFCmpOGE(value, limit(kTwoTo63));
  llvm::Value* integer = floatToNumpyInt(f, value, DType::UInt64);
  if (to != DType::UInt64) f.raiseIf(is_large, kr_error_python_uint_too_large, {integer, f.text(ir::dtypeName(to))});
  // Below 2**63 the bits are those of the int, whose sign is still to be tested.
  llvm::Value* small = f.b.CreateSelect(is_large, f.word(0), integer);
  const Parts checked = convertNumber(f, {small}, {DType::Int64, true}, {to, false});
  return {to == DType::UInt64 ? f.b.CreateSelect(is_large, integer, checked[0]) : checked[0]};
}

Parts convertValue(FunctionLowering& f, PartsRef value, TypeId from, TypeId to) {
  if (from == to) return Parts(value.begin(), value.end());
  const ir::Type& source = f.ir_module.types[from];
  const ir::Type& target = f.ir_module.types[to];
  if (source.kind == TypeKind::Never) return f.emptyParts(to);
  if (target.kind == TypeKind::Optional) return convertToOptional(f, value, from, target);
  if (isTime(f.ir_module, to)) return {convertToTime(f, value[0], source, target)};
  if (source.kind == TypeKind::Literal && isNumber(f.ir_module, to)) {
    const ir::Constant& constant = f.ir_module.constants[source.constant];
    const Parts number = constantNumber(f, constant);
    const DType dtype = constant.kind == ir::ConstKind::Bool      ? DType::Bool
                        : constant.kind == ir::ConstKind::Int     ? DType::Int64
                        : constant.kind == ir::ConstKind::Float   ? DType::Float64
                                                                  : DType::Complex128;
    return convertNumber(f, number, {dtype, true}, numberOf(f.ir_module, to));
  }
  if (isNumber(f.ir_module, from)) {
    CHECK(isNumber(f.ir_module, to), "conversion of a number to something else");
    return convertNumber(f, value, numberOf(f.ir_module, from), numberOf(f.ir_module, to));
  }
  CHECK(source.kind == target.kind, "conversion between unrelated types");
  const bool is_view = source.kind == TypeKind::Array || source.kind == TypeKind::RecordArray || source.kind == TypeKind::Record;
  return is_view ? Parts(value.begin(), value.end()) : convertTuple(f, value, source, target);
}

void lower_convert(FunctionLowering& f, InstId id) {
  const ir::ValueId operand = f.inst(id).operands[0];
  const ir::ValueId result = f.inst(id).results[0];
  const bool is_never = f.typeData(operand).kind == TypeKind::Never;
  const Parts none;
  f.define(result, convertValue(f, is_never ? none : f.parts(operand), f.type(operand), f.type(result)));
}

}  // namespace krait::lower
