// Comparisons and truth. Numbers of different types are compared by value, exactly: an int with a float, an int64 with
// a uint64. Tuples compare as Python's do, element by element.
#include "codegen/lower/compare.h"
#include "codegen/lower/list.h"
#include "codegen/lower/number.h"
#include "codegen/lower/time.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;
using Predicate = llvm::CmpInst::Predicate;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// A value with its type: what a comparison is between.
struct Typed {
  PartsRef parts;
  TypeId type;
};

Predicate signedPredicate(Op op) {
  switch (op) {
    case Op::eq: return Predicate::ICMP_EQ;
    case Op::ne: return Predicate::ICMP_NE;
    case Op::lt: return Predicate::ICMP_SLT;
    case Op::le: return Predicate::ICMP_SLE;
    case Op::gt: return Predicate::ICMP_SGT;
    default: return Predicate::ICMP_SGE;
  }
}

Predicate floatPredicate(Op op) {
  switch (op) {
    case Op::eq: return Predicate::FCMP_OEQ;
    case Op::ne: return Predicate::FCMP_UNE;
    case Op::lt: return Predicate::FCMP_OLT;
    case Op::le: return Predicate::FCMP_OLE;
    case Op::gt: return Predicate::FCMP_OGT;
    default: return Predicate::FCMP_OGE;
  }
}

Op mirrored(Op op) {
  switch (op) {
    case Op::lt: return Op::gt;
    case Op::le: return Op::ge;
    case Op::gt: return Op::lt;
    case Op::ge: return Op::le;
    default: return op;
  }
}

llvm::Value* toWord(FunctionLowering& f, llvm::Value* value, Number number) {
  return number.isSigned() ? f.b.CreateSExt(value, f.i64()) : f.b.CreateZExt(value, f.i64());
}

// One of the two is a uint64 and the other signed: a negative number is below every unsigned one.
llvm::Value* compareSignedUnsigned(FunctionLowering& f, Op op, llvm::Value* is_signed, llvm::Value* is_unsigned) {
  llvm::Value* negative = f.b.CreateICmpSLT(is_signed, f.word(0));
  llvm::Value* as_unsigned = f.b.CreateICmp(llvm::ICmpInst::getUnsignedPredicate(signedPredicate(op)), is_signed, is_unsigned);
  const bool if_negative = op == Op::lt || op == Op::le || op == Op::ne;
  return f.b.CreateSelect(negative, f.b.getInt1(if_negative), as_unsigned);
}

llvm::Value* compareInts(FunctionLowering& f, Op op, llvm::Value* a, Number x, llvm::Value* b, Number y) {
  if (x.dtype == y.dtype) {
    const Predicate predicate = signedPredicate(op);
    const bool is_equality = op == Op::eq || op == Op::ne;
    const Predicate used = x.isSigned() || is_equality ? predicate : llvm::ICmpInst::getUnsignedPredicate(predicate);
    return f.b.CreateICmp(used, a, b);
  }
  llvm::Value* left = toWord(f, a, x);
  llvm::Value* right = toWord(f, b, y);
  const bool x_is_uint64 = x.dtype == ir::DType::UInt64, y_is_uint64 = y.dtype == ir::DType::UInt64;
  if (x_is_uint64 && y.isSigned()) return compareSignedUnsigned(f, mirrored(op), right, left);
  if (y_is_uint64 && x.isSigned()) return compareSignedUnsigned(f, op, left, right);
  const Predicate predicate = signedPredicate(op);
  const bool is_unsigned = (x_is_uint64 || y_is_uint64) && op != Op::eq && op != Op::ne;
  return f.b.CreateICmp(is_unsigned ? llvm::ICmpInst::getUnsignedPredicate(predicate) : predicate, left, right);
}

// A Python int with a Python float. Where the int is not exact as a double, the two can only be equal after rounding,
// and then the float is an integer: compare as such.
llvm::Value* compareIntFloat(FunctionLowering& f, Op op, llvm::Value* integer, llvm::Value* real) {
  llvm::Value* rounded = f.b.CreateSIToFP(integer, f.b.getDoubleTy());
  llvm::Value* by_value = f.b.CreateFCmp(floatPredicate(op), rounded, real);
  llvm::Value* ties = f.b.CreateFCmpOEQ(rounded, real);
  llvm::Value* two_to_63 = llvm::ConstantFP::get(f.b.getDoubleTy(), 9223372036854775808.0);
  llvm::Value* is_beyond = f.b.CreateFCmpOGE(real, two_to_63);
  llvm::Value* safe = f.b.CreateSelect(f.b.CreateAnd(ties, f.b.CreateNot(is_beyond)), real,
                                       llvm::ConstantFP::get(f.b.getDoubleTy(), 0.0));
  llvm::Value* exact = f.b.CreateICmp(signedPredicate(op), integer, f.b.CreateFPToSI(safe, f.i64()));
  const bool if_beyond = op == Op::lt || op == Op::le || op == Op::ne;
  llvm::Value* tie_answer = f.b.CreateSelect(is_beyond, f.b.getInt1(if_beyond), exact);
  return f.b.CreateSelect(ties, tie_answer, by_value);
}

bool isIntLike(Number n) { return n.isInt() || n.isBool(); }

llvm::Value* compareReals(FunctionLowering& f, Op op, llvm::Value* a, Number x, llvm::Value* b, Number y) {
  if (isIntLike(x) && isIntLike(y)) return compareInts(f, op, a, x, b, y);
  if (isIntLike(x)) return compareIntFloat(f, op, toWord(f, a, x), f.b.CreateFPCast(b, f.b.getDoubleTy()));
  if (isIntLike(y)) return compareIntFloat(f, mirrored(op), toWord(f, b, y), f.b.CreateFPCast(a, f.b.getDoubleTy()));
  if (a->getType() != b->getType()) {
    a = f.b.CreateFPCast(a, f.b.getDoubleTy());
    b = f.b.CreateFPCast(b, f.b.getDoubleTy());
  }
  return f.b.CreateFCmp(floatPredicate(op), a, b);
}

// NumPy orders complex numbers by real, then imaginary part; equality is of both.
llvm::Value* compareComplex(FunctionLowering& f, Op op, const Typed& a, Number x, const Typed& b, Number y) {
  const Number wide{ir::DType::Complex128, false};
  const Parts left = convertNumber(f, a.parts, x, wide);
  const Parts right = convertNumber(f, b.parts, y, wide);
  llvm::Value* real = f.b.CreateFCmp(floatPredicate(op), left[0], right[0]);
  llvm::Value* imag = f.b.CreateFCmp(floatPredicate(op), left[1], right[1]);
  if (op == Op::eq) return f.b.CreateAnd(real, imag);
  if (op == Op::ne) return f.b.CreateOr(real, imag);
  // A nan in either part leaves nothing in order.
  llvm::Value* by_real = f.b.CreateAnd(real, f.b.CreateFCmpORD(left[1], right[1]));
  return f.b.CreateSelect(f.b.CreateFCmpOEQ(left[0], right[0]), imag, by_real);
}

// Values that are known or differ by type; of these only texts have an order.
llvm::Value* compareKnown(FunctionLowering& f, Op op, TypeId a, TypeId b) {
  if (op == Op::eq || op == Op::ne) return f.b.getInt1((a == b) == (op == Op::eq));
  const std::string& left = f.ir_module.constants[f.ir_module.types[a].constant].text;
  const std::string& right = f.ir_module.constants[f.ir_module.types[b].constant].text;
  const llvm::APInt order(64, static_cast<uint64_t>(left.compare(right)), true);
  return f.b.getInt1(llvm::ICmpInst::compare(order, llvm::APInt::getZero(64), signedPredicate(op)));
}

llvm::Value* compare(FunctionLowering& f, Op op, const Typed& a, const Typed& b);

std::vector<Typed> elementsOf(FunctionLowering& f, const Typed& tuple) {
  std::vector<Typed> elements;
  PartsRef rest = tuple.parts;
  for (const TypeId element : f.ir_module.types[tuple.type].elements) {
    const size_t count = partCount(f.ir_module, element);
    elements.push_back({rest.take_front(count), element});
    rest = rest.drop_front(count);
  }
  return elements;
}

// The first pair of elements that differ decides; if none does, the lengths.
llvm::Value* compareTuples(FunctionLowering& f, Op op, const Typed& a, const Typed& b) {
  const std::vector<Typed> left = elementsOf(f, a);
  const std::vector<Typed> right = elementsOf(f, b);
  const int64_t x = static_cast<int64_t>(left.size()), y = static_cast<int64_t>(right.size());
  const bool by_length = llvm::ICmpInst::compare(llvm::APInt(64, static_cast<uint64_t>(x)),
                                                 llvm::APInt(64, static_cast<uint64_t>(y)), signedPredicate(op));
  llvm::Value* answer = f.b.getInt1(by_length);
  for (size_t k = std::min(left.size(), right.size()); k-- > 0;) {
    llvm::Value* same = compare(f, Op::eq, left[k], right[k]);
    const bool is_equality = op == Op::eq || op == Op::ne;
    llvm::Value* decided = is_equality ? f.b.getInt1(op == Op::ne) : compare(f, op, left[k], right[k]);
    answer = f.b.CreateSelect(same, answer, decided);
  }
  return answer;
}

// Types that no value of one is equal to any of the other were settled by inference; inside tuples they come here.
llvm::Value* compare(FunctionLowering& f, Op op, const Typed& a, const Typed& b) {
  const bool both_tuples = f.ir_module.types.kind(a.type) == TypeKind::Tuple && f.ir_module.types.kind(b.type) == TypeKind::Tuple;
  if (both_tuples) return compareTuples(f, op, a, b);
  const bool both_lists = isList(f.ir_module, a.type) && isList(f.ir_module, b.type);
  if (both_lists) return compareLists(f, op, a.parts[0], a.type, b.parts[0], b.type);
  if (isTime(f.ir_module, a.type) && a.type == b.type) return compareTimes(f, op, a.parts[0], b.parts[0]);
  if (!isNumber(f.ir_module, a.type) || !isNumber(f.ir_module, b.type)) return compareKnown(f, op, a.type, b.type);
  const Number x = numberOf(f.ir_module, a.type), y = numberOf(f.ir_module, b.type);
  if (x.isComplex() || y.isComplex()) return compareComplex(f, op, a, x, b, y);
  return compareReals(f, op, a.parts[0], x, b.parts[0], y);
}

Typed typed(FunctionLowering& f, ir::ValueId value) { return {f.parts(value), f.type(value)}; }

void lowerComparison(FunctionLowering& f, InstId id) {
  const ir::Inst& inst = f.inst(id);
  f.define(inst.results[0], {compare(f, inst.op, typed(f, inst.operands[0]), typed(f, inst.operands[1]))});
}

void lowerContains(FunctionLowering& f, InstId id, bool negated) {
  const ir::Inst& inst = f.inst(id);
  if (isList(f.ir_module, f.type(inst.operands[0]))) return lowerListContains(f, id, negated);
  llvm::Value* found = f.b.getFalse();
  for (const Typed& element : elementsOf(f, typed(f, inst.operands[0]))) {
    found = f.b.CreateOr(found, compare(f, Op::eq, typed(f, inst.operands[1]), element));
  }
  f.define(inst.results[0], {negated ? f.b.CreateNot(found) : found});
}

// There is a value, and it is true.
llvm::Value* optionalTruth(FunctionLowering& f, ir::ValueId operand) {
  const ir::TypeId element = f.typeData(operand).elements[0];
  const PartsRef value = PartsRef(f.parts(operand)).drop_front(1);
  return f.b.CreateAnd(f.part(operand), truthOf(f, value, numberOf(f.ir_module, element)));
}

// Only bools, and what may be None against None, are left for run time.
llvm::Value* areSame(FunctionLowering& f, InstId id) {
  const ir::ValueId a = f.inst(id).operands[0], b = f.inst(id).operands[1];
  if (f.typeData(a).kind == TypeKind::Optional) return f.b.CreateNot(f.part(a));
  if (f.typeData(b).kind == TypeKind::Optional) return f.b.CreateNot(f.part(b));
  return f.b.CreateICmpEQ(f.part(a), f.part(b));
}

void lowerTruth(FunctionLowering& f, InstId id, bool negated) {
  const ir::ValueId operand = f.inst(id).operands[0];
  llvm::Value* truth = f.typeData(operand).kind == TypeKind::Optional ? optionalTruth(f, operand)
                       : isList(f.ir_module, f.type(operand))
                           ? f.b.CreateICmpNE(listLength(f, f.part(operand)), f.word(0))
                           : truthOf(f, f.parts(operand), numberOf(f.ir_module, f.type(operand)));
  f.define(f.inst(id).results[0], {negated ? f.b.CreateNot(truth) : truth});
}

}  // namespace

llvm::Value* compareValues(FunctionLowering& f, Op op, PartsRef a, TypeId a_type, PartsRef b, TypeId b_type) {
  return compare(f, op, {a, a_type}, {b, b_type});
}

void lower_eq(FunctionLowering& f, InstId id) { lowerComparison(f, id); }
void lower_ne(FunctionLowering& f, InstId id) { lowerComparison(f, id); }
void lower_lt(FunctionLowering& f, InstId id) { lowerComparison(f, id); }
void lower_le(FunctionLowering& f, InstId id) { lowerComparison(f, id); }
void lower_gt(FunctionLowering& f, InstId id) { lowerComparison(f, id); }
void lower_ge(FunctionLowering& f, InstId id) { lowerComparison(f, id); }
void lower_contains(FunctionLowering& f, InstId id) { lowerContains(f, id, false); }
void lower_not_contains(FunctionLowering& f, InstId id) { lowerContains(f, id, true); }
void lower_truth(FunctionLowering& f, InstId id) { lowerTruth(f, id, false); }
void lower_logical_not(FunctionLowering& f, InstId id) { lowerTruth(f, id, true); }

void lower_is(FunctionLowering& f, InstId id) { f.define(f.inst(id).results[0], {areSame(f, id)}); }
void lower_is_not(FunctionLowering& f, InstId id) {
  f.define(f.inst(id).results[0], {f.b.CreateNot(areSame(f, id))});
}

}  // namespace krait::lower
