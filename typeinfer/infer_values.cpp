// Rules of constants, names and identity.
#include "frontend/support/check.h"
#include "typeinfer/list_types.h"
#include "typeinfer/typing.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::TypeKind;

Flow notResolved(Typing&, InstId) { CHECK(false, "names are resolved before type inference"); }

// What has its name for an identity.
bool isNamed(const ir::Constant* constant) {
  return constant && (constant->kind == ir::ConstKind::Class || constant->kind == ir::ConstKind::Builtin);
}

// Whether two values of these types can be the same object: a literal answer, or nothing if it depends on the values.
std::optional<bool> identity(const ir::Module& module, ir::TypeId a, ir::TypeId b) {
  const bool a_is_none = a == module.types.none;
  const bool b_is_none = b == module.types.none;
  if (a_is_none || b_is_none) return a_is_none && b_is_none;
  const ir::Constant* x = literalOf(module, a);
  const ir::Constant* y = literalOf(module, b);
  const bool x_is_unique = x && x->kind != ir::ConstKind::Int && x->kind != ir::ConstKind::Float;
  if (isNamed(x) && isNamed(y)) return x->text == y->text;
  if (x_is_unique && y) return a == b;
  if (isNamed(x) || isNamed(y)) return false;
  return std::nullopt;
}

[[noreturn]] void refuseConstant(const Typing& t, InstId inst, const ir::Constant& constant) {
  const size_t dot = constant.text.rfind('.');
  switch (static_cast<ir::Undefined>(constant.integer)) {
    case ir::Undefined::Name: t.error(DiagKind::unknown_global, inst, {constant.text});
    case ir::Undefined::Attribute:
      t.error(DiagKind::unknown_attribute, inst,
              {constant.text.substr(0, dot), constant.text.substr(dot + 1),
               wayRoundAttribute(constant.text.substr(0, dot), constant.text.substr(dot + 1))});
    case ir::Undefined::No:
      t.error(DiagKind::unsupported_value, inst,
              {constant.text, std::string(wayRound(constant.text, "Call it outside and pass the result."))});
  }
  CHECK(false, "a kind of Unsupported constant");
}

bool isOptional(const ir::Module& module, ir::TypeId type) { return module.types.kind(type) == TypeKind::Optional; }

Flow inferIdentity(Typing& t, InstId inst, bool negated) {
  const ir::TypeId a = t.operandType(inst, 0);
  const ir::TypeId b = t.operandType(inst, 1);
  if ((isOptional(t.module, a) && b == t.module.types.none) || (isOptional(t.module, b) && a == t.module.types.none)) {
    t.setResult(inst, t.module.types.boolean);
    return Flow::Next;
  }
  if (const std::optional<bool> same = identity(t.module, a, b)) {
    t.setLiteral(inst, ir::boolConstant(*same != negated));
    return Flow::Next;
  }
  if (isList(t.module, a) && isList(t.module, b)) {
    t.setResult(inst, t.module.types.boolean);
    return Flow::Next;
  }
  const std::optional<Numeric> x = numericOf(t.module, a);
  const std::optional<Numeric> y = numericOf(t.module, b);
  if (x && y && !(x->python && y->python && x->dtype == y->dtype)) {
    t.setLiteral(inst, ir::boolConstant(negated));
    return Flow::Next;
  }
  if (!x || !y || x->dtype != ir::DType::Bool) {
    t.error(DiagKind::unsupported_operands, inst,
            {negated ? "'is not'" : "'is'", t.text(a), t.text(b), "Compare with == or !=."});
  }
  t.wantAll(inst, t.module.types.boolean);
  t.setResult(inst, t.module.types.boolean);
  return Flow::Next;
}

Flow inferCheckBound(Typing& t, InstId inst) {
  const ir::TypeId flag = t.operandType(inst, 0);
  const ir::Constant* known = literalOf(t.module, flag);
  if (flag == t.module.types.never) return Flow::Stop;
  if (!known) t.want(inst, 0, t.module.types.boolean);
  return known && known->integer == 0 ? Flow::Stop : Flow::Next;
}

}  // namespace

Flow infer_constant(Typing& t, InstId inst) {
  const ir::ConstId constant = t.function[inst].constant();
  if (t.module.constants[constant].kind == ir::ConstKind::Unsupported) {
    refuseConstant(t, inst, t.module.constants[constant]);
  }
  t.setResult(inst, constantType(t.module, constant));
  return Flow::Next;
}

Flow infer_unbound(Typing&, InstId) { return Flow::Next; }
Flow infer_load_global(Typing& t, InstId inst) { return notResolved(t, inst); }
Flow infer_load_free(Typing& t, InstId inst) { return notResolved(t, inst); }
Flow infer_check_bound(Typing& t, InstId inst) { return inferCheckBound(t, inst); }
Flow infer_check_captured(Typing& t, InstId inst) { return inferCheckBound(t, inst); }
Flow infer_is(Typing& t, InstId inst) { return inferIdentity(t, inst, false); }
Flow infer_is_not(Typing& t, InstId inst) { return inferIdentity(t, inst, true); }

// Inserted by inference itself, with the type already there.
Flow infer_convert(Typing&, InstId) { return Flow::Next; }
Flow infer_retain(Typing&, InstId) { return Flow::Next; }
Flow infer_version(Typing&, InstId) { return Flow::Next; }
Flow infer_tile(Typing&, InstId) { return Flow::Next; }
Flow infer_release(Typing&, InstId) { return Flow::Next; }
Flow infer_call_builtin(Typing&, InstId) { return Flow::Next; }
Flow infer_call_direct(Typing&, InstId) { return Flow::Next; }

// Of a loop that was expanded; inference's own of the finalizing walk have their type.
Flow infer_extract(Typing& t, InstId inst) {
  const std::vector<ir::TypeId>& elements = t.typeData(t.operand(inst, 0)).elements;
  t.setResult(inst, elements[t.function[inst].attribute]);
  return Flow::Next;
}

}  // namespace krait::infer
