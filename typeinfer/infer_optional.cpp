// Values that may be None at run time. Where one is used as what it is otherwise, its value is taken, and None raises the
// TypeError that Python raises.
#include "typeinfer/optional.h"

#include <array>

#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

struct OperatorSymbol {
  Op op;
  std::string_view symbol;
};

constexpr std::array kBinary = {
    OperatorSymbol{Op::add, "+"},       OperatorSymbol{Op::sub, "-"},        OperatorSymbol{Op::mul, "*"},
    OperatorSymbol{Op::truediv, "/"},   OperatorSymbol{Op::floordiv, "//"},  OperatorSymbol{Op::mod, "%"},
    OperatorSymbol{Op::pow, "**"},      OperatorSymbol{Op::matmul, "@"},     OperatorSymbol{Op::lshift, "<<"},
    OperatorSymbol{Op::rshift, ">>"},   OperatorSymbol{Op::bit_and, "&"},    OperatorSymbol{Op::bit_or, "|"},
    OperatorSymbol{Op::bit_xor, "^"},
};
constexpr std::array kOrder = {
    OperatorSymbol{Op::lt, "<"}, OperatorSymbol{Op::le, "<="}, OperatorSymbol{Op::gt, ">"}, OperatorSymbol{Op::ge, ">="}};
constexpr std::array kUnary = {
    OperatorSymbol{Op::neg, "-"}, OperatorSymbol{Op::pos, "+"}, OperatorSymbol{Op::invert, "~"}};

template <size_t N>
std::string_view symbolIn(const std::array<OperatorSymbol, N>& table, Op op) {
  for (const OperatorSymbol& row : table) {
    if (row.op == op) return row.symbol;
  }
  return {};
}

bool isOptional(const ir::Module& module, TypeId type) { return module.types.kind(type) == TypeKind::Optional; }

// The class that Python's messages name.
std::string shownClass(Typing& t, TypeId type) {
  if (isOptional(t.module, type)) type = t.module.types[type].elements[0];
  if (t.module.types.kind(type) == TypeKind::Array) return "numpy.ndarray";
  if (t.module.types.kind(type) == TypeKind::Tuple) return "tuple";
  std::string text = t.text(widen(t.module, type));
  return text.starts_with("np.") ? "numpy." + text.substr(3) : text;
}

std::string twoClasses(Typing& t, InstId inst, size_t k) {
  const std::string other = shownClass(t, t.operandType(inst, 1 - k));
  return k == 0 ? "'NoneType' and '" + other + "'" : "'" + other + "' and 'NoneType'";
}

// What Python says when operand k of the instruction is None; empty where None is an operand like any other.
std::string messageFor(Typing& t, InstId inst, size_t k) {
  const Op op = t.function[inst].op;
  if (const std::string_view symbol = symbolIn(kBinary, op); !symbol.empty()) {
    std::string shown = std::string(symbol) + (t.function[inst].inplace ? "=" : "");
    if (shown == "**") shown = "** or pow()";
    return "unsupported operand type(s) for " + shown + ": " + twoClasses(t, inst, k);
  }
  if (const std::string_view symbol = symbolIn(kOrder, op); !symbol.empty()) {
    return "'" + std::string(symbol) + "' not supported between instances of " + twoClasses(t, inst, k);
  }
  if (const std::string_view symbol = symbolIn(kUnary, op); !symbol.empty()) {
    return "bad operand type for unary " + std::string(symbol) + ": 'NoneType'";
  }
  if (k != 0) return "";
  switch (op) {
    case Op::getitem: return "'NoneType' object is not subscriptable";
    case Op::setitem: return "'NoneType' object does not support item assignment";
    case Op::get_iter: return "'NoneType' object is not iterable";
    case Op::unpack: return "cannot unpack non-iterable NoneType object";
    default: return "";
  }
}

InstId constantBefore(Typing& t, ir::Constant constant, SourceRange range) {
  const ir::ConstId id = t.module.constants.intern(std::move(constant));
  const InstId inst = t.function.makeInst(Op::constant, {}, 1, t.module.types.never, range);
  t.function[inst].attribute = id.index;
  return inst;
}

}  // namespace

std::vector<InstId> requireOperands(Typing& t, InstId inst) {
  std::vector<InstId> made;
  for (size_t k = 0; k < t.function[inst].operands.size(); ++k) {
    if (!isOptional(t.module, t.operandType(inst, k))) continue;
    const std::string message = messageFor(t, inst, k);
    if (message.empty()) continue;
    const SourceRange range = t.function[inst].range;
    const InstId required = constantBefore(t, ir::textConstant(ir::ConstKind::Builtin, "krait.required"), range);
    const InstId text = constantBefore(t, ir::textConstant(ir::ConstKind::Str, message), range);
    const std::vector<ValueId> operands = {t.function[required].results[0], t.operand(inst, k), t.function[text].results[0]};
    const InstId call = t.function.makeInst(Op::call, operands, 1, t.module.types.never, range);
    t.function[call].attribute = t.module.constants.intern(ir::noneConstant()).index;
    t.function[inst].operands[k] = t.function[call].results[0];
    made.insert(made.end(), {required, text, call});
  }
  return made;
}

TypeId inferRequired(CallSite& site) {
  const ir::Type value = site.data(0);
  if (value.kind == TypeKind::Optional) return value.elements[0];
  // It never was None: the value itself, and no call is left.
  if (site.t.finalizing) {
    site.t.replace(site.t.function[site.inst].results[0], site.arguments[0].value);
    site.t.drop(site.inst);
  }
  return site.type(0);
}

}  // namespace krait::infer
