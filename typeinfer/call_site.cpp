// What infer<Name> functions ask of a call.
#include "typeinfer/call_site.h"

#include <algorithm>
#include <array>

#include "frontend/ir/time_unit.h"
#include "typeinfer/ways_round.h"

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
  if (way_round.empty()) way_round = wayRoundText(t.module, type(k));
  t.error(DiagKind::argument_type, inst, {std::string(name()), t.text(widen(t.module, type(k))), way_round});
}

void CallSite::refuseGiven(size_t k, std::string_view parameter) const {
  if (isAbsent(k) || isNone(k)) return;
  t.error(DiagKind::unsupported_argument, inst, {std::string(name()), "the argument '" + std::string(parameter) + "'",
                                                     "Leave it out, or make the call outside and pass the result."});
}

namespace {

// 'f8', '<i4', '=u2', '|b1', 'd': the codes of NumPy's array interface and of its characters.
std::optional<ir::DType> dtypeCode(std::string_view text) {
  struct Code {
    std::string_view text;
    ir::DType dtype;
  };
  static constexpr std::array kCodes = {
      Code{"?", ir::DType::Bool},     Code{"b1", ir::DType::Bool},     Code{"b", ir::DType::Int8},
      Code{"i1", ir::DType::Int8},    Code{"h", ir::DType::Int16},     Code{"i2", ir::DType::Int16},
      Code{"i", ir::DType::Int32},    Code{"i4", ir::DType::Int32},    Code{"l", ir::DType::Int64},
      Code{"i8", ir::DType::Int64},   Code{"B", ir::DType::UInt8},     Code{"u1", ir::DType::UInt8},
      Code{"H", ir::DType::UInt16},   Code{"u2", ir::DType::UInt16},   Code{"I", ir::DType::UInt32},
      Code{"u4", ir::DType::UInt32},  Code{"L", ir::DType::UInt64},    Code{"u8", ir::DType::UInt64},
      Code{"e", ir::DType::Float16},  Code{"f2", ir::DType::Float16},  Code{"f", ir::DType::Float32},
      Code{"f4", ir::DType::Float32}, Code{"d", ir::DType::Float64},   Code{"f8", ir::DType::Float64},
      Code{"F", ir::DType::Complex64}, Code{"c8", ir::DType::Complex64}, Code{"D", ir::DType::Complex128},
      Code{"c16", ir::DType::Complex128}};
  if (text.size() > 1 && std::string_view("<=|").find(text[0]) != std::string_view::npos) text.remove_prefix(1);
  const auto* found = std::ranges::find(kCodes, text, &Code::text);
  return found == kCodes.end() ? std::nullopt : std::optional(found->dtype);
}

[[noreturn]] void refuseDType(const CallSite& site, const ir::Constant& given, const std::string& description) {
  const std::string dtype = given.kind == ir::ConstKind::Str ? "'" + given.text + "'" : description;
  site.t.error(DiagKind::unsupported_argument, site.inst,
               {std::string(site.name()), dtype + " for a dtype",
                "Compiled code has bool, int8 ... int64, uint8 ... uint64, float16, float32, float64, complex64, complex128 and times."});
}

}  // namespace

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
  if (text == "complex") return ir::DType::Complex128;
  if (const std::optional<ir::DType> code = dtypeCode(text)) return code;
  for (int d = 0; d < ir::kDTypeCount; ++d) {
    if (ir::dtypeName(static_cast<ir::DType>(d)) == text) return static_cast<ir::DType>(d);
  }
  if (const std::optional<ir::DType> time = ir::timeDTypeNamed(text)) return time;
  if (constant) refuseDType(site, *constant, site.t.text(site.type(k)));
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
