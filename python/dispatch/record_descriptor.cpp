// The NumPy dtype that a notation of records.h describes: recursive descent over the text, which builds what np.dtype()
// takes. Code may come from another process than the one that met the dtype, so the text alone has to do.
#include <string_view>

#include "python/dispatch/box.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/records.h"
#include "python/dispatch/reference.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

struct Reader {
  std::string_view rest;

  bool take(std::string_view word) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    return true;
  }
  long takeNumber() {
    long number = 0;
    for (; !rest.empty() && Py_ISDIGIT(rest[0]); rest.remove_prefix(1)) number = 10 * number + (rest[0] - '0');
    return number;
  }
};

Reference dtypeOf(Reference described) {
  PyArray_Descr* descriptor = nullptr;
  if (described) PyArray_DescrConverter(described.get(), &descriptor);
  return Reference(reinterpret_cast<PyObject*>(descriptor));
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// A text in double quotes, with \xNN for bytes of its UTF-8.
Reference readText(Reader& reader) {
  std::string text;
  reader.take("\"");
  while (!reader.rest.empty() && !reader.take("\"")) {
    const bool is_escape = reader.rest.size() >= 4 && reader.rest[0] == '\\';
    text += is_escape ? static_cast<char>(16 * digit(reader.rest[2]) + digit(reader.rest[3])) : reader.rest[0];
    reader.rest.remove_prefix(is_escape ? 4 : 1);
  }
  return Reference(PyUnicode_FromStringAndSize(text.data(), std::ssize(text)));
}

Reference readType(State& state, Reader& reader);

// `float64`, `datetime64[ns]`: up to a blank.
Reference readScalar(Reader& reader) {
  const std::string_view name = reader.rest.substr(0, reader.rest.find(' '));
  reader.rest.remove_prefix(name.size());
  Notation notation;
  if (!parseNotation(name, notation)) return {};
  return Reference(descriptorOf(notation));
}

// The (dtype, shape) of ` * (3, 4)`, or the dtype itself.
Reference readShape(Reader& reader, Reference base) {
  if (!base || !reader.take(" * (")) return base;
  Reference extents(PyList_New(0));
  while (extents && !reader.take(")")) {
    const Reference extent(PyLong_FromLong(reader.takeNumber()));
    if (!extent || PyList_Append(extents.get(), extent.get()) != 0) return {};
    reader.take(", ");
  }
  const Reference shape(extents ? PyList_AsTuple(extents.get()) : nullptr);
  return shape ? Reference(PyTuple_Pack(2, base.get(), shape.get())) : Reference();
}

// The columns of np.dtype({'names': ..., 'formats': ...}).
struct Columns {
  Reference names{PyList_New(0)}, titles{PyList_New(0)}, formats{PyList_New(0)}, offsets{PyList_New(0)};
  bool has_titles = false;

  bool isValid() const { return names && titles && formats && offsets; }
};

bool append(const Reference& list, Reference item) { return item && PyList_Append(list.get(), item.get()) == 0; }

// `"x" titled "the x": float64 * (3, 4) @ 8`
bool readField(State& state, Reader& reader, Columns& columns) {
  if (!append(columns.names, readText(reader))) return false;
  const bool has_title = reader.take(" titled ");
  columns.has_titles |= has_title;
  if (!append(columns.titles, has_title ? readText(reader) : Reference(Py_NewRef(Py_None)))) return false;
  if (!reader.take(": ") || !append(columns.formats, readShape(reader, readType(state, reader)))) return false;
  return reader.take(" @ ") && append(columns.offsets, Reference(PyLong_FromLong(reader.takeNumber())));
}

Reference describe(const Columns& columns, long bytes, bool is_aligned) {
  Reference description(Py_BuildValue("{sOsOsOslsO}", "names", columns.names.get(), "formats", columns.formats.get(),
                                      "offsets", columns.offsets.get(), "itemsize", bytes, "aligned",
                                      is_aligned ? Py_True : Py_False));
  if (!description || !columns.has_titles) return description;
  const bool is_done = PyDict_SetItemString(description.get(), "titles", columns.titles.get()) == 0;
  return is_done ? std::move(description) : Reference();
}

// np.record in place of np.void.
Reference withRecordClass(State& state, Reference dtype) {
  if (!dtype || !loadRecordClasses(state)) return {};
  return dtypeOf(Reference(PyTuple_Pack(2, reinterpret_cast<PyObject*>(state.record_type), dtype.get())));
}

// After `Record(`.
Reference readRecord(State& state, Reader& reader) {
  const long bytes = reader.takeNumber();
  const bool is_aligned = reader.take(" aligned"), is_record = reader.take(" record");
  if (reader.take(" opaque ")) {
    Reference name = readText(reader);
    return reader.take(")") ? dtypeOf(std::move(name)) : Reference();
  }
  Columns columns;
  if (!columns.isValid()) return {};
  while (reader.take(", ")) {
    if (!readField(state, reader, columns)) return {};
  }
  if (!reader.take(")")) return {};
  Reference dtype = dtypeOf(describe(columns, bytes, is_aligned));
  return is_record ? withRecordClass(state, std::move(dtype)) : std::move(dtype);
}

Reference readType(State& state, Reader& reader) {
  return reader.take("Record(") ? readRecord(state, reader) : readScalar(reader);
}

}  // namespace

PyObject* makeRecordDescriptor(State& state, const std::string& notation) {
  Reader reader{notation};
  Reference made = readType(state, reader);
  return reader.rest.empty() ? made.release() : nullptr;
}

}  // namespace krait
