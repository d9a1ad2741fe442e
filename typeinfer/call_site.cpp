// What infer<Name> functions ask of a call.
#include "typeinfer/call_site.h"

#include "frontend/ir/time_unit.h"

namespace krait::infer {

std::string_view CallSite::name() const {
  const std::string_view full = functionRow(function).name;
  return full.substr(full.rfind('.') + 1);
}

Numeric CallSite::number(size_t k) const {
  const std::optional<Numeric> number = numericOf(t.module, type(k));
  if (!number) refuse(k);
  return *number;
}

void CallSite::want(size_t k, ir::TypeId type) {
  if (!t.finalizing) return;
  Argument& argument = arguments[k];
  if (!argument.value.valid()) argument.value = t.emitConstant(argument.default_value, t.function[inst].range);
  argument.value = t.convert(argument.value, type, t.function[inst].range);
  argument.type = type;
}

void CallSite::wantFloat(size_t k) {
  if (isComplex(number(k).dtype)) refuse(k, "It takes real numbers: see cmath, or take the .real.");
  want(k, t.module.types.floating);
}

void CallSite::wantComplex(size_t k) {
  static_cast<void>(number(k));
  want(k, t.module.types.complex);
}

void CallSite::wantIndex(size_t k) {
  const Numeric index = number(k);
  const bool is_index = isInteger(index.dtype) || (index.python && index.dtype == ir::DType::Bool);
  if (!is_index) refuse(k, "Use int(x).");
  want(k, t.module.types.integer);
}

void CallSite::refuse(size_t k, std::string way_round) const {
  const bool is_array = t.module.types.kind(type(k)) == ir::TypeKind::Array;
  if (way_round.empty() && is_array) way_round = "Call it for each element.";
  t.error(DiagKind::argument_type, inst, {std::string(name()), t.text(widen(t.module, type(k))), way_round});
}

void CallSite::refuseGiven(size_t k, std::string_view parameter) const {
  if (isAbsent(k) || isNone(k)) return;
  t.error(DiagKind::unsupported_argument, inst, {std::string(name()), "the argument '" + std::string(parameter) + "'", ""});
}

std::optional<ir::DType> dtypeArgument(const CallSite& site, size_t k) {
  if (site.isNone(k)) return std::nullopt;
  const ir::Constant* constant = site.literal(k);
  if (constant && constant->array.record.valid()) site.refuse(k, "It takes no structured dtype.");
  if (constant && constant->kind == ir::ConstKind::DType) return constant->dtype;
  std::string text = constant ? constant->text : "";
  if (constant && constant->kind == ir::ConstKind::Class) {
    if (text == "builtins.float") return ir::DType::Float64;
    if (text == "builtins.int") return ir::DType::Int64;
    if (text == "builtins.complex") return ir::DType::Complex128;
    if (text == "builtins.bool") return ir::DType::Bool;
    text = text.starts_with("numpy.") ? text.substr(6) : "";
  }
  if (text == "bool") return ir::DType::Bool;
  if (text == "float") return ir::DType::Float64;
  if (text == "int") return ir::DType::Int64;
  for (int d = 0; d < ir::kDTypeCount; ++d) {
    if (ir::dtypeName(static_cast<ir::DType>(d)) == text) return static_cast<ir::DType>(d);
  }
  if (const std::optional<ir::DType> time = ir::timeDTypeNamed(text)) return time;
  site.t.error(DiagKind::not_a_constant, site.inst,
               {"the dtype of " + std::string(site.name()) + "()", "Give a NumPy scalar type, its name, or x.dtype."});
}

std::optional<ir::TypeId> elementArgument(const CallSite& site, size_t k) {
  const ir::Constant* constant = site.literal(k);
  if (constant && constant->array.record.valid()) return constant->array.record;
  const std::optional<ir::DType> dtype = dtypeArgument(site, k);
  return dtype ? std::optional(site.t.module.types.scalar(*dtype)) : std::nullopt;
}

}  // namespace krait::infer
