// Parsing of signatures.
#include "typeinfer/signature.h"

#include <array>
#include <charconv>

#include "frontend/ir/type_text.h"
#include "frontend/support/diagnostics.h"

namespace krait::infer {
namespace {

constexpr size_t kLongestNotation = 20'000;  // and signature: types nest no deeper than their texts are long

struct Alias {
  std::string_view name;
  std::string_view notation;
};

// Numba's names for scalars, and what they mean to a caller.
constexpr std::array kScalars = {
    Alias{"float64", "float"},   Alias{"double", "float"},      Alias{"f8", "float"},       Alias{"float_", "float"},
    Alias{"int64", "int"},       Alias{"intp", "int"},          Alias{"int_", "int"},       Alias{"i8", "int"},
    Alias{"boolean", "bool"},    Alias{"bool_", "bool"},        Alias{"b1", "bool"},        Alias{"complex128", "complex"},
    Alias{"c16", "complex"},     Alias{"void", "None"},         Alias{"none", "None"},      Alias{"float32", "float32"},
    Alias{"f4", "float32"},      Alias{"int32", "int32"},       Alias{"i4", "int32"},       Alias{"intc", "int32"},
    Alias{"int16", "int16"},     Alias{"i2", "int16"},          Alias{"int8", "int8"},      Alias{"i1", "int8"},
    Alias{"uint64", "uint64"},   Alias{"u8", "uint64"},         Alias{"uintp", "uint64"},   Alias{"uint32", "uint32"},
    Alias{"u4", "uint32"},       Alias{"uint16", "uint16"},     Alias{"u2", "uint16"},      Alias{"uint8", "uint8"},
    Alias{"u1", "uint8"},        Alias{"byte", "uint8"},        Alias{"complex64", "complex64"}, Alias{"c8", "complex64"},
    Alias{"float16", "float16"},
};

// The same names as the element type of an array.
constexpr std::array kElements = {
    Alias{"double", "float64"}, Alias{"f8", "float64"},   Alias{"float_", "float64"}, Alias{"intp", "int64"},
    Alias{"int_", "int64"},     Alias{"i8", "int64"},     Alias{"boolean", "bool_"},  Alias{"b1", "bool_"},
    Alias{"c16", "complex128"}, Alias{"f4", "float32"},   Alias{"i4", "int32"},       Alias{"intc", "int32"},
    Alias{"i2", "int16"},       Alias{"i1", "int8"},      Alias{"u8", "uint64"},      Alias{"uintp", "uint64"},
    Alias{"u4", "uint32"},      Alias{"u2", "uint16"},    Alias{"u1", "uint8"},       Alias{"byte", "uint8"},
    Alias{"c8", "complex64"},
};

std::string_view trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

[[noreturn]] void bad(std::string_view signature, const std::string& why) {
  fail(DiagKind::bad_signature, {}, {std::string(signature), why});
}

// The parts of a list that is separated by commas outside of brackets.
std::vector<std::string_view> splitList(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    if (c != ',' || (depth > 0 && i < text.size())) continue;
    parts.push_back(trim(text.substr(start, i - start)));
    start = i + 1;
  }
  if (!parts.empty() && parts.back().empty()) parts.pop_back();
  return parts;
}

std::string typeNotation(std::string_view signature, std::string_view text);

std::string arrayNotation(std::string_view signature, std::string_view text) {
  const size_t bracket = text.find('[');
  if (bracket == std::string_view::npos) bad(signature, "'" + std::string(text) + "' is not a type");
  std::string_view element = trim(text.substr(0, bracket));
  for (const Alias& alias : kElements) {
    if (alias.name == element) element = alias.notation;
  }
  const std::string notation = std::string(element) + std::string(text.substr(bracket));
  ir::Module scratch;
  const std::optional<ir::TypeId> type = ir::parseType(scratch, notation);
  if (!type) bad(signature, "'" + std::string(text) + "' is not a type");
  return ir::typeText(scratch, *type);
}

std::string tupleNotation(std::string_view signature, std::string_view elements) {
  std::string notation = "Tuple(";
  for (const std::string_view element : splitList(elements)) {
    notation += (notation.back() == '(' ? "" : ", ") + typeNotation(signature, element);
  }
  return notation + ")";
}

bool readNumber(std::string_view text, size_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// UniTuple(element, count)
std::string uniTupleNotation(std::string_view signature, std::string_view inside) {
  const std::vector<std::string_view> parts = splitList(inside);
  size_t count = 0;
  const bool has_count = parts.size() == 2 && readNumber(parts[1], count);
  if (!has_count) bad(signature, "UniTuple takes a type and a number");
  const std::string element = typeNotation(signature, parts[0]);
  if (count > kLongestNotation / element.size()) bad(signature, "its tuple is too long");
  std::string notation = "Tuple(";
  for (size_t k = count; k > 0; --k) notation += element + (k > 1 ? ", " : "");
  return notation + ")";
}

// np.float64 or numpy.float64: NumPy's scalar, where the bare name means Python's.
std::optional<std::string> numpyScalar(std::string_view text) {
  for (const std::string_view prefix : {"np.", "numpy."}) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view name = text.substr(prefix.size());
    const std::optional<ir::DType> dtype = ir::dtypeNamed(name == "bool" ? "bool_" : name);
    if (dtype) return std::string(ir::dtypeName(*dtype));
  }
  return std::nullopt;
}

std::string typeNotation(std::string_view signature, std::string_view text) {
  text = trim(text);
  if (const std::optional<std::string> scalar = numpyScalar(text)) return *scalar;
  if (text.starts_with("types.")) text.remove_prefix(6);
  for (const Alias& alias : kScalars) {
    if (alias.name == text) return std::string(alias.notation);
  }
  const bool is_call = text.ends_with(')');
  if (is_call && text.starts_with("Tuple(")) return tupleNotation(signature, text.substr(6, text.size() - 7));
  if (is_call && text.starts_with("UniTuple(")) return uniTupleNotation(signature, text.substr(9, text.size() - 10));
  if (text.ends_with(']')) return arrayNotation(signature, text);
  ir::Module scratch;
  const std::optional<ir::TypeId> type = ir::parseType(scratch, text);
  if (!type) bad(signature, "'" + std::string(text) + "' is not a type");
  return ir::typeText(scratch, *type);
}

// Where the argument list opens: the bracket that the last one closes.
size_t openingBracket(std::string_view signature, std::string_view text) {
  int depth = 0;
  for (size_t i = text.size(); i-- > 0;) {
    depth += text[i] == ')' ? 1 : text[i] == '(' ? -1 : 0;
    if (depth == 0) return i;
  }
  bad(signature, "its brackets do not match");
}

}  // namespace

Signature parseSignature(std::string_view text) {
  if (text.size() > kLongestNotation) bad(text.substr(0, 100), "it is too long");
  const std::string_view trimmed = trim(text);
  if (!trimmed.ends_with(')')) bad(text, "it has no list of arguments");
  const size_t open = openingBracket(text, trimmed);
  Signature signature;
  const std::string_view result = trim(trimmed.substr(0, open));
  if (!result.empty()) signature.result = typeNotation(text, result);
  for (const std::string_view argument : splitList(trimmed.substr(open + 1, trimmed.size() - open - 2))) {
    signature.arguments.push_back(typeNotation(text, argument));
  }
  return signature;
}

}  // namespace krait::infer
