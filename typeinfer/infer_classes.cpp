// Result types of Python's classes of numbers and of tuple, called as conversions, and of isinstance.
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

#include "frontend/ir/record_type.h"
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/named_tuple.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::DType;
using ir::DTypeKind;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

TypeId literal(CallSite& site, ir::Constant constant) {
  return site.t.module.types.literal(site.t.module.constants.intern(std::move(constant)));
}

// The words that float('...') knows, in any case and with a sign.
std::optional<double> floatNamed(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  std::string word;
  for (const char letter : text) word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const double sign = is_negative ? -1.0 : 1.0;
  if (word == "inf" || word == "infinity") return sign * std::numeric_limits<double>::infinity();
  if (word == "nan") return std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
  return std::nullopt;
}

// float('inf'), float('1.5'): the text is known when the function is compiled.
TypeId floatOfText(CallSite& site, std::string_view text) {
  if (const std::optional<double> named = floatNamed(text)) return literal(site, ir::floatConstant(*named));
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc{} && end == text.data() + text.size();
  if (!is_whole) site.refuse(0, "Write the number itself.");
  return literal(site, ir::floatConstant(value));
}

bool isKindOf(DTypeKind kind, std::string_view abstract_class) {
  if (abstract_class == "numpy.number") return kind != DTypeKind::Bool;
  if (abstract_class == "numpy.integer") return kind == DTypeKind::Signed || kind == DTypeKind::Unsigned;
  if (abstract_class == "numpy.signedinteger") return kind == DTypeKind::Signed;
  if (abstract_class == "numpy.unsignedinteger") return kind == DTypeKind::Unsigned;
  if (abstract_class == "numpy.floating") return kind == DTypeKind::Float;
  if (abstract_class == "numpy.complexfloating") return kind == DTypeKind::Complex;
  if (abstract_class == "numpy.inexact") return kind == DTypeKind::Float || kind == DTypeKind::Complex;
  return false;
}

// The tower of the numbers module; np.bool_ is not in it.
bool isInNumberTower(Numeric number, std::string_view name) {
  const DTypeKind kind = number.kind();
  if (kind == DTypeKind::Bool && !number.python) return false;
  if (name == "numbers.Number" || name == "numbers.Complex") return true;
  if (name == "numbers.Real") return kind != DTypeKind::Complex;
  return (name == "numbers.Rational" || name == "numbers.Integral") && kind != DTypeKind::Complex &&
         kind != DTypeKind::Float;
}

bool isPythonInstance(DTypeKind kind, std::string_view name) {
  switch (kind) {
    case DTypeKind::Bool: return name == "builtins.bool" || name == "builtins.int";
    case DTypeKind::Float: return name == "builtins.float";
    case DTypeKind::Complex: return name == "builtins.complex";
    default: return name == "builtins.int";
  }
}

// np.float64 and np.complex128 derive from Python's classes.
bool isNumpyInstance(DType dtype, std::string_view name) {
  if (name == "numpy." + std::string(ir::dtypeName(dtype)) || name == "numpy.generic") return true;
  if (dtype == DType::Float64 && name == "builtins.float") return true;
  if (dtype == DType::Complex128 && name == "builtins.complex") return true;
  return isKindOf(ir::dtypeKind(dtype), name);
}

bool isOtherInstance(const ir::Module& module, TypeId type, std::string_view name) {
  const ir::Constant* constant = literalOf(module, type);
  if (constant && constant->kind == ConstKind::Str) return name == "builtins.str";
  switch (module.types.kind(type)) {
    case TypeKind::RecordArray: return name == "numpy.ndarray" || (ir::isRecarray(module.types[type]) && name == "numpy.rec.recarray");
    case TypeKind::Array: return name == "numpy.ndarray";
    case TypeKind::Record:
      return name == "numpy.void" || name == "numpy.flexible" || name == "numpy.generic" ||
             (ir::recordForm(module, module.types[type]).is_record && name == "numpy.record");
    case TypeKind::Tuple: return name == "builtins.tuple";
    case TypeKind::List: return name == "builtins.list";
    case TypeKind::Range: return name == "builtins.range";
    case TypeKind::None: return name == "builtins.NoneType";
    default: return false;
  }
}

// A timedelta64 is a signed integer to NumPy; a datetime64 is not.
bool isTimeInstance(DType time, std::string_view name) {
  if (name == "numpy.generic") return true;
  if (ir::dtypeKind(time) == ir::DTypeKind::DateTime) return name == "numpy.datetime64";
  return name == "numpy.timedelta64" || name == "numpy.signedinteger" || name == "numpy.integer" || name == "numpy.number";
}

bool isInstanceOf(const ir::Module& module, TypeId type, std::string_view name) {
  if (name == "builtins.object") return true;
  if (const std::optional<DType> time = timeOf(module, type)) return isTimeInstance(*time, name);
  const std::optional<Numeric> number = numericOf(module, type);
  if (!number) return isOtherInstance(module, type, name);
  if (name.starts_with("numbers.")) return isInNumberTower(*number, name);
  return number->python ? isPythonInstance(number->kind(), name) : isNumpyInstance(number->dtype, name);
}

// A class of another module may have a say of its own in what its instances are.
void checkKnownClass(const CallSite& site, const ir::Constant* constant) {
  if (!constant || constant->kind != ConstKind::Class) site.refuse(1, "Give a class or a tuple of classes.");
  const std::string& name = constant->text;
  const bool is_known = name.starts_with("builtins.") || name.starts_with("numpy.") || name.starts_with("numbers.");
  if (!is_known) {
    site.t.error(DiagKind::unsupported_argument, site.inst,
                 {"isinstance", "the class " + name, "It knows Python's, NumPy's and the numbers module's classes."});
  }
}

bool isInstanceOfAny(const CallSite& site, TypeId type, TypeId classes) {
  const Type data = site.t.module.types[classes];
  bool is_any = false;
  for (const TypeId element : data.elements) is_any |= isInstanceOfAny(site, type, element);
  if (data.kind == TypeKind::Tuple) return is_any;
  const ir::Constant* constant = literalOf(site.t.module, classes);
  checkKnownClass(site, constant);
  return isInstanceOf(site.t.module, type, constant->text);
}

}  // namespace

TypeId inferIntCast(CallSite& site) {
  if (isComplex(site.number(0).dtype)) site.refuse(0, "Take its .real.");
  if (site.literal(0) && site.literal(0)->kind == ConstKind::Int) return site.type(0);
  site.want(0, widen(site.t.module, site.type(0)));
  return site.t.module.types.integer;
}

TypeId inferFloatCast(CallSite& site) {
  const ir::Constant* constant = site.literal(0);
  if (constant && constant->kind == ConstKind::Str) return floatOfText(site, std::string(constant->text));
  if (isComplex(site.number(0).dtype)) site.refuse(0, "Take its .real.");
  site.want(0, site.t.module.types.floating);
  return site.t.module.types.floating;
}

TypeId inferBoolCast(CallSite& site) {
  const Type object = site.data(0);
  if (object.kind == TypeKind::None) return literal(site, ir::boolConstant(false));
  if (object.kind == TypeKind::Tuple) return literal(site, ir::boolConstant(!object.elements.empty()));
  const ir::Constant* constant = site.literal(0);
  if (constant && constant->kind == ConstKind::Str) return literal(site, ir::boolConstant(!constant->text.empty()));
  const bool has_truth = timeOf(site.t.module, site.type(0)) || object.kind == TypeKind::List;
  if (!has_truth) static_cast<void>(site.number(0));
  site.want(0, widen(site.t.module, site.type(0)));
  return site.t.module.types.boolean;
}

// Real parts stay floats: adding the imaginary zero that they do not have would change the sign of -0.0. As the second
// argument a complex64, which is no Python complex, counts with its real part only.
TypeId inferComplexCast(CallSite& site) {
  const ir::Module& module = site.t.module;
  for (size_t k = 0; k < 2; ++k) {
    if (k == 1 && site.isAbsent(k)) continue;
    const Numeric part = site.number(k);
    const bool is_complex = isComplex(part.dtype) && (k == 0 || part.dtype == DType::Complex128);
    site.want(k, is_complex ? module.types.complex : module.types.floating);
  }
  return module.types.complex;
}

TypeId inferTupleCast(CallSite& site) {
  if (site.isAbsent(0)) return site.t.module.types.tuple({});
  if (site.data(0).kind != TypeKind::Tuple) site.refuse(0, "A tuple's length must be known when it is compiled.");
  return site.type(0);
}

TypeId inferNamedTuple(CallSite& site) {
  std::vector<TypeId> elements;
  for (size_t k = 0; k < site.count(); ++k) {
    elements.push_back(widen(site.t.module, site.type(k)));
    site.want(k, elements.back());
  }
  return namedTuple(site.t.module, functionRow(site.function).name, elements);
}

TypeId inferIsInstance(CallSite& site) {
  if (site.data(0).kind == TypeKind::Optional) site.refuse(0, "Test for None first.");
  return literal(site, ir::boolConstant(isInstanceOfAny(site, site.type(0), site.type(1))));
}

}  // namespace krait::infer
