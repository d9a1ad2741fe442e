// Checks of results, for one iteration and for lanes.
#include "codegen/lower/checked_result.h"

namespace krait::lower {
namespace {

using PartsRef = llvm::ArrayRef<llvm::Value*>;

llvm::Value* absolute(FunctionLowering& f, llvm::Value* x) { return f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x); }

llvm::Value* isError(FunctionLowering& f, llvm::Value* result, PartsRef arguments) {
  llvm::Value* infinity = llvm::ConstantFP::getInfinity(result->getType());
  llvm::Value* made_nan = f.b.CreateFCmpUNO(result, result);
  llvm::Value* made_infinity = f.b.CreateFCmpOEQ(absolute(f, result), infinity);
  for (llvm::Value* argument : arguments) {
    made_nan = f.b.CreateAnd(made_nan, f.b.CreateFCmpORD(argument, argument));
    made_infinity = f.b.CreateAnd(made_infinity, f.b.CreateFCmpOLT(absolute(f, argument), infinity));
  }
  return f.b.CreateOr(made_nan, made_infinity);
}

}  // namespace

bool mayApproximate(const FunctionLowering& f) { return (f.m.options.fastmath & kApproximate) != 0; }

llvm::Value* checkResult(FunctionLowering& f, llvm::Value* result, std::string_view runtime_name, PartsRef arguments) {
  const Strict strict(f);
  if (f.lanes) {
    f.leavesLanesIf(isError(f, result, arguments));
    return result;
  }
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* doubtful = f.newBlock("doubtful");
  llvm::BasicBlock* fine = f.newBlock("fine");
  llvm::Value* is_doubtful = f.b.CreateFCmpUGE(absolute(f, result), llvm::ConstantFP::getInfinity(result->getType()));
  f.markUnlikely(f.b.CreateCondBr(is_doubtful, doubtful, fine));
  f.b.SetInsertPoint(doubtful);
  llvm::Value* certain = f.callRuntime(runtime_name, arguments);
  f.b.CreateBr(fine);
  f.b.SetInsertPoint(fine);
  llvm::PHINode* either = f.b.CreatePHI(result->getType(), 2);
  either->addIncoming(result, before);
  either->addIncoming(certain, doubtful);
  return either;
}

}  // namespace krait::lower
