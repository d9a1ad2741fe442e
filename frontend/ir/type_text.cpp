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
    KindRow{TypeKind::Closure, "Closure", true},
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

// After `float64[`: the axes, where ::1 marks the contiguous one.
Axes parseAxes(TextCursor& cursor) {
  if (cursor.accept("()")) {
    cursor.expect("]");
    return {};
  }
  std::vector<bool> contiguous;
  do {
    contiguous.push_back(cursor.accept("::1"));
    if (!contiguous.back()) cursor.expect(":");
  } while (cursor.accept(","));
  cursor.expect("]");
  constexpr size_t kMaxNdim = 64;
  const auto marks = std::ranges::count(contiguous, true);
  if (contiguous.size() > kMaxNdim || marks > 1) cursor.fail("not an array type");
  if (marks == 1 && !contiguous.front() && !contiguous.back())
    cursor.fail("only an outer axis can be contiguous");
  const Layout layout = marks == 0 ? Layout::Strided : contiguous.back() ? Layout::C : Layout::F;
  return {static_cast<int>(contiguous.size()), layout};
}

// `"x": float64 @ 0`
RecordField parseField(Module& module, TextCursor& cursor) {
  RecordField field;
  field.name = cursor.quotedString();
  cursor.expect(":");
  field.type = parseType(module, cursor);
  const TypeKind kind = module.types.kind(field.type);
  if (kind != TypeKind::Scalar && kind != TypeKind::Record) cursor.fail("a field is a NumPy scalar or a record");
  cursor.expect("@");
  field.offset = cursor.number();
  return field;
}

// After `Record`: the bytes of one, then the fields; an array of them where axes follow.
TypeId parseRecord(Module& module, TextCursor& cursor, bool readonly) {
  std::vector<RecordField> fields;
  cursor.expect("(");
  const uint32_t bytes = cursor.number();
  while (cursor.accept(",")) fields.push_back(parseField(module, cursor));
  cursor.expect(")");
  if (!cursor.accept("[")) return recordType(module, bytes, fields, readonly);
  const Axes axes = parseAxes(cursor);
  return recordArrayType(module, recordType(module, bytes, fields), axes.ndim, axes.layout, readonly);
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
    axes += std::string(axis == 0 ? "" : ", ") + (is_contiguous ? "::1" : ":");
  }
  return "[" + axes + "]";
}

std::string recordText(const Module& module, const Type& record) {
  std::string text = "Record(" + std::to_string(recordBytes(module, record));
  for (size_t k = 0; k < record.elements.size(); ++k) {
    const RecordField field = recordField(module, record, k);
    text += ", " + quoted(field.name) + ": " + typeText(module, field.type) + " @ " + std::to_string(field.offset);
  }
  return (record.readonly ? "readonly " : "") + text + ")";
}

}  // namespace

std::string arrayTypeText(DType dtype, int ndim, Layout layout, bool readonly) {
  return (readonly ? "readonly " : "") + std::string(dtypeName(dtype)) + axesText(ndim, layout);
}

std::string recordArrayText(const Module& module, TypeId record, int ndim, Layout layout, bool readonly) {
  return (readonly ? "readonly " : "") + typeText(module, record) + axesText(ndim, layout);
}

std::string typeText(const Module& module, TypeId id) {
  if (!id.valid()) return "?";
  const Type& type = module.types[id];
  if (type.kind == TypeKind::Scalar) return std::string(dtypeName(type.dtype));
  if (type.kind == TypeKind::Array) return arrayTypeText(type.dtype, type.ndim, type.layout, type.readonly);
  if (type.kind == TypeKind::Record) return recordText(module, type);
  if (type.kind == TypeKind::RecordArray) {
    return recordArrayText(module, type.elements[0], type.ndim, type.layout, type.readonly);
  }
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
  if (const auto dtype = acceptDType(cursor)) {
    if (cursor.accept("[")) {
      const Axes axes = parseAxes(cursor);
      return module.types.array(*dtype, axes.ndim, axes.layout, readonly);
    }
    if (readonly) cursor.fail("only an array can be readonly");
    return module.types.scalar(*dtype);
  }
  if (cursor.acceptWord("Record")) return parseRecord(module, cursor, readonly);
  const std::string_view name = cursor.name();
  const KindRow* row = kindNamed(name);
  if (row == nullptr || readonly) cursor.fail("unknown type '" + std::string(name) + "'");
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
