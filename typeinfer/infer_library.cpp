// Calls of functions that the package has written in the compiled subset (library.def): a call of the catalogue becomes a
// call of an instance of the Python function, as of any function of the user's.
//
// What is known of an argument when the function is compiled stays known in it. Only floats are always values: no function
// decides by one what code it is.
#include "typeinfer/library.h"

#include <algorithm>
#include <span>

#include "frontend/support/check.h"
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// The arguments after the row's own parameters, as the tuple that a *parameter is.
TypeId variadicType(CallSite& site, size_t first, const ir::Parameter& parameter) {
  std::vector<TypeId> elements;
  for (size_t k = first; k < site.count(); ++k) {
    elements.push_back(libraryArgumentType(site.t.module, parameter, site.type(k)));
  }
  return site.t.module.types.tuple(elements);
}

// The method of a ufunc ("numpy.add.outer") has the ufunc as its first argument, as the method of an array has the array.
std::optional<ir::ConstId> ufuncOf(CallSite& site) {
  const std::string_view name = functionRow(site.function).name;
  const std::string_view owner = name.substr(0, name.rfind('.'));
  if (!findFunction(owner)) return std::nullopt;
  return site.t.module.constants.intern(ir::textConstant(ConstKind::Builtin, std::string(owner)));
}

std::vector<TypeId> argumentTypes(CallSite& site, std::span<const ir::Parameter> parameters) {
  std::vector<TypeId> types;
  if (const std::optional<ir::ConstId> ufunc = ufuncOf(site)) {
    types.push_back(constantType(site.t.module, *ufunc));
    parameters = parameters.subspan(1);
  }
  const bool is_variadic = !parameters.empty() && parameters.back().variadic;
  const size_t fixed = parameters.size() - (is_variadic ? 1 : 0);
  CHECK(is_variadic ? site.count() >= fixed : site.count() == fixed,
        "parameters of the row of " + std::string(site.name()) + " and of its library function");
  for (size_t k = 0; k < fixed; ++k) types.push_back(libraryArgumentType(site.t.module, parameters[k], site.type(k)));
  if (is_variadic) types.push_back(variadicType(site, fixed, parameters.back()));
  return types;
}

ValueId variadicOperand(CallSite& site, size_t first, TypeId tuple) {
  const std::vector<TypeId> elements = site.t.module.types[tuple].elements;
  std::vector<ValueId> values;
  for (size_t k = first; k < site.count(); ++k) {
    site.want(k, elements[k - first]);
    values.push_back(site.arguments[k].value);
  }
  return site.t.emit(Op::build_tuple, std::move(values), tuple, 0, site.t.function[site.inst].range);
}

void makeDirectCall(CallSite& site, ir::FuncId callee, const std::vector<TypeId>& types, bool is_variadic) {
  std::vector<ValueId> operands;
  if (const std::optional<ir::ConstId> ufunc = ufuncOf(site)) {
    operands.push_back(site.t.emitConstant(*ufunc, site.t.function[site.inst].range));
  }
  const size_t first = operands.size(), fixed = types.size() - first - (is_variadic ? 1 : 0);
  for (size_t k = 0; k < fixed; ++k) {
    site.want(k, types[first + k]);
    operands.push_back(site.arguments[k].value);
  }
  if (is_variadic) operands.push_back(variadicOperand(site, fixed, types.back()));
  site.t.noteCallee(callee);
  ir::Inst& call = site.t.function[site.inst];
  call.op = Op::call_direct;
  call.attribute = callee.index;
  call.operands = std::move(operands);
}

std::string literalText(const CallSite& site, size_t k) {
  const ir::Constant* text = site.literal(k);
  CHECK(text && text->kind == ConstKind::Str, "krait.lib.refuse() takes texts");
  return text->text;
}

}  // namespace

TypeId knownType(ir::Module& module, TypeId id) {
  const ir::Type type = module.types[id];
  if (type.kind == TypeKind::Tuple) {
    std::vector<TypeId> elements;
    for (const TypeId element : type.elements) elements.push_back(knownType(module, element));
    return module.types.composite(TypeKind::Tuple, elements, type.constant);
  }
  const ir::Constant* constant = literalOf(module, id);
  const bool is_value = constant && (constant->kind == ConstKind::Float || constant->kind == ConstKind::Complex);
  return is_value ? widen(module, id) : id;
}

TypeId libraryArgumentType(ir::Module& module, const ir::Parameter& parameter, TypeId type) {
  return parameter.widened ? widen(module, type) : knownType(module, type);
}

TypeId inferLibrary(CallSite& site) {
  Typing& t = site.t;
  const ir::ConstId callee = t.inference.provider().libraryFunction(site.rowData());
  const std::vector<ir::Parameter> parameters = t.inference.provider().parameters(callee);
  const std::vector<TypeId> types = argumentTypes(site, parameters);
  const ir::FuncId instance = t.inference.instance({callee, types}, t.id, t.place(site.inst));
  const bool is_variadic = !parameters.empty() && parameters.back().variadic;
  if (t.finalizing) makeDirectCall(site, instance, types, is_variadic);
  return t.module[instance].result_type;
}

TypeId inferIsKnown(CallSite& site) {
  const std::vector<TypeId> parts = site.data(0).kind == TypeKind::Tuple ? site.data(0).elements : std::vector{site.type(0)};
  const auto is_known = [&](TypeId type) { return type == site.t.module.types.none || literalOf(site.t.module, type); };
  return constantType(site.t.module, site.t.module.constants.intern(ir::boolConstant(std::ranges::all_of(parts, is_known))));
}

// What a library function does not take is the user's error: named and placed as that of a row of the catalogue.
TypeId inferRefuse(CallSite& site) {
  const Inference::LibraryCall call = site.t.inference.libraryCall(site.t.id);
  fail(DiagKind::unsupported_argument, call.place, {call.name, literalText(site, 0), literalText(site, 1)});
}

}  // namespace krait::infer
