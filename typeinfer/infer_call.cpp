// Rules of calls and attributes: to the catalogue, to jitted and nested functions, to exception classes.
#include <algorithm>
#include <array>

#include "frontend/support/check.h"
#include "typeinfer/call_site.h"
#include "typeinfer/elements.h"
#include "typeinfer/call_user_function.h"
#include "typeinfer/generators.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/operator_functions.h"
#include "typeinfer/list.h"
#include "typeinfer/named_tuple.h"
#include "typeinfer/record.h"
#include "typeinfer/time.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::InstId;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

constexpr InferFunction kInferFunctions[] = {
#define KRAIT_FUNCTION(id, name, parameters, infer_name, lower_name, data) &infer##infer_name,
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION
};

constexpr std::array kInferAttributes = {
#define KRAIT_ATTRIBUTE(id, owner, name, infer_name, lower_name) &infer##infer_name,
#include "typeinfer/attributes.def"
#undef KRAIT_ATTRIBUTE
};

GivenArgument givenArgument(const Typing& t, ValueId value) { return {value, t.type(value)}; }

// The elements of a starred argument, a tuple.
void unpackArgument(Typing& t, InstId inst, ValueId starred, CallArguments& arguments) {
  const Type tuple = t.typeData(starred);
  CHECK(tuple.kind == TypeKind::Tuple, "a starred argument is a tuple");
  for (size_t k = 0; k < tuple.elements.size(); ++k) {
    const TypeId type = tuple.elements[k];
    const auto position = static_cast<uint32_t>(k);
    const ValueId element = t.finalizing ? t.emit(Op::extract, {starred}, type, position, t.function[inst].range) : starred;
    arguments.positional.push_back({element, type});
  }
}

CallArguments callArguments(Typing& t, InstId inst) {
  const std::vector<ValueId> operands = t.function[inst].operands;
  CallArguments arguments;
  for (const ir::ConstId name : t.module.constants[t.function[inst].constant()].elements) {
    arguments.keyword_names.push_back(t.module.constants[name].text);
  }
  const bool is_starred = !arguments.keyword_names.empty() && arguments.keyword_names[0] == "*";
  if (is_starred) arguments.keyword_names.erase(arguments.keyword_names.begin());
  const size_t first_keyword = operands.size() - arguments.keyword_names.size();
  if (is_starred) unpackArgument(t, inst, operands[1], arguments);
  for (size_t k = is_starred ? 2 : 1; k < operands.size(); ++k) {
    (k < first_keyword ? arguments.positional : arguments.keywords).push_back(givenArgument(t, operands[k]));
  }
  return arguments;
}

Flow callCatalogue(Typing& t, InstId inst, FunctionId function, std::optional<GivenArgument> self) {
  CallArguments arguments = callArguments(t, inst);
  if (self) arguments.positional.insert(arguments.positional.begin(), *self);
  CallSite site(t, inst, function);
  bindArguments(site, arguments);
  return inferBuiltinCall(site);
}

// E(args) for an exception class: its arguments, ready to be raised.
Flow callExceptionClass(Typing& t, InstId inst, ir::ConstId exception_class) {
  const CallArguments arguments = callArguments(t, inst);
  if (!arguments.keywords.empty()) {
    t.error(DiagKind::unsupported_argument, inst, {t.module.constants[exception_class].text, "keyword arguments", "Give them by position."});
  }
  std::vector<TypeId> types;
  for (const GivenArgument& argument : arguments.positional) types.push_back(widen(t.module, argument.type));
  t.setResult(inst, t.module.types.composite(TypeKind::Exception, types, exception_class));
  if (!t.finalizing) return Flow::Next;
  std::vector<ValueId> values;
  for (const GivenArgument& argument : arguments.positional) values.push_back(argument.value);
  t.function[inst].op = Op::build_tuple;
  t.function[inst].operands = std::move(values);
  for (size_t k = 0; k < types.size(); ++k) t.want(inst, k, types[k]);
  return Flow::Next;
}

[[noreturn]] void refuseCallee(Typing& t, InstId inst, TypeId callee) {
  const ir::Constant* constant = literalOf(t.module, callee);
  const bool is_callable = constant && (constant->kind == ConstKind::Builtin || constant->kind == ConstKind::Class);
  if (is_callable) {
    const bool is_foreign = constant->kind == ConstKind::Class && !constant->text.starts_with("builtins.");
    const std::string_view otherwise = is_foreign ? "Compute with numbers, tuples and arrays, and make the object of them outside."
                                                  : "Call it outside and pass the result, or write it out.";
    t.error(DiagKind::unsupported_call, inst, {t.text(callee), std::string(wayRound(t.text(callee), otherwise))});
  }
  const ValueId value = t.operand(inst, 0);
  const ir::NameId name = t.function[value].name;
  const bool hides = name.valid() && findFunction("builtins." + t.module.names[name]);
  const char* hint = hides ? "Give the variable another name than the function's." : "Was an index, a[i], or a product, a * i, meant?";
  t.error(DiagKind::unsupported_call, inst, {t.text(widen(t.module, callee)), hint}, noteOfVariable(t, value));
}

Flow callLiteral(Typing& t, InstId inst, TypeId callee) {
  const ir::ConstId id = t.module.types[callee].constant;
  const ir::Constant& constant = t.module.constants[id];
  if (constant.kind == ConstKind::Function) return callUserFunction(t, inst, id, std::nullopt, callArguments(t, inst));
  if (constant.kind != ConstKind::Builtin && constant.kind != ConstKind::Class) refuseCallee(t, inst, callee);
  const std::string name = constant.text;
  if (t.function[inst].operands.size() > 1 && isGenerator(t.module, t.operandType(inst, 1))) {
    if (const std::optional<Flow> flow = consumeGenerator(t, inst, name, callArguments(t, inst))) return *flow;
  }
  if (const std::optional<Flow> flow = callOperatorFunction(t, inst, name)) return *flow;
  if (const std::optional<FunctionId> function = findFunction(name)) {
    return callCatalogue(t, inst, *function, std::nullopt);
  }
  const bool is_exception = t.module.constants[id].kind == ConstKind::Class && t.module.constants[id].integer == 1;
  if (!is_exception) refuseCallee(t, inst, callee);
  return callExceptionClass(t, inst, id);
}

Flow callMethod(Typing& t, InstId inst, const Type& method) {
  const TypeId object = method.elements[0];
  const std::string name = std::string(attributeOwner(t.module, object)) + "." + t.module.constants[method.constant].text;
  const ValueId bound = t.operand(inst, 0);
  const ValueId self = t.finalizing ? t.emit(Op::extract, {bound}, object, 0, t.function[inst].range) : bound;
  return callCatalogue(t, inst, *findFunction(name), GivenArgument{self, object});
}

// What lists hold has to be known, except to those that see the list itself.
bool waitsForArguments(const CallSite& site) {
  const std::string_view name = functionRow(site.function).name;
  constexpr std::array<std::string_view, 8> kTakeAnyList = {"builtins.len",       "builtins.list", "builtins.bool",
                                                            "builtins.enumerate", "builtins.zip",  "builtins.reversed",
                                                            "builtins.sorted",    "builtins.isinstance"};
  if (name.starts_with("list.") || std::ranges::count(kTakeAnyList, name) != 0) return false;
  std::vector<TypeId> types;
  for (const Argument& argument : site.arguments) types.push_back(closedType(site.t.module, argument.type));
  return waitsForItems(site.t, site.inst, types);
}

}  // namespace

InferFunction inferFunction(FunctionId id) { return kInferFunctions[static_cast<size_t>(id)]; }
InferAttribute inferAttribute(AttributeId id) { return kInferAttributes[static_cast<size_t>(id)]; }

std::string_view attributeOwner(const ir::Module& module, TypeId type) {
  if (module.types.kind(type) == TypeKind::Array) return "ndarray";
  if (module.types.kind(type) == TypeKind::RecordArray) return "records";
  if (module.types.kind(type) == TypeKind::List) return "list";
  if (module.types.kind(type) == TypeKind::Record) return "record";
  if (isFlags(module, type)) return "flags";
  if (timeOf(module, type)) return "time";
  const ir::Constant* constant = literalOf(module, type);
  if (constant && constant->kind == ConstKind::DType && !constant->array.record.valid()) return "dtype";
  return numericOf(module, type) ? "number" : "";
}

Flow inferBuiltinCall(CallSite& site) {
  unpackOut(site);
  if (isElementwiseCall(site)) return inferElementwiseCall(site);
  Typing& t = site.t;
  if (waitsForArguments(site)) return t.passOver(site.inst);
  const TypeId result = inferFunction(site.function)(site);
  t.setResult(site.inst, result);
  const bool is_done = t.function[site.inst].op != Op::call;  // the rule has made another instruction of it
  if (!t.finalizing || is_done || t.isDropped(site.inst)) return Flow::Next;
  ir::Inst& call = t.function[site.inst];
  const SourceRange range = call.range;
  std::vector<ValueId> operands;
  for (const Argument& argument : site.arguments) {
    operands.push_back(argument.value.valid() ? argument.value : t.emitConstant(argument.default_value, range));
  }
  t.function[site.inst].op = Op::call_builtin;
  t.function[site.inst].attribute = static_cast<uint32_t>(site.function);
  t.function[site.inst].operands = std::move(operands);
  return Flow::Next;
}

Flow infer_call(Typing& t, InstId inst) {
  const ValueId callee = t.operand(inst, 0);
  const Type type = t.typeData(callee);
  switch (type.kind) {
    case TypeKind::Literal: return callLiteral(t, inst, t.type(callee));
    case TypeKind::Closure: return callUserFunction(t, inst, type.constant, callee, callArguments(t, inst));
    case TypeKind::Method:
      if (isFlags(t.module, t.type(callee))) refuseCallee(t, inst, t.type(callee));
      return callMethod(t, inst, type);
    default: refuseCallee(t, inst, t.type(callee));
  }
}

Flow infer_make_function(Typing& t, InstId inst) {
  std::vector<TypeId> elements;
  for (const ValueId operand : t.function[inst].operands) elements.push_back(t.type(operand));
  t.setResult(inst, t.module.types.composite(TypeKind::Closure, elements, t.function[inst].constant()));
  return Flow::Next;
}

namespace {

Flow inferNamedElement(Typing& t, InstId inst, uint32_t element) {
  t.setResult(inst, t.typeData(t.operand(inst, 0)).elements[element]);
  if (!t.finalizing) return Flow::Next;
  t.function[inst].op = Op::extract;
  t.function[inst].attribute = element;
  return Flow::Next;
}

}  // namespace

Flow infer_load_attribute(Typing& t, InstId inst) {
  const std::string& name = t.module.names[t.function[inst].name()];
  const TypeId object = t.operandType(inst, 0);
  if (const std::optional<size_t> field = fieldAttribute(t, object, name)) return inferFieldAttribute(t, inst, *field);
  if (const std::optional<uint32_t> element = namedElement(t.module, object, name)) return inferNamedElement(t, inst, *element);
  const std::string_view owner = attributeOwner(t.module, object);
  if (const std::optional<AttributeId> attribute = findAttribute(owner, name)) {
    t.setResult(inst, inferAttribute(*attribute)(t, inst));
    return Flow::Next;
  }
  if (!owner.empty() && findFunction(std::string(owner) + "." + name)) {
    const TypeId self[] = {object};
    const ir::ConstId method = t.module.constants.intern(ir::textConstant(ConstKind::Str, name));
    t.setResult(inst, t.module.types.composite(TypeKind::Method, self, method));
    return Flow::Next;
  }
  const ir::Constant* constant = literalOf(t.module, object);  // np.add.reduce
  if (constant && constant->kind == ConstKind::Builtin && findFunction(constant->text + "." + name)) {
    t.setLiteral(inst, ir::textConstant(ConstKind::Builtin, constant->text + "." + name));
    return Flow::Next;
  }
  if (constant && constant->kind == ConstKind::Builtin && name == "__name__") {
    t.setLiteral(inst, ir::textConstant(ConstKind::Str, constant->text.substr(constant->text.rfind('.') + 1)));
    return Flow::Next;
  }
  const std::string thing = t.text(widen(t.module, object));
  const std::string_view text_way = wayRoundText(t.module, object);
  t.error(DiagKind::unknown_attribute, inst, {thing, name, text_way.empty() ? wayRoundAttribute(owner, name) : std::string(text_way)},
          noteOfVariable(t, t.operand(inst, 0)));
}

Flow infer_store_attribute(Typing& t, InstId inst) {
  const std::string& name = t.module.names[t.function[inst].name()];
  if (fieldAttribute(t, t.operandType(inst, 0), name)) return inferStoreFieldAttribute(t, inst);
  t.error(DiagKind::unsupported_operand, inst, {"setting the attribute '" + name + "'", t.text(t.operandType(inst, 0)),
           "Assign to elements, a[:] = x; another shape has a.reshape(...)."});
}

Flow infer_raise(Typing& t, InstId inst) {
  const TypeId type = t.operandType(inst, 0);
  const ir::Constant* constant = literalOf(t.module, type);
  const bool is_class = constant && constant->kind == ConstKind::Class && constant->integer == 1;
  if (t.module.types.kind(type) != TypeKind::Exception && !is_class) {
    t.error(DiagKind::unsupported_operand, inst, {"raise", t.text(type), "Raise an exception class or E(args)."});
  }
  return Flow::Stop;
}

}  // namespace krait::infer
