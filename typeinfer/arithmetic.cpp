// Result types of the arithmetic operators.
#include "typeinfer/arithmetic.h"

#include <algorithm>

namespace krait::infer {
namespace {

using ir::DType;
using ir::DTypeKind;
using Types = std::optional<OperationTypes>;

Types same(Numeric number) { return OperationTypes{number, number}; }
Types refused() { return std::nullopt; }

Types pythonBits(Numeric number) {
  return isIntegerOrBool(number.dtype) ? same(number) : refused();
}

Types pythonOperation(Operator op, Numeric a, Numeric b) {
  const DTypeKind kind = std::max(a.kind(), b.kind());
  const Numeric highest = kind == a.kind() ? a : b;
  const Numeric number = kind == DTypeKind::Bool ? Numeric{true, DType::Int64} : highest;
  switch (op) {
    case Operator::Add:
    case Operator::Sub:
    case Operator::Mul:
    case Operator::Pow: return same(number);
    case Operator::TrueDiv:
      return isInteger(number.dtype) ? Types({number, {true, DType::Float64}}) : same(number);
    case Operator::FloorDiv:
    case Operator::Mod: return isComplex(number.dtype) ? refused() : same(number);
    case Operator::And:
    case Operator::Or:
    case Operator::Xor: return pythonBits(highest);
    case Operator::LShift:
    case Operator::RShift: return pythonBits(number);
    case Operator::MatMul: return refused();
  }
  return refused();
}

Types boolOperation(Operator op) {
  const Numeric boolean{false, DType::Bool};
  const Numeric small{false, DType::Int8};
  switch (op) {
    case Operator::Add:
    case Operator::Mul:
    case Operator::And:
    case Operator::Or:
    case Operator::Xor: return same(boolean);
    case Operator::TrueDiv: return same({false, DType::Float64});
    case Operator::FloorDiv:
    case Operator::Mod:
    case Operator::Pow:
    case Operator::LShift:
    case Operator::RShift: return same(small);
    case Operator::Sub:
    case Operator::MatMul: return refused();
  }
  return refused();
}

Types numpyOperation(Operator op, DType dtype) {
  const Numeric number{false, dtype};
  switch (op) {
    case Operator::Add:
    case Operator::Sub:
    case Operator::Mul:
    case Operator::Pow: return same(number);
    case Operator::TrueDiv: return same(isInteger(dtype) ? Numeric{false, DType::Float64} : number);
    case Operator::FloorDiv:
    case Operator::Mod: return isComplex(dtype) ? refused() : same(number);
    case Operator::And:
    case Operator::Or:
    case Operator::Xor:
    case Operator::LShift:
    case Operator::RShift: return isInteger(dtype) ? same(number) : refused();
    case Operator::MatMul: return refused();
  }
  return refused();
}

}  // namespace

Numeric asPythonSees(Numeric left, Numeric right) {
  const bool is_float64 = !right.python && right.dtype == DType::Float64;
  return left.python && isComplex(left.dtype) && is_float64 ? Numeric{true, DType::Float64} : right;
}

std::optional<OperationTypes> operationTypes(Operator op, Numeric a, Numeric b) {
  if (a.python && b.python) return pythonOperation(op, a, b);
  const DType dtype = promote(a, b);
  return dtype == DType::Bool ? boolOperation(op) : numpyOperation(op, dtype);
}

}  // namespace krait::infer
