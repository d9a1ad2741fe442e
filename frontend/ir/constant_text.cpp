// Printing and parsing of constants.
#include "frontend/ir/constant_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "frontend/ir/numbering.h"
#include "frontend/ir/text_cursor.h"
#include "frontend/ir/type_text.h"

namespace krait::ir {
namespace {

constexpr uint64_t kPlainNan = 0x7ff8000000000000;

std::string hexText(uint64_t value) {
  std::array<char, 18> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, 16);
  return "0x" + std::string(buffer.data(), end.ptr);
}

std::string floatText(uint64_t bits) {
  const double value = std::bit_cast<double>(bits);
  if (std::isnan(value)) return bits == kPlainNan ? "nan" : "nan:" + hexText(bits);
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  const std::string text(buffer.data(), end.ptr);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

std::string complexText(const Constant& constant) {
  const std::string imag = floatText(constant.imag_bits);
  return "(" + floatText(constant.real_bits) + (imag[0] == '-' ? "" : "+") + imag + "j)";
}

std::string tupleText(const Module& module, const Constant& constant) {
  std::string text = "(";
  for (size_t i = 0; i < constant.elements.size(); ++i) {
    text += (i == 0 ? "" : ", ") + constantText(module, constant.elements[i]);
  }
  return text + (constant.elements.size() == 1 ? ",)" : ")");
}

std::string extentsText(const std::vector<int64_t>& extents) {
  std::string text;
  for (size_t i = 0; i < extents.size(); ++i) text += (i == 0 ? "" : "x") + std::to_string(extents[i]);
  return text;
}

std::string handleText(uint32_t handle) { return handle == 0 ? "" : " #" + std::to_string(handle); }

std::string capturedTypeText(const Module& module, const CapturedArray& array) {
  const int ndim = static_cast<int>(array.shape.size());
  if (array.record.valid()) return typeText(module, array.record);
  return arrayTypeText(array.dtype, ndim, array.layout, array.readonly);
}

std::string arrayText(const Module& module, const Constant& constant) {
  const CapturedArray& array = constant.array;
  std::string text =
      "@array" + handleText(constant.handle) + " " + capturedTypeText(module, array);
  if (!array.shape.empty()) text += " " + extentsText(array.shape) + " stride " + extentsText(array.strides);
  return array.data == 0 ? text : text + " at " + hexText(array.data);
}

// @class numpy.float64 #3: the name is quoted only when it has to be, or when `always_quoted`.
std::string objectText(std::string_view kind, const Constant& constant, bool always_quoted) {
  const bool plain =
      !always_quoted && !constant.text.empty() && std::ranges::all_of(constant.text, isNameByte);
  return std::string(kind) + " " + (plain ? constant.text : quoted(constant.text)) +
         handleText(constant.handle);
}

// @code "f.<locals>.g" #3 fold 2 ((), "n"): what generator_fold.h and the bytecode frontend (capture_plan.h) keep with it.
std::string codeText(const Module& module, const Constant& constant) {
  std::string text = objectText("@code", constant, true);
  if (constant.integer != 0) text += " fold " + std::to_string(constant.integer);
  return constant.elements.empty() ? text : text + " " + tupleText(module, constant);
}

bool isInexact(DType dtype) {
  return dtypeKind(dtype) == DTypeKind::Float || dtypeKind(dtype) == DTypeKind::Complex;
}

// @scalar int8 -3, @scalar float32 (1.5+0.0j)
std::string scalarText(const Constant& constant) {
  const std::string value =
      isInexact(constant.dtype) ? complexText(constant) : std::to_string(constant.integer);
  return "@scalar " + std::string(dtypeName(constant.dtype)) + " " + value;
}

struct ObjectKind {
  std::string_view word;
  ConstKind kind;
};

constexpr std::array kObjectKinds = {
    ObjectKind{"@module", ConstKind::Module}, ObjectKind{"@builtin", ConstKind::Builtin},
    ObjectKind{"@class", ConstKind::Class},   ObjectKind{"@function", ConstKind::Function},
    ObjectKind{"@code", ConstKind::Code},     ObjectKind{"@unsupported", ConstKind::Unsupported},
};

uint64_t parseHex(TextCursor& cursor) {
  cursor.expect("0x");
  uint64_t value = 0;
  const std::string_view rest = cursor.rest();
  const auto end = std::from_chars(rest.data(), rest.data() + rest.size(), value, 16);
  if (end.ec != std::errc()) cursor.fail("expected a hexadecimal number of at most 64 bits");
  cursor.skip(static_cast<size_t>(end.ptr - rest.data()));
  return value;
}

uint64_t parseFloatBits(TextCursor& cursor) {
  if (cursor.accept("nan:")) return parseHex(cursor);
  if (cursor.accept("nan")) return kPlainNan;
  if (cursor.accept("-inf")) return std::bit_cast<uint64_t>(-std::numeric_limits<double>::infinity());
  if (cursor.accept("inf")) return std::bit_cast<uint64_t>(std::numeric_limits<double>::infinity());
  double value = 0;
  const std::string_view rest = cursor.rest();
  const auto end = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (end.ec != std::errc()) cursor.fail("expected a number");
  cursor.skip(static_cast<size_t>(end.ptr - rest.data()));
  return std::bit_cast<uint64_t>(value);
}

std::optional<int64_t> acceptInteger(TextCursor& cursor) {
  const std::string_view rest = cursor.rest();
  int64_t value = 0;
  const auto end = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  const size_t length = static_cast<size_t>(end.ptr - rest.data());
  const bool is_float = length < rest.size() && (rest[length] == '.' || rest[length] == 'e');
  if (end.ec == std::errc::invalid_argument || is_float) return std::nullopt;
  if (end.ec != std::errc()) cursor.fail("the integer does not fit in 64 bits");
  cursor.skip(length);
  return value;
}

Constant parseNumber(TextCursor& cursor) {
  if (const auto integer = acceptInteger(cursor)) return intConstant(*integer);
  return {.kind = ConstKind::Float, .real_bits = parseFloatBits(cursor)};
}

std::vector<int64_t> parseExtents(TextCursor& cursor, size_t count) {
  std::vector<int64_t> extents;
  for (size_t i = 0; i < count; ++i) {
    if (i != 0) cursor.expect("x");
    const auto extent = acceptInteger(cursor);
    if (!extent) cursor.fail("expected an integer");
    extents.push_back(*extent);
  }
  return extents;
}

uint32_t parseHandle(TextCursor& cursor) { return cursor.accept("#") ? cursor.number() : 0; }

Constant parseArray(Module& module, TextCursor& cursor) {
  Constant constant{.kind = ConstKind::Array, .handle = parseHandle(cursor)};
  const TypeId id = parseType(module, cursor);
  const Type type = module.types[id];
  const bool has_records = type.kind == TypeKind::RecordArray || type.kind == TypeKind::Record;
  if (type.kind != TypeKind::Array && !has_records) cursor.fail("expected an array type");
  constant.array = {.dtype = type.dtype, .record = has_records ? id : TypeId{}, .layout = type.layout, .readonly = type.readonly};
  if (type.ndim != 0) {
    constant.array.shape = parseExtents(cursor, type.ndim);
    cursor.expect("stride");
    constant.array.strides = parseExtents(cursor, type.ndim);
  }
  if (cursor.accept("at")) constant.array.data = parseHex(cursor);
  return constant;
}

Constant parseDType(TextCursor& cursor) {
  const std::optional<DType> dtype = acceptDType(cursor);
  if (!dtype) cursor.fail("unknown dtype");
  return {.kind = ConstKind::DType, .dtype = *dtype};
}

// @dtype float64, @dtype Record(8, "x": float64 @ 0)
Constant parseDTypeOrRecord(Module& module, TextCursor& cursor) {
  if (!cursor.rest().starts_with("Record")) return parseDType(cursor);
  Constant constant{.kind = ConstKind::DType};
  constant.array.record = parseType(module, cursor);
  return constant;
}

std::string dtypeText(const Module& module, const Constant& constant) {
  const TypeId record = constant.array.record;
  return "@dtype " + (record.valid() ? typeText(module, record) : std::string(dtypeName(constant.dtype)));
}

Constant parseScalar(Module& module, TextCursor& cursor) {
  const DType dtype = parseDType(cursor).dtype;
  Constant constant = module.constants[parseConstant(module, cursor)];
  if (constant.kind != (isInexact(dtype) ? ConstKind::Complex : ConstKind::Int))
    cursor.fail("expected the scalar's value");
  constant.kind = ConstKind::Scalar;
  constant.dtype = dtype;
  return constant;
}

void parseCodeFacts(Module& module, TextCursor& cursor, Constant& code) {
  if (cursor.acceptWord("fold")) code.integer = cursor.number();
  if (!cursor.accept("(")) return;
  while (!cursor.accept(")")) {
    code.elements.push_back(parseConstant(module, cursor));
    if (cursor.peek() != ')') cursor.expect(",");
  }
}

Constant parseObject(Module& module, TextCursor& cursor) {
  if (cursor.acceptWord("@scalar")) return parseScalar(module, cursor);
  if (cursor.acceptWord("@array")) return parseArray(module, cursor);
  if (cursor.acceptWord("@dtype")) return parseDTypeOrRecord(module, cursor);
  for (const ObjectKind& row : kObjectKinds) {
    if (!cursor.acceptWord(row.word)) continue;
    std::string text = cursor.peek() == '"' ? cursor.quotedString() : std::string(cursor.name());
    Constant constant = textConstant(row.kind, std::move(text), parseHandle(cursor));
    if (row.kind == ConstKind::Code) parseCodeFacts(module, cursor, constant);
    return constant;
  }
  cursor.fail("unknown kind of constant");
}

Constant parseImaginary(uint64_t real_bits, TextCursor& cursor) {
  if (cursor.peek() == '+') cursor.skip(1);
  const uint64_t imag_bits = parseFloatBits(cursor);
  cursor.expect("j");
  cursor.expect(")");
  return {.kind = ConstKind::Complex, .real_bits = real_bits, .imag_bits = imag_bits};
}

// After `(`: a tuple, or a complex number, which is a float followed by a sign.
Constant parseTupleOrComplex(Module& module, TextCursor& cursor) {
  std::vector<ConstId> elements;
  while (!cursor.accept(")")) {
    elements.push_back(parseConstant(module, cursor));
    const Constant& element = module.constants[elements.back()];
    const bool has_sign = cursor.peek() == '+' || cursor.peek() == '-';
    if (elements.size() == 1 && element.kind == ConstKind::Float && has_sign) {
      return parseImaginary(element.real_bits, cursor);
    }
    if (cursor.peek() != ')') cursor.expect(",");
  }
  return tupleConstant(std::move(elements));
}

Constant parseUninterned(Module& module, TextCursor& cursor) {
  if (cursor.acceptWord("none")) return noneConstant();
  if (cursor.acceptWord("true")) return boolConstant(true);
  if (cursor.acceptWord("false")) return boolConstant(false);
  if (cursor.accept("...")) return {.kind = ConstKind::Ellipsis};
  if (cursor.accept("(")) return parseTupleOrComplex(module, cursor);
  if (cursor.peek() == '"') return textConstant(ConstKind::Str, cursor.quotedString());
  if (cursor.peek() == '@') return parseObject(module, cursor);
  return parseNumber(cursor);
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (c == '\n') {
      result += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      result += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string constantText(const Module& module, ConstId id) {
  const Constant& constant = module.constants[id];
  switch (constant.kind) {
  case ConstKind::None: return "none";
  case ConstKind::Bool: return constant.integer != 0 ? "true" : "false";
  case ConstKind::Int: return std::to_string(constant.integer);
  case ConstKind::Float: return floatText(constant.real_bits);
  case ConstKind::Complex: return complexText(constant);
  case ConstKind::Str: return quoted(constant.text);
  case ConstKind::Ellipsis: return "...";
  case ConstKind::Tuple: return tupleText(module, constant);
  case ConstKind::Module: return objectText("@module", constant, false);
  case ConstKind::Builtin: return objectText("@builtin", constant, false);
  case ConstKind::Class: return objectText("@class", constant, false);
  case ConstKind::DType: return dtypeText(module, constant);
  case ConstKind::Function: return objectText("@function", constant, true);
  case ConstKind::Code: return codeText(module, constant);
  case ConstKind::Scalar: return scalarText(constant);
  case ConstKind::Array: return arrayText(module, constant);
  case ConstKind::Unsupported: return objectText("@unsupported", constant, true);
  }
}

ConstId parseConstant(Module& module, TextCursor& cursor) {
  const TextCursor::Nesting nesting(cursor);
  return module.constants.intern(parseUninterned(module, cursor));
}

bool startsConstant(const TextCursor& cursor) {
  const char c = cursor.peek();
  return c == '"' || c == '@';
}

}  // namespace krait::ir
