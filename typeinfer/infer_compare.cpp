// Rules of comparisons and membership.
//
// Numbers keep their own types as operands: lowering compares an int with a float, or an int64 with a uint64, exactly.
// Tuples compare element by element. What can't be equal is not equal, at compile time.
#include "typeinfer/list.h"
#include "typeinfer/record.h"
#include "typeinfer/time.h"
#include "typeinfer/arithmetic.h"
#include "typeinfer/typing.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;

bool isEquality(Op op) { return op == Op::eq || op == Op::ne; }

const char* symbol(Op op) {
  switch (op) {
    case Op::eq: return "==";
    case Op::ne: return "!=";
    case Op::lt: return "<";
    case Op::le: return "<=";
    case Op::gt: return ">";
    default: return ">=";
  }
}

template <typename T>
bool compareWith(Op op, const T& a, const T& b) {
  switch (op) {
    case Op::eq: return a == b;
    case Op::ne: return a != b;
    case Op::lt: return a < b;
    case Op::le: return a <= b;
    case Op::gt: return a > b;
    default: return a >= b;
  }
}

std::optional<bool> compareLiterals(Op op, const ir::Constant& a, const ir::Constant& b) {
  if (a.kind == ir::ConstKind::Str && b.kind == ir::ConstKind::Str) return compareWith(op, a.text, b.text);
  const bool are_ints = (a.kind == ir::ConstKind::Int || a.kind == ir::ConstKind::Bool) &&
                        (b.kind == ir::ConstKind::Int || b.kind == ir::ConstKind::Bool);
  if (are_ints) return compareWith(op, a.integer, b.integer);
  return std::nullopt;
}

// A NumPy dtype named in any way: a class, a dtype object; nothing otherwise.
std::optional<std::string> dtypeNameOf(const ir::Constant& constant) {
  if (constant.kind == ir::ConstKind::DType) return "numpy." + std::string(ir::dtypeName(constant.dtype));
  if (constant.kind != ir::ConstKind::Class) return std::nullopt;
  if (constant.text == "builtins.float") return "numpy.float64";
  if (constant.text == "builtins.int") return "numpy.int64";
  if (constant.text == "builtins.bool") return "numpy.bool_";
  return constant.text;
}

// A structured dtype is equal to one with the same fields, whatever its class; to nothing else.
std::optional<bool> compareRecordDTypes(const ir::Module& module, Op op, const ir::Constant& a, const ir::Constant& b) {
  const TypeId x = a.array.record, y = b.array.record;
  const bool are_dtypes = a.kind == ir::ConstKind::DType && b.kind == ir::ConstKind::DType;
  if (!isEquality(op) || !are_dtypes || (!x.valid() && !y.valid())) return std::nullopt;
  const bool are_same = x.valid() && y.valid() && ir::haveSameFields(module, module.types[x], module.types[y]);
  return are_same == (op == Op::eq);
}

// The answer that the types alone give, if they do.
std::optional<bool> compareTypes(const ir::Module& module, Op op, TypeId a, TypeId b) {
  const ir::Constant* x = literalOf(module, a);
  const ir::Constant* y = literalOf(module, b);
  if (x && y) {
    if (const std::optional<bool> known = compareLiterals(op, *x, *y)) return known;
    if (const std::optional<bool> known = compareRecordDTypes(module, op, *x, *y)) return known;
    const bool are_classes = x->kind == ir::ConstKind::Class && y->kind == ir::ConstKind::Class;
    if (isEquality(op) && are_classes) return (x->text == y->text) == (op == Op::eq);
    const bool has_dtype = x->kind == ir::ConstKind::DType || y->kind == ir::ConstKind::DType;
    const std::optional<std::string> x_name = dtypeNameOf(*x), y_name = dtypeNameOf(*y);
    if (isEquality(op) && has_dtype && x_name && y_name) return (*x_name == *y_name) == (op == Op::eq);
    if (isEquality(op) && !numericOf(module, a) && !numericOf(module, b)) return (a == b) == (op == Op::eq);
  }
  const bool may_be_none = module.types.kind(a) == TypeKind::Optional || module.types.kind(b) == TypeKind::Optional;
  if (!isEquality(op) || may_be_none) return std::nullopt;
  const auto comparable = [&](TypeId t) { return numericOf(module, t) || timeOf(module, t) || module.types.kind(t) == TypeKind::Array || isRecordLike(module, t); };
  if (a == module.types.none && b == a) return op == Op::eq;
  const bool same_kind = (comparable(a) && comparable(b)) || (isList(module, a) && isList(module, b)) ||
                         (module.types.kind(a) == TypeKind::Tuple && module.types.kind(b) == TypeKind::Tuple);
  if (!same_kind) return op == Op::ne;
  if (module.types.kind(a) == TypeKind::Tuple &&
      module.types[a].elements.size() != module.types[b].elements.size()) {
    return op == Op::ne;
  }
  return std::nullopt;
}

[[noreturn]] void refuse(Typing& t, InstId inst, Op op, TypeId a, TypeId b) {
  t.error(DiagKind::unsupported_operands, inst,
          {symbol(op), t.text(widen(t.module, a)), t.text(widen(t.module, b)), std::string(wayRoundOperands(t.module, symbol(op), a, b))});
}

TypeId comparisonType(Typing& t, InstId inst, Op op, TypeId a, TypeId b);

// Items that differ are compared by `op`, so they must be comparable by both. Items without a type there are none of.
TypeId listComparison(Typing& t, InstId inst, Op op, TypeId a, TypeId b) {
  const TypeId x = listItem(t.module, a), y = listItem(t.module, b);
  const bool has_items = x != t.module.types.never && y != t.module.types.never;
  for (const Op each : {Op::eq, op}) {
    if (has_items && !compareTypes(t.module, each, x, y)) comparisonType(t, inst, each, x, y);
  }
  return t.module.types.boolean;
}

// Checks that lowering can compare the two, element by element; gives the type of the answer.
TypeId comparisonType(Typing& t, InstId inst, Op op, TypeId a, TypeId b) {
  const std::optional<Numeric> x = numericOf(t.module, a);
  const std::optional<Numeric> y = numericOf(t.module, b);
  if (x && y) {
    const bool has_complex = isComplex(x->dtype) || isComplex(y->dtype);
    if (has_complex && !isEquality(op) && x->python && y->python) refuse(t, inst, op, a, b);
    return x->python && asPythonSees(*x, *y).python ? t.module.types.boolean : t.module.types.scalar(ir::DType::Bool);
  }
  if (timeOf(t.module, a) && a == b) return t.module.types.scalar(ir::DType::Bool);
  const ir::Type left = t.module.types[a], right = t.module.types[b];
  if (left.kind == TypeKind::List && right.kind == TypeKind::List) return listComparison(t, inst, op, a, b);
  if (left.kind != TypeKind::Tuple || right.kind != TypeKind::Tuple) refuse(t, inst, op, a, b);
  const size_t common = std::min(left.elements.size(), right.elements.size());
  for (size_t i = 0; i < common; ++i) {
    const TypeId x = left.elements[i], y = right.elements[i];
    const std::optional<bool> are_equal = compareTypes(t.module, Op::eq, x, y);
    const bool needs_order = !isEquality(op) && are_equal != true && !compareTypes(t.module, op, x, y);
    if (!are_equal || needs_order) comparisonType(t, inst, op, x, y);
  }
  return t.module.types.boolean;
}

// The type in which `a` is compared with `b`: NumPy's common dtype if one is a NumPy scalar and one is not an integer.
TypeId comparedAs(ir::Module& module, TypeId a, TypeId b) {
  const std::optional<Numeric> x = numericOf(module, a), y = numericOf(module, b);
  const bool is_exact = !x || !y || (x->python && y->python) || (isIntegerOrBool(x->dtype) && isIntegerOrBool(y->dtype));
  return is_exact ? widen(module, a) : module.types.scalar(promote(*x, *y));
}

// What may be None against None is a question of identity.
bool comparesWithNone(const ir::Module& module, TypeId a, TypeId b) {
  const bool a_may_be = module.types.kind(a) == TypeKind::Optional, b_may_be = module.types.kind(b) == TypeKind::Optional;
  return (a_may_be && b == module.types.none) || (b_may_be && a == module.types.none);
}

Flow inferComparison(Typing& t, InstId inst) {
  const Op op = t.function[inst].op;
  const TypeId a = t.operandType(inst, 0), b = t.operandType(inst, 1);
  if (isEquality(op) && comparesWithNone(t.module, a, b)) {
    if (t.finalizing) t.function[inst].op = op == Op::eq ? Op::is : Op::is_not;
    t.setResult(inst, t.module.types.boolean);
    return Flow::Next;
  }
  if (const std::optional<bool> known = compareTypes(t.module, op, a, b)) {
    t.setLiteral(inst, ir::boolConstant(*known));
    return Flow::Next;
  }
  if (hasTimeOperand(t, inst)) return inferTimeComparison(t, inst, symbol(op));
  t.setResult(inst, comparisonType(t, inst, op, a, b));
  t.want(inst, 0, comparedAs(t.module, a, b));
  t.want(inst, 1, comparedAs(t.module, b, a));
  return Flow::Next;
}

Flow inferInList(Typing& t, InstId inst, TypeId list, TypeId item) {
  checkEquality(t, inst, item, listItem(t.module, list));
  t.setResult(inst, t.module.types.boolean);
  t.want(inst, 1, widen(t.module, item));
  return Flow::Next;
}

// x in (a, b, c): true or false if every element answers at compile time, else compared at run time.
Flow inferContains(Typing& t, InstId inst, bool negated) {
  const TypeId container = t.operandType(inst, 0), item = t.operandType(inst, 1);
  if (isList(t.module, container)) return inferInList(t, inst, container, item);
  if (t.module.types.kind(container) != TypeKind::Tuple) {
    t.error(DiagKind::unsupported_operands, inst, {"'in'", t.text(item), t.text(container), "Use a tuple."});
  }
  bool all_known = true;
  for (const TypeId element : std::vector(t.module.types[container].elements)) {
    const std::optional<bool> known = compareTypes(t.module, Op::eq, item, element);
    if (known && *known) {
      t.setLiteral(inst, ir::boolConstant(!negated));
      return Flow::Next;
    }
    all_known &= known.has_value();
    if (!known) comparisonType(t, inst, Op::eq, item, element);
  }
  if (all_known) {
    t.setLiteral(inst, ir::boolConstant(negated));
    return Flow::Next;
  }
  t.setResult(inst, t.module.types.boolean);
  t.want(inst, 0, widen(t.module, container));
  t.want(inst, 1, widen(t.module, item));
  return Flow::Next;
}

}  // namespace

void checkEquality(Typing& t, InstId at, TypeId a, TypeId b) {
  const bool has_values = a != t.module.types.never && b != t.module.types.never;
  if (has_values && !compareTypes(t.module, Op::eq, a, b)) comparisonType(t, at, Op::eq, a, b);
}

Flow infer_eq(Typing& t, InstId inst) { return inferComparison(t, inst); }
Flow infer_ne(Typing& t, InstId inst) { return inferComparison(t, inst); }
Flow infer_lt(Typing& t, InstId inst) { return inferComparison(t, inst); }
Flow infer_le(Typing& t, InstId inst) { return inferComparison(t, inst); }
Flow infer_gt(Typing& t, InstId inst) { return inferComparison(t, inst); }
Flow infer_ge(Typing& t, InstId inst) { return inferComparison(t, inst); }
Flow infer_contains(Typing& t, InstId inst) { return inferContains(t, inst, false); }
Flow infer_not_contains(Typing& t, InstId inst) { return inferContains(t, inst, true); }

}  // namespace krait::infer
