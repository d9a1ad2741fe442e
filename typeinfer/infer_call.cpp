// Rules of calls and attributes: to the catalogue, to jitted and nested functions, to exception classes.
#include <array>

#include "frontend/support/check.h"
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::InstId;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

constexpr std::array kInferFunctions = {
#define KRAIT_FUNCTION(id, name, parameters, infer_name, lower_name, data) &infer##infer_name,
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION
};

constexpr std::array kInferAttributes = {
#define KRAIT_ATTRIBUTE(id, owner, name, infer_name, lower_name) &infer##infer_name,
#include "typeinfer/attributes.def"
#undef KRAIT_ATTRIBUTE
};

// The arguments of a call instruction, taken apart.
struct CallArguments {
  std::vector<ValueId> positional;
  std::vector<ValueId> keywords;
  std::vector<std::string> keyword_names;
};

CallArguments callArguments(const Typing& t, InstId inst) {
  const ir::Inst& call = t.function[inst];
  const ir::Constant& names = t.module.constants[call.constant()];
  CallArguments arguments;
  for (const ir::ConstId name : names.elements) arguments.keyword_names.push_back(t.module.constants[name].text);
  const size_t first_keyword = call.operands.size() - arguments.keyword_names.size();
  arguments.positional.assign(call.operands.begin() + 1, call.operands.begin() + static_cast<std::ptrdiff_t>(first_keyword));
  arguments.keywords.assign(call.operands.begin() + static_cast<std::ptrdiff_t>(first_keyword), call.operands.end());
  return arguments;
}

// The object of a method call. Before the last walk its value is that of the bound method, which may have come a long way
// from where it was bound: all that a rule then asks of an argument is its type.
struct Self {
  ValueId value;
  TypeId type;
};

Flow callCatalogue(Typing& t, InstId inst, FunctionId function, std::optional<Self> self) {
  CallArguments arguments = callArguments(t, inst);
  if (self) arguments.positional.insert(arguments.positional.begin(), self->value);
  CallSite site(t, inst, function);
  bindArguments(site, arguments.positional, arguments.keywords, arguments.keyword_names);
  if (self) site.arguments[0].type = self->type;
  return inferBuiltinCall(site);
}

// E(args) for an exception class: its arguments, ready to be raised.
Flow callExceptionClass(Typing& t, InstId inst, ir::ConstId exception_class) {
  const CallArguments arguments = callArguments(t, inst);
  if (!arguments.keywords.empty()) {
    t.error(DiagKind::unsupported_argument, inst, {t.module.constants[exception_class].text, "keyword arguments", ""});
  }
  std::vector<TypeId> types;
  for (const ValueId value : arguments.positional) types.push_back(widen(t.module, t.type(value)));
  t.setResult(inst, t.module.types.composite(TypeKind::Exception, types, exception_class));
  if (!t.finalizing) return Flow::Next;
  t.function[inst].op = Op::build_tuple;
  t.function[inst].operands = arguments.positional;
  for (size_t k = 0; k < types.size(); ++k) t.want(inst, k, types[k]);
  return Flow::Next;
}

// Arguments are specialised on their types; numbers known at compile time are not part of the type.
TypeId argumentType(ir::Module& module, TypeId type) { return widen(module, type); }

// One argument of a call to a user's function: a value, or a default that is made at the call.
struct UserArgument {
  ValueId value;
  ir::ConstId constant;
  uint32_t closure_element = 0;
  TypeId type;
};

[[noreturn]] void wrongUserArguments(Typing& t, InstId inst, const std::string& name, const std::string& what) {
  t.error(DiagKind::wrong_arguments, inst, {name, what});
}

UserArgument defaultArgument(Typing& t, InstId inst, const std::string& name, const ir::Parameter& parameter) {
  if (!parameter.default_value.valid()) {
    wrongUserArguments(t, inst, name, "missing the argument '" + t.module.names[parameter.name] + "'");
  }
  return {{}, parameter.default_value, 0, constantType(t.module, parameter.default_value)};
}

std::vector<UserArgument> bindUserArguments(Typing& t, InstId inst, const std::string& name,
                                            const std::vector<ir::Parameter>& parameters) {
  const CallArguments given = callArguments(t, inst);
  std::vector<UserArgument> bound(parameters.size());
  size_t positional_count = 0;
  for (const ir::Parameter& parameter : parameters) positional_count += parameter.keyword_only ? 0 : 1;
  if (given.positional.size() > positional_count) {
    wrongUserArguments(t, inst, name, "takes " + std::to_string(positional_count) + " positional arguments but " +
                                          std::to_string(given.positional.size()) + " were given");
  }
  for (size_t k = 0; k < given.positional.size(); ++k) bound[k] = {given.positional[k], {}, 0, t.type(given.positional[k])};
  for (size_t k = 0; k < given.keywords.size(); ++k) {
    size_t p = 0;
    while (p < parameters.size() && t.module.names[parameters[p].name] != given.keyword_names[k]) ++p;
    if (p == parameters.size()) {
      wrongUserArguments(t, inst, name, "got an unexpected keyword argument '" + given.keyword_names[k] + "'");
    }
    if (bound[p].value.valid()) {
      wrongUserArguments(t, inst, name, "got multiple values for argument '" + given.keyword_names[k] + "'");
    }
    bound[p] = {given.keywords[k], {}, 0, t.type(given.keywords[k])};
  }
  for (size_t p = 0; p < parameters.size(); ++p) {
    if (!bound[p].value.valid()) bound[p] = defaultArgument(t, inst, name, parameters[p]);
  }
  return bound;
}

// Captured variables come first, as elements of the closure after its tuple of defaults.
std::vector<UserArgument> capturedArguments(const Typing& t, ValueId closure) {
  const std::vector<TypeId>& elements = t.typeData(closure).elements;
  std::vector<UserArgument> arguments;
  for (size_t k = 1; k < elements.size(); ++k) {
    arguments.push_back({closure, {}, static_cast<uint32_t>(k), elements[k]});
  }
  return arguments;
}

ValueId materialize(Typing& t, const UserArgument& argument, SourceRange range) {
  if (argument.closure_element > 0) {
    return t.emit(Op::extract, {argument.value}, argument.type, argument.closure_element, range);
  }
  return argument.value.valid() ? argument.value : t.emitConstant(argument.constant, range);
}

// Defaults of a nested function that are not constants stand in the closure's first element, a tuple.
void useClosureDefaults(Typing& t, ValueId closure, std::vector<ir::Parameter>& parameters, InstId inst) {
  const Type defaults = t.module.types[t.typeData(closure).elements[0]];
  const size_t count = defaults.elements.size();
  if (count == 0) return;
  size_t positional = 0;
  for (const ir::Parameter& parameter : parameters) positional += parameter.keyword_only ? 0 : 1;
  for (size_t k = 0; k < count; ++k) {
    const Type element = t.module.types[defaults.elements[k]];
    const bool is_none = element.kind == TypeKind::None;
    if (element.kind != TypeKind::Literal && !is_none) {
      t.error(DiagKind::not_a_constant, inst, {"a default of a nested function", "Pass the value as an argument."});
    }
    parameters[positional - count + k].default_value =
        is_none ? t.module.constants.intern(ir::noneConstant()) : element.constant;
  }
}

Flow callUserFunction(Typing& t, InstId inst, ir::ConstId callee, std::optional<ValueId> closure) {
  const std::string name = t.module.constants[callee].text;
  std::vector<ir::Parameter> parameters = t.inference.provider().parameters(callee);
  std::vector<UserArgument> arguments;
  if (closure) {
    arguments = capturedArguments(t, *closure);
    useClosureDefaults(t, *closure, parameters, inst);
  }
  const int captured = static_cast<int>(arguments.size());
  const std::vector<UserArgument> bound = bindUserArguments(t, inst, name, parameters);
  arguments.insert(arguments.end(), bound.begin(), bound.end());
  std::vector<TypeId> types;
  for (const UserArgument& argument : arguments) types.push_back(argumentType(t.module, argument.type));
  const TypeId defaults = closure ? t.typeData(*closure).elements[0] : TypeId();
  const ir::FuncId instance = t.inference.instance({callee, types, captured, defaults}, t.id, t.place(inst));
  t.setResult(inst, t.module[instance].result_type);
  if (!t.finalizing) return Flow::Next;
  t.noteCallee(instance);
  const SourceRange range = t.function[inst].range;
  std::vector<ValueId> operands;
  for (size_t k = 0; k < arguments.size(); ++k) {
    operands.push_back(t.convert(materialize(t, arguments[k], range), types[k], range));
  }
  t.function[inst].op = Op::call_direct;
  t.function[inst].attribute = instance.index;
  t.function[inst].operands = std::move(operands);
  return Flow::Next;
}

[[noreturn]] void refuseCallee(Typing& t, InstId inst, TypeId callee) {
  const ir::Constant* constant = literalOf(t.module, callee);
  const bool is_callable = constant && (constant->kind == ConstKind::Builtin || constant->kind == ConstKind::Class);
  const char* hint = is_callable ? "Call it outside and pass the result, or write it out." : "";
  t.error(DiagKind::unsupported_call, inst, {t.text(callee), hint});
}

Flow callLiteral(Typing& t, InstId inst, TypeId callee) {
  const ir::ConstId id = t.module.types[callee].constant;
  const ir::Constant& constant = t.module.constants[id];
  if (constant.kind == ConstKind::Function) return callUserFunction(t, inst, id, std::nullopt);
  if (constant.kind != ConstKind::Builtin && constant.kind != ConstKind::Class) refuseCallee(t, inst, callee);
  if (const std::optional<FunctionId> function = findFunction(constant.text)) {
    return callCatalogue(t, inst, *function, std::nullopt);
  }
  const bool is_exception = constant.kind == ConstKind::Class && constant.integer == 1;
  if (!is_exception) refuseCallee(t, inst, callee);
  return callExceptionClass(t, inst, id);
}

Flow callMethod(Typing& t, InstId inst, const Type& method) {
  const TypeId object = method.elements[0];
  const std::string name = std::string(attributeOwner(t.module, object)) + "." + t.module.constants[method.constant].text;
  const ValueId bound = t.operand(inst, 0);
  const ValueId self = t.finalizing ? t.emit(Op::extract, {bound}, object, 0, t.function[inst].range) : bound;
  return callCatalogue(t, inst, *findFunction(name), Self{self, object});
}

}  // namespace

InferFunction inferFunction(FunctionId id) { return kInferFunctions[static_cast<size_t>(id)]; }
InferAttribute inferAttribute(AttributeId id) { return kInferAttributes[static_cast<size_t>(id)]; }

std::string_view attributeOwner(const ir::Module& module, TypeId type) {
  if (module.types.kind(type) == TypeKind::Array) return "ndarray";
  if (module.types.kind(type) == TypeKind::RecordArray) return "records";
  if (timeOf(module, type)) return "time";
  return numericOf(module, type) ? "number" : "";
}

Flow inferBuiltinCall(CallSite& site) {
  Typing& t = site.t;
  const TypeId result = inferFunction(site.function)(site);
  t.setResult(site.inst, result);
  if (!t.finalizing) return Flow::Next;
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
    case TypeKind::Closure: return callUserFunction(t, inst, type.constant, callee);
    case TypeKind::Method: return callMethod(t, inst, type);
    default: refuseCallee(t, inst, t.type(callee));
  }
}

Flow infer_make_function(Typing& t, InstId inst) {
  std::vector<TypeId> elements;
  for (const ValueId operand : t.function[inst].operands) elements.push_back(t.type(operand));
  const InstanceKey& self = t.inference.keyOf(t.id);
  // A function that names itself has the defaults with which it was made.
  if (t.function[inst].constant() == self.callee) elements[0] = self.defaults;
  t.setResult(inst, t.module.types.composite(TypeKind::Closure, elements, t.function[inst].constant()));
  return Flow::Next;
}

Flow infer_load_attribute(Typing& t, InstId inst) {
  const std::string& name = t.module.names[t.function[inst].name()];
  const TypeId object = t.operandType(inst, 0);
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
  t.error(DiagKind::unknown_attribute, inst, {t.text(widen(t.module, object)), name});
}

Flow infer_store_attribute(Typing& t, InstId inst) {
  const std::string& name = t.module.names[t.function[inst].name()];
  t.error(DiagKind::unsupported_operand, inst, {"setting the attribute '" + name + "'", t.text(t.operandType(inst, 1)), ""});
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
