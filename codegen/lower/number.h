// Numbers in lowering: their dtype, whether they follow Python's rules, and conversions between them.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

struct Number {
  ir::DType dtype = ir::DType::Int64;
  bool python = false;

  [[nodiscard]] ir::DTypeKind kind() const { return ir::dtypeKind(dtype); }
  [[nodiscard]] bool isInt() const { return kind() == ir::DTypeKind::Signed || kind() == ir::DTypeKind::Unsigned; }
  [[nodiscard]] bool isSigned() const { return kind() == ir::DTypeKind::Signed; }
  [[nodiscard]] bool isFloat() const { return kind() == ir::DTypeKind::Float; }
  [[nodiscard]] bool isComplex() const { return kind() == ir::DTypeKind::Complex; }
  [[nodiscard]] bool isBool() const { return kind() == ir::DTypeKind::Bool; }
};

// Int, Float ..., or a NumPy scalar.
[[nodiscard]] bool isNumber(const ir::Module&, ir::TypeId);
[[nodiscard]] Number numberOf(const ir::Module&, ir::TypeId);
// The dtype of each part of a complex number; itself otherwise.
[[nodiscard]] ir::DType partDType(ir::DType);

// The parts of a constant number, in its Python type.
[[nodiscard]] Parts constantNumber(FunctionLowering&, const ir::Constant&);
// Value-changing conversions raise where Python or NumPy do.
[[nodiscard]] Parts convertNumber(FunctionLowering&, llvm::ArrayRef<llvm::Value*> value, Number from, Number to);
// np.int8(x) and array.fill(x) of a Python float: int(x), which must be in range.
[[nodiscard]] Parts pythonFloatToInt(FunctionLowering&, llvm::Value* value, ir::DType to);
// bool(x) as i1.
[[nodiscard]] llvm::Value* truthOf(FunctionLowering&, llvm::ArrayRef<llvm::Value*> value, Number number);

// Any value to any type it may be converted to: numbers, tuples of them, weaker array layouts.
[[nodiscard]] Parts convertValue(FunctionLowering&, llvm::ArrayRef<llvm::Value*> value, ir::TypeId from, ir::TypeId to);

// One operation on two real numbers in registers, x86's min and max apart.
[[nodiscard]] llvm::Value* callFloatIntrinsic(FunctionLowering&, llvm::Intrinsic::ID, llvm::ArrayRef<llvm::Value*>);

}  // namespace krait::lower
