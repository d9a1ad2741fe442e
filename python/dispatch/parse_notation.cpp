// Reading the notation of types: a recursive descent over the text, one function per form.
#include "python/dispatch/notation.h"

#include <cstring>

#include "python/dispatch/key_of.h"
#include "python/dispatch/numpy_api.h"

namespace krait {

namespace {

struct Reader {
  std::string_view rest;

  bool take(std::string_view word) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    return true;
  }
  std::string_view takeWhile(bool (*accepts)(char)) {
    size_t length = 0;
    while (length < rest.size() && accepts(rest[length])) ++length;
    const std::string_view taken = rest.substr(0, length);
    rest.remove_prefix(length);
    return taken;
  }
};

bool isWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool isDotted(char c) { return isWord(c) || c == '.'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool readType(Reader& reader, Notation& out);

bool readTuple(Reader& reader, Notation& out) {
  out.kind = ArgumentKind::Tuple;
  if (reader.take(")")) return true;
  if (reader.take("\"")) {  // a named one
    out.text = std::string(reader.takeWhile(isDotted));
    if (!reader.take("\", ")) return false;
  }
  do {
    if (!readType(reader, out.elements.emplace_back())) return false;
  } while (reader.take(", "));
  return reader.take(")");
}

// An empty list has items of no type.
bool readList(Reader& reader, Notation& out) {
  out.kind = ArgumentKind::List;
  if (reader.take("Never)")) return true;
  return readType(reader, out.elements.emplace_back()) && reader.take(")");
}

// Quotes stay in the text; a backslash protects what follows it.
bool readLiteral(Reader& reader, Notation& out) {
  out.kind = ArgumentKind::String;
  const char quote = reader.rest.empty() ? '\0' : reader.rest[0];
  if (quote != '\'' && quote != '"') return false;
  size_t end = 1;
  while (end < reader.rest.size() && reader.rest[end] != quote) end += reader.rest[end] == '\\' ? 2 : 1;
  if (end >= reader.rest.size()) return false;
  out.text = std::string(reader.rest.substr(0, end + 1));
  reader.rest.remove_prefix(end + 1);
  return reader.take(")");
}

bool readFunction(Reader& reader, Notation& out) {
  out.kind = ArgumentKind::Function;
  out.text = std::string(reader.takeWhile(isDigit));
  return !out.text.empty() && out.text.size() < 10 && reader.take(")");
}

bool readClass(Reader& reader, Notation& out) {
  out.kind = ArgumentKind::Class;
  out.text = std::string(reader.takeWhile(isDotted));
  return !out.text.empty() && reader.take(")");
}

bool readUnit(Reader& reader, Notation& out) {
  if (!reader.take("[")) return false;
  const std::string_view name = reader.takeWhile(isWord);
  for (uint8_t unit = 0; unit < kUnitCount; ++unit) {
    if (unitName(unit) == nullptr || name != unitName(unit)) continue;
    out.unit = unit;
    return reader.take("]");
  }
  return false;
}

bool readScalar(Reader& reader, Notation& out) {
  const std::string_view name = reader.takeWhile(isWord);
  for (int row = 0; row < kDtypeCount; ++row) {
    if (name != kDtypeNames[row]) continue;
    out.kind = ArgumentKind::NumpyScalar;
    out.dtype = static_cast<Dtype>(row);
    return !hasUnit(out.dtype) || readUnit(reader, out);
  }
  return false;
}

// The text of a `Record(...)`, up to the bracket that closes it; quoted names have no brackets and quotes in them.
bool readRecordText(Reader& reader, Notation& out) {
  size_t end = 0;
  int depth = 0;
  do {
    if (end >= reader.rest.size()) return false;
    depth += reader.rest[end] == '(' ? 1 : reader.rest[end] == ')' ? -1 : 0;
    ++end;
  } while (depth > 0 || reader.rest[end - 1] != ')');
  out.text = std::string(reader.rest.substr(0, end));
  reader.rest.remove_prefix(end);
  return true;
}

bool readDtype(Reader& reader, Notation& out) {
  const bool is_record = reader.rest.starts_with("Record(");
  if (is_record ? !readRecordText(reader, out) : !readScalar(reader, out)) return false;
  out.kind = ArgumentKind::DType;
  return reader.take(")");
}

// `::1` in the last place is C order, in the first of several Fortran order.
bool setLayout(Notation& out, int unit_stride_at) {
  if (unit_stride_at < 0) return true;
  if (unit_stride_at != out.ndim - 1 && unit_stride_at != 0) return false;
  out.layout = unit_stride_at == out.ndim - 1 ? ArrayLayout::C : ArrayLayout::F;
  return true;
}

bool readDimensions(Reader& reader, Notation& out) {
  out.kind = out.kind == ArgumentKind::Record ? ArgumentKind::Records : ArgumentKind::Array;
  if (reader.take("()]")) {
    out.layout = ArrayLayout::C;
    return true;
  }
  int unit_stride_at = -1;
  do {
    if (reader.take("::1")) {
      if (unit_stride_at >= 0) return false;
      unit_stride_at = out.ndim;
    } else if (!reader.take(":")) {
      return false;
    }
    static_cast<void>(reader.take("1"));  // ':1', an array of rows: any strides as far as a result goes
    if (++out.ndim > kMaxDimensions) return false;
  } while (reader.take(", "));
  return reader.take("]") && setLayout(out, unit_stride_at);
}

bool readArrayOrScalar(Reader& reader, Notation& out) {
  out.is_readonly = reader.take("readonly ");
  out.is_recarray = reader.take("recarray ");
  out.is_packed = reader.take("packed ");
  const bool is_record = reader.rest.starts_with("Record(");
  if (is_record ? !readRecordText(reader, out) : !readScalar(reader, out)) return false;
  if (is_record) out.kind = ArgumentKind::Record;
  if (reader.take("[")) return readDimensions(reader, out);
  return is_record ? !out.is_recarray : !out.is_readonly && !out.is_packed;
}

struct Word {
  const char* text;
  ArgumentKind kind;
};
constexpr Word kWords[] = {{"None", ArgumentKind::None},
                           {"bool", ArgumentKind::Bool},
                           {"int", ArgumentKind::Int},
                           {"float", ArgumentKind::Float},
                           {"complex", ArgumentKind::Complex}};

bool readWord(Reader& reader, Notation& out) {
  for (const Word& word : kWords) {
    const size_t length = strlen(word.text);
    const bool ends = reader.rest.size() <= length || !isWord(reader.rest[length]);
    if (!ends || !reader.take(word.text)) continue;
    out.kind = word.kind;
    return true;
  }
  return false;
}

bool readOptional(Reader& reader, Notation& out) {
  if (!readType(reader, out)) return false;
  out.is_optional = true;
  return reader.take(")");
}

struct Form {
  const char* opening;
  bool (*read)(Reader&, Notation&);
};
constexpr Form kForms[] = {{"Tuple(", readTuple},
                           {"Optional(", readOptional},
                           {"List(", readList},
                           {"Literal(", readLiteral},
                           {"Function(", readFunction},
                           {"Class(", readClass},
                           {"DType(", readDtype}};

bool readType(Reader& reader, Notation& out) {
  for (const Form& form : kForms) {
    if (reader.take(form.opening)) return form.read(reader, out);
  }
  return readWord(reader, out) || readArrayOrScalar(reader, out);
}

}  // namespace

bool parseNotation(std::string_view text, Notation& parsed) {
  Reader reader{text};
  return readType(reader, parsed) && reader.rest.empty();
}

}  // namespace krait
