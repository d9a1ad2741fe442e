// What a program asks of types: type(x), callable(x), hasattr(x, 'name'). All of it is known when it is compiled.
#include <algorithm>
#include <array>

#include "frontend/ir/record_type.h"
#include "typeinfer/call_site.h"
#include "typeinfer/generators.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::DType;
using ir::TypeId;
using ir::TypeKind;

TypeId literalBool(CallSite& site, bool value) {
  return site.t.module.types.literal(site.t.module.constants.intern(ir::boolConstant(value)));
}

std::string pythonClass(DType dtype) {
  switch (dtype) {
    case DType::Bool: return "builtins.bool";
    case DType::Float64: return "builtins.float";
    case DType::Complex128: return "builtins.complex";
    default: return "builtins.int";
  }
}

// The class of the values of a type, or an empty text where none is known.
std::string className(const ir::Module& module, TypeId type) {
  if (const std::optional<DType> time = timeOf(module, type)) {
    return ir::dtypeKind(*time) == ir::DTypeKind::DateTime ? "numpy.datetime64" : "numpy.timedelta64";
  }
  if (const std::optional<Numeric> number = numericOf(module, type)) {
    return number->python ? pythonClass(number->dtype) : "numpy." + std::string(ir::dtypeName(number->dtype));
  }
  const ir::Constant* constant = literalOf(module, type);
  if (constant && constant->kind == ConstKind::Str) return "builtins.str";
  switch (module.types.kind(type)) {
    case TypeKind::Array: return "numpy.ndarray";
    case TypeKind::Tuple: return module.types[type].constant.valid() ? "" : "builtins.tuple";
    case TypeKind::List: return "builtins.list";
    case TypeKind::Range: return "builtins.range";
    case TypeKind::None: return "builtins.NoneType";
    default: return "";
  }
}

bool isCallable(const ir::Module& module, TypeId type) {
  const ir::Constant* constant = literalOf(module, type);
  if (constant) {
    return constant->kind == ConstKind::Function || constant->kind == ConstKind::Builtin || constant->kind == ConstKind::Class;
  }
  const TypeKind kind = module.types.kind(type);
  return kind == TypeKind::Method || (kind == TypeKind::Closure && !isGenerator(module, type));
}

// Attributes that programs tell kinds of values apart by, and which kinds have them.
struct KnownAttribute {
  std::string_view name;
  bool arrays, numpy_scalars, python_numbers, tuples, texts;
};

constexpr std::array kKnownAttributes = {
    KnownAttribute{"__len__", true, false, false, true, true},
    KnownAttribute{"__iter__", true, false, false, true, true},
    KnownAttribute{"__getitem__", true, true, false, true, true},
    KnownAttribute{"__array__", true, true, false, false, false},
    KnownAttribute{"__array_interface__", true, true, false, false, false},
    KnownAttribute{"__call__", false, false, false, false, false},
    KnownAttribute{"__float__", true, true, true, false, false},
    KnownAttribute{"__index__", true, false, false, false, false},
    KnownAttribute{"shape", true, true, false, false, false},
    KnownAttribute{"ndim", true, true, false, false, false},
    KnownAttribute{"size", true, true, false, false, false},
    KnownAttribute{"dtype", true, true, false, false, false},
    KnownAttribute{"strides", true, true, false, false, false},
    KnownAttribute{"T", true, true, false, false, false},
    KnownAttribute{"flat", true, true, false, false, false},
    KnownAttribute{"astype", true, true, false, false, false},
    KnownAttribute{"item", true, true, false, false, false},
    KnownAttribute{"tolist", true, true, false, false, false},
    KnownAttribute{"real", true, true, true, false, false},
    KnownAttribute{"imag", true, true, true, false, false},
};

bool hasAttribute(const ir::Module& module, TypeId type, const KnownAttribute& row) {
  if (const std::optional<Numeric> number = numericOf(module, type)) {
    if (row.name == "__index__") return isInteger(number->dtype) || (number->python && number->dtype == DType::Bool);
    if (row.name == "__float__" && number->python) return !isComplex(number->dtype);
    return number->python ? row.python_numbers : row.numpy_scalars;
  }
  if (timeOf(module, type)) return row.numpy_scalars;
  if (isCallable(module, type)) return row.name == "__call__";
  if (literalOf(module, type)) return row.texts;
  switch (module.types.kind(type)) {
    case TypeKind::Array:
    case TypeKind::RecordArray: return row.arrays;
    case TypeKind::Tuple: return row.tuples;
    default: return false;
  }
}

// What the table speaks of.
bool isKnownKind(const ir::Module& module, TypeId type) {
  const TypeKind kind = module.types.kind(type);
  const ir::Constant* constant = literalOf(module, type);
  const bool is_known_literal = constant && (constant->kind == ConstKind::Str || constant->kind == ConstKind::Function);
  return numericOf(module, type) || timeOf(module, type) || is_known_literal || kind == TypeKind::Array ||
         kind == TypeKind::Tuple || kind == TypeKind::None || kind == TypeKind::Closure;
}

}  // namespace

TypeId inferTypeOf(CallSite& site) {
  const std::string name = className(site.t.module, site.type(0));
  if (name.empty()) site.refuse(0, "Use isinstance().");
  ir::Module& module = site.t.module;
  return module.types.literal(module.constants.intern(ir::textConstant(ConstKind::Class, name)));
}

TypeId inferCallable(CallSite& site) { return literalBool(site, isCallable(site.t.module, site.type(0))); }

TypeId inferHasAttr(CallSite& site) {
  const ir::Constant* name = site.literal(1);
  if (!name || name->kind != ConstKind::Str) {
    site.t.error(DiagKind::not_a_constant, site.inst, {"the name that hasattr() asks for", "Write it as a text."});
  }
  const auto row = std::ranges::find(kKnownAttributes, name->text, &KnownAttribute::name);
  if (row == kKnownAttributes.end() || !isKnownKind(site.t.module, site.type(0))) {
    site.t.error(DiagKind::unsupported_argument, site.inst,
                 {"hasattr", "'" + name->text + "' of " + site.t.text(widen(site.t.module, site.type(0))), "Use isinstance()."});
  }
  return literalBool(site, hasAttribute(site.t.module, site.type(0), *row));
}

}  // namespace krait::infer
