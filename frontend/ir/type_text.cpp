// Printing and parsing of types.
#include "frontend/ir/type_text.h"

#include <algorithm>
#include <array>

#include "frontend/ir/constant_text.h"
#include "frontend/ir/record_type.h"
#include "frontend/ir/text_cursor.h"
#include "frontend/support/check.h"

namespace krait::ir {
namespace {

struct KindRow {
  TypeKind kind;
  std::string_view name;
  bool has_parts;  // `Tuple(...)` rather than `int`
};

constexpr std::array kKinds = {
    KindRow{TypeKind::Never, "Never", false},        KindRow{TypeKind::None, "None", false},
    KindRow{TypeKind::Bool, "bool", false},          KindRow{TypeKind::Int, "int", false},
    KindRow{TypeKind::Float, "float", false},        KindRow{TypeKind::Complex, "complex", false},
    KindRow{TypeKind::Index, "Index", false},        KindRow{TypeKind::Range, "Range", false},
    KindRow{TypeKind::Tuple, "Tuple", true},         KindRow{TypeKind::Literal, "Literal", true},
    KindRow{TypeKind::Enumerate, "Enumerate", true}, KindRow{TypeKind::Zip, "Zip", true},
    KindRow{TypeKind::Reversed, "Reversed", true},   KindRow{TypeKind::Slice, "Slice", true},
    KindRow{TypeKind::Method, "Method", true},       KindRow{TypeKind::Exception, "Exception", true},
    KindRow{TypeKind::Closure, "Closure", true},     KindRow{TypeKind::List, "List", true},
    KindRow{TypeKind::NdIndex, "NdIndex", true},     KindRow{TypeKind::NdEnumerate, "NdEnumerate", true},
    KindRow{TypeKind::NdIter, "NdIter", true},       KindRow{TypeKind::Optional, "Optional", true},
};

// The constant of a type stands first, except a method's name, which reads better after its object.
std::string partsText(const Module& module, const Type& type) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (type.constant.valid() && type.kind != TypeKind::Method) add(constantText(module, type.constant));
  for (const TypeId element : type.elements) add(typeText(module, element));
  if (type.constant.valid() && type.kind == TypeKind::Method) add(constantText(module, type.constant));
  return "(" + text + ")";
}

const KindRow* kindNamed(std::string_view name) {
  for (const KindRow& row : kKinds) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

struct Axes {
  int ndim = 0;
  Layout layout = Layout::C;
};

// After `float64[`: the axes, where ::1 marks the contiguous one, and :1 in the last place an array of rows.
Axes parseAxes(TextCursor& cursor) {
  if (cursor.accept("()")) {
    cursor.expect("]");
    return {};
  }
  std::vector<bool> contiguous;
  bool has_rows = false;
  do {
    contiguous.push_back(cursor.accept("::1"));
    if (!contiguous.back()) cursor.expect(":");
    has_rows = !contiguous.back() && cursor.accept("1");
  } while (!has_rows && cursor.accept(","));
  cursor.expect("]");
  constexpr size_t kMaxNdim = 64;
  const auto marks = std::ranges::count(contiguous, true);
  if (contiguous.size() > kMaxNdim || marks > 1) cursor.fail("not an array type");
  if (marks == 1 && !contiguous.front() && !contiguous.back())
    cursor.fail("only an outer axis can be contiguous");
  if (has_rows && (marks != 0 || contiguous.size() < 2)) cursor.fail("not an array of rows");
  const Layout layout = has_rows     ? Layout::Rows
                        : marks == 0 ? Layout::Strided
                        : contiguous.back() ? Layout::C : Layout::F;
  return {static_cast<int>(contiguous.size()), layout};
}

// `(3, 4)`
std::vector<int64_t> parseShape(TextCursor& cursor) {
  std::vector<int64_t> shape;
  cursor.expect("(");
  do shape.push_back(cursor.number());
  while (cursor.accept(","));
  cursor.expect(")");
  return shape;
}

// `"x": float64 @ 0`, `"x" titled "the x": float64 * (3, 4) @ 0`
RecordField parseField(Module& module, TextCursor& cursor) {
  RecordField field;
  field.name = cursor.quotedString();
  if (cursor.acceptWord("titled")) field.title = cursor.quotedString();
  cursor.expect(":");
  field.type = parseType(module, cursor);
  const TypeKind kind = module.types.kind(field.type);
  if (kind != TypeKind::Scalar && kind != TypeKind::Record) cursor.fail("a field is a NumPy scalar or a record");
  if (cursor.accept("*")) field.shape = parseShape(cursor);
  cursor.expect("@");
  field.offset = cursor.number();
  return field;
}

// `16`, `16 aligned record`, `12 opaque "<U3"`
RecordForm parseForm(TextCursor& cursor) {
  RecordForm form{.bytes = cursor.number()};
  form.is_aligned = cursor.acceptWord("aligned");
  form.is_record = cursor.acceptWord("record");
  if (cursor.acceptWord("opaque")) form.opaque = cursor.quotedString();
  return form;
}

// What stands before the type of a record, an array of records or one of numbers that lie anywhere.
struct Place {
  bool readonly = false;
  bool is_recarray = false;
  bool is_packed = false;
};

TypeId parseItems(Module& module, TextCursor& cursor, TypeId item, Place place) {
  const Axes axes = parseAxes(cursor);
  const TypeId array = recordArrayType(module, item, axes.ndim, axes.layout, place.readonly);
  return place.is_recarray ? asRecarray(module, array) : array;
}

// After `Record`: its form, then the fields; an array of them where axes follow.
TypeId parseRecord(Module& module, TextCursor& cursor, Place place) {
  std::vector<RecordField> fields;
  cursor.expect("(");
  const RecordForm form = parseForm(cursor);
  while (cursor.accept(",")) fields.push_back(parseField(module, cursor));
  cursor.expect(")");
  const TypeId record = placedRecord(module, recordType(module, form, fields), false, place.is_packed);
  if (cursor.accept("[")) return parseItems(module, cursor, record, place);
  return placedRecord(module, record, place.readonly, place.is_packed);
}

TypeId parseParts(Module& module, TextCursor& cursor, TypeKind kind) {
  Type type{.kind = kind};
  cursor.expect("(");
  while (!cursor.accept(")")) {
    if (kind == TypeKind::Literal || startsConstant(cursor)) {
      if (type.constant.valid()) cursor.fail("a type has one constant at most");
      type.constant = parseConstant(module, cursor);
    } else {
      type.elements.push_back(parseType(module, cursor));
    }
    if (cursor.peek() != ')') cursor.expect(",");
  }
  if (kind == TypeKind::Literal && !type.constant.valid()) cursor.fail("expected a constant");
  return module.types.intern(std::move(type));
}

std::string axesText(int ndim, Layout layout) {
  std::string axes = ndim == 0 ? "()" : "";
  for (int axis = 0; axis < ndim; ++axis) {
    const bool is_contiguous =
        (layout == Layout::C && axis == ndim - 1) || (layout == Layout::F && axis == 0);
    const bool is_row = layout == Layout::Rows && axis == ndim - 1;
    axes += std::string(axis == 0 ? "" : ", ") + (is_contiguous ? "::1" : is_row ? ":1" : ":");
  }
  return "[" + axes + "]";
}

// A text in double quotes, in the one form that the host writes too: all but letters, digits, _ and blank as \xNN.
std::string quotedPlainly(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
    if (is_plain || byte >= 0x80) result += c;
    else result += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return result + "\"";
}

std::string shapeText(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return text.empty() ? "" : " * (" + text + ")";
}

std::string recordText(const Module& module, const Type& record) {
  const RecordForm form = recordForm(module, record);
  std::string text = "Record(" + std::to_string(form.bytes) + (form.is_aligned ? " aligned" : "") + (form.is_record ? " record" : "");
  if (!form.opaque.empty()) text += " opaque " + quotedPlainly(form.opaque);
  for (size_t k = 0; k < record.elements.size(); ++k) {
    const RecordField field = recordField(module, record, k);
    const std::string title = field.title.empty() ? "" : " titled " + quotedPlainly(field.title);
    text += ", " + quotedPlainly(field.name) + title + ": " + typeText(module, field.type) + shapeText(field.shape) + " @ " +
            std::to_string(field.offset);
  }
  return std::string(record.readonly ? "readonly " : "") + (isPacked(record) ? "packed " : "") + text + ")";
}

std::string recordArrayText(const Module& module, const Type& array) {
  const TypeId item = array.elements[0];
  const bool are_numbers = module.types.kind(item) != TypeKind::Record;
  return std::string(array.readonly ? "readonly " : "") + (isRecarray(array) ? "recarray " : "") +
         (are_numbers ? "packed " : "") + typeText(module, item) + axesText(array.ndim, array.layout);
}

}  // namespace

std::string arrayTypeText(DType dtype, int ndim, Layout layout, bool readonly) {
  return (readonly ? "readonly " : "") + std::string(dtypeName(dtype)) + axesText(ndim, layout);
}

std::string typeText(const Module& module, TypeId id) {
  if (!id.valid()) return "?";
  const Type& type = module.types[id];
  if (type.kind == TypeKind::Scalar) return std::string(dtypeName(type.dtype));
  if (type.kind == TypeKind::Array) return arrayTypeText(type.dtype, type.ndim, type.layout, type.readonly);
  if (type.kind == TypeKind::Record) return recordText(module, type);
  if (type.kind == TypeKind::RecordArray) return recordArrayText(module, type);
  for (const KindRow& row : kKinds) {
    if (row.kind == type.kind) return std::string(row.name) + (row.has_parts ? partsText(module, type) : "");
  }
  CHECK(false, "a type kind without a name");
}

std::optional<DType> dtypeNamed(std::string_view name) {
  for (int i = 0; i < kDTypeCount; ++i) {
    if (dtypeName(static_cast<DType>(i)) == name) return static_cast<DType>(i);
  }
  return std::nullopt;
}

std::optional<DType> acceptDType(TextCursor& cursor) {
  for (int i = 0; i < kDTypeCount; ++i) {
    const std::string_view name = dtypeName(static_cast<DType>(i));
    const bool has_unit = name.ends_with(']');
    if (has_unit ? cursor.accept(name) : cursor.acceptWord(name)) return static_cast<DType>(i);
  }
  return std::nullopt;
}

TypeId parseType(Module& module, TextCursor& cursor) {
  const TextCursor::Nesting nesting(cursor);
  const bool readonly = cursor.acceptWord("readonly");
  const bool is_recarray = cursor.acceptWord("recarray");
  const Place place{readonly, is_recarray, cursor.acceptWord("packed")};
  if (const auto dtype = acceptDType(cursor)) {
    if (cursor.accept("[")) {
      if (place.is_packed) return parseItems(module, cursor, module.types.scalar(*dtype), place);
      const Axes axes = parseAxes(cursor);
      return module.types.array(*dtype, axes.ndim, axes.layout, readonly);
    }
    if (readonly || place.is_packed) cursor.fail("only an array can be readonly or packed");
    return module.types.scalar(*dtype);
  }
  if (cursor.acceptWord("Record")) return parseRecord(module, cursor, place);
  const std::string_view name = cursor.name();
  const KindRow* row = kindNamed(name);
  if (row == nullptr || readonly || is_recarray || place.is_packed) cursor.fail("unknown type '" + std::string(name) + "'");
  return row->has_parts ? parseParts(module, cursor, row->kind) : module.types.simple(row->kind);
}

std::optional<TypeId> parseType(Module& module, std::string_view text) {
  try {
    TextCursor cursor(text);
    const TypeId type = parseType(module, cursor);
    return cursor.atEnd() ? std::optional(type) : std::nullopt;
  } catch (const TextError&) {
    return std::nullopt;
  }
}

}  // namespace krait::ir
