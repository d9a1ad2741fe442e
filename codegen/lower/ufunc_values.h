// What the universal functions of numbers are built from: constants of a value's type, and questions about a float.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

inline llvm::Value* constant(llvm::Value* like, double value) { return llvm::ConstantFP::get(like->getType(), value); }
inline llvm::Value* infinity(llvm::Value* like) { return llvm::ConstantFP::getInfinity(like->getType()); }
inline llvm::Value* integer(llvm::Value* like, int64_t value) {
  return llvm::ConstantInt::get(like->getType(), static_cast<uint64_t>(value), true);
}

inline llvm::Value* isNan(FunctionLowering& f, llvm::Value* x) { return f.b.CreateFCmpUNO(x, x); }
inline llvm::Value* magnitude(FunctionLowering& f, llvm::Value* x) {
  return f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x);
}

}  // namespace krait::lower
