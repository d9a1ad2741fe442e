// The builtins that make one value of many: min, max, sum, math.prod, math.fsum, any, all.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/fold.h"
#include "codegen/lower/iteration.h"

namespace krait::lower {
namespace {

using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// The two arguments of min and max that stand before what they compare.
constexpr size_t kDefaultArgument = 1;
constexpr size_t kFirstCompared = 2;

// min(a, b) of one type as Python computes it: b if b < a, else a (max: b > a); so nan stays where it came first.
llvm::Value* pickExtreme(CallLowering& call, Number number, llvm::Value* a, llvm::Value* b) {
  const bool is_min = call.rowData() == "min";
  llvm::IRBuilder<>& builder = call.f.b;
  llvm::Value* takes_second;
  if (number.isFloat()) {
    takes_second = is_min ? builder.CreateFCmpOLT(b, a) : builder.CreateFCmpOGT(b, a);
  } else if (number.isSigned()) {
    takes_second = is_min ? builder.CreateICmpSLT(b, a) : builder.CreateICmpSGT(b, a);
  } else {
    takes_second = is_min ? builder.CreateICmpULT(b, a) : builder.CreateICmpUGT(b, a);
  }
  return builder.CreateSelect(takes_second, b, a);
}

Number resultNumber(CallLowering& call) { return numberOf(call.f.ir_module, call.resultType()); }

// The number that an item of argument k is.
Number itemNumber(CallLowering& call, size_t k) {
  const ir::Type& type = call.data(k);
  if (type.kind == TypeKind::Array) return {type.dtype, false};
  return numberOf(call.f.ir_module, iterationItemType(call.f, call.inst.operands[k]));
}

llvm::Value* extremeOfItems(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ir::ValueId iterable = call.inst.operands[kFirstCompared];
  const Number from = itemNumber(call, kFirstCompared);
  const Number to = resultNumber(call);
  const auto step = [&](PartsRef best, PartsRef item) {
    return Parts{pickExtreme(call, to, best[0], convertNumber(f, item, from, to)[0])};
  };
  const Parts first = convertNumber(f, iterationItem(f, iterable, f.word(0)), from, to);
  return foldItems(f, iterable, first, step)[0];
}

llvm::Value* extremeOrRaise(CallLowering& call, llvm::Value* is_empty) {
  const std::string name = std::string(call.rowData()) + "()";
  call.f.raiseIf(is_empty, kr_error_empty_sequence, {call.f.text(name)});
  return extremeOfItems(call);
}

llvm::Value* extremeOrDefault(CallLowering& call, llvm::Value* is_empty) {
  FunctionLowering& f = call.f;
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* some = f.newBlock("items");
  llvm::BasicBlock* done = f.newBlock("items.end");
  f.b.CreateCondBr(is_empty, done, some);
  f.b.SetInsertPoint(some);
  llvm::Value* extreme = extremeOfItems(call);
  llvm::BasicBlock* some_end = f.b.GetInsertBlock();
  f.b.CreateBr(done);
  f.b.SetInsertPoint(done);
  llvm::PHINode* result = f.b.CreatePHI(extreme->getType(), 2);
  result->addIncoming(call.part(kDefaultArgument), before);
  result->addIncoming(extreme, some_end);
  return result;
}

llvm::Value* extremeOfIterable(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* count = iterationCount(f, call.inst.operands[kFirstCompared]);
  llvm::Value* is_empty = f.b.CreateICmpEQ(count, f.word(0));
  const bool has_default = call.data(kDefaultArgument).kind != TypeKind::None;
  return has_default ? extremeOrDefault(call, is_empty) : extremeOrRaise(call, is_empty);
}

// any: a or b; all: a and b.
llvm::Value* combineTruths(CallLowering& call, llvm::Value* a, llvm::Value* b) {
  return call.rowData() == "any" ? call.f.b.CreateOr(a, b) : call.f.b.CreateAnd(a, b);
}

llvm::Value* truthOfTuple(CallLowering& call) {
  llvm::Value* truth = call.f.b.getInt1(call.rowData() == "all");
  PartsRef parts = call.parts(0);
  for (const ir::TypeId element : call.data(0).elements) {
    const size_t count = partCount(call.f.ir_module, element);
    llvm::Value* item = truthOf(call.f, parts.take_front(count), numberOf(call.f.ir_module, element));
    truth = combineTruths(call, truth, item);
    parts = parts.drop_front(count);
  }
  return truth;
}

// Stores the state of an exact sum; the runtime's functions know what is in it.
llvm::Value* newExactSum(FunctionLowering& f) {
  llvm::Value* state = f.allocaAtEntry(f.i64(), kExactSumWords);
  f.callRuntime("kr_math_fsum_begin", {state});
  return state;
}

void addExactly(FunctionLowering& f, llvm::Value* state, llvm::Value* value) {
  f.callRuntime("kr_math_fsum_add", {state, value});
}

}  // namespace

Parts lowerMinMax(CallLowering& call) {
  const bool is_one = call.count() == kFirstCompared + 1;
  const bool is_tuple = is_one && call.data(kFirstCompared).kind == TypeKind::Tuple;
  if (is_one && !is_tuple) return {extremeOfIterable(call)};
  Parts candidates;
  for (size_t k = kFirstCompared; k < call.count(); ++k) candidates.append(call.parts(k));
  if (candidates.empty()) return call.parts(kDefaultArgument);
  llvm::Value* best = candidates[0];
  for (llvm::Value* candidate : PartsRef(candidates).drop_front(1)) {
    best = pickExtreme(call, resultNumber(call), best, candidate);
  }
  return {best};
}

// A tuple has been folded by inference: the only argument is the result.
Parts lowerFold(CallLowering& call) {
  if (call.count() == 1) return call.parts(0);
  const Number from = itemNumber(call, 0);
  const Number to = resultNumber(call);
  const ir::Op op = call.rowData() == "+" ? ir::Op::add : ir::Op::mul;
  const auto step = [&](PartsRef total, PartsRef item) {
    return arithmetic(call.f, op, to, total, convertNumber(call.f, item, from, to));
  };
  return foldItems(call.f, call.inst.operands[0], call.parts(1), step);
}

Parts lowerAnyAll(CallLowering& call) {
  FunctionLowering& f = call.f;
  if (call.data(0).kind == TypeKind::Tuple) return {truthOfTuple(call)};
  const Number number = itemNumber(call, 0);
  const bool is_any = call.rowData() == "any";
  const auto step = [&](PartsRef truth, PartsRef item) {
    return Parts{combineTruths(call, truth[0], truthOf(f, item, number))};
  };
  const auto done = [&](PartsRef truth) { return is_any ? truth[0] : f.b.CreateNot(truth[0]); };
  return foldItems(f, call.inst.operands[0], {f.b.getInt1(!is_any)}, step, done);
}

Parts lowerMathFsum(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* state = newExactSum(f);
  if (call.data(0).kind == TypeKind::Tuple) {
    for (llvm::Value* value : call.parts(0)) addExactly(f, state, value);
    return {f.callRuntime("kr_math_fsum_end", {state})};
  }
  const Number from = itemNumber(call, 0);
  const auto step = [&](PartsRef, PartsRef item) {
    addExactly(f, state, convertNumber(f, item, from, {ir::DType::Float64, true})[0]);
    return Parts{};
  };
  static_cast<void>(foldItems(f, call.inst.operands[0], {}, step));
  return {f.callRuntime("kr_math_fsum_end", {state})};
}

}  // namespace krait::lower
