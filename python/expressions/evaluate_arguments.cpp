// A table row per argument: where it stands, its name, how it is read.
#include "python/expressions/evaluate_arguments.h"

#include <array>
#include <span>
#include <string_view>

namespace krait {

namespace {

using Reader = bool (*)(PyObject* value, EvaluateArguments& arguments);

struct ArgumentRow {
  std::string_view name;
  Reader read;
  bool by_keyword_only = false;
};

PyObject* orNull(PyObject* value) { return value == Py_None ? nullptr : value; }

bool readText(PyObject* value, EvaluateArguments& arguments) {
  arguments.text = value;
  return true;
}
bool readLocals(PyObject* value, EvaluateArguments& arguments) {
  arguments.local_dict = orNull(value);
  return true;
}
bool readGlobals(PyObject* value, EvaluateArguments& arguments) {
  arguments.global_dict = orNull(value);
  return true;
}
bool readOut(PyObject* value, EvaluateArguments& arguments) {
  arguments.out = orNull(value);
  return true;
}
bool readProgress(PyObject* value, EvaluateArguments& arguments) {
  arguments.progress = orNull(value);
  return true;
}
bool readOrderOf(PyObject* value, EvaluateArguments& arguments) { return readOrder(value, arguments.order); }
bool readCastingOf(PyObject* value, EvaluateArguments& arguments) { return readCasting(value, arguments.casting); }

// The parser takes nothing that would have to be looked for and removed, so there is nothing to switch.
bool readFlag(PyObject* value, EvaluateArguments&) { return PyObject_IsTrue(value) >= 0; }

bool readDepth(PyObject* value, EvaluateArguments& arguments) {
  arguments.frame_depth = static_cast<int>(PyLong_AsLong(value));
  return arguments.frame_depth != -1 || !PyErr_Occurred();
}

int indexOf(PyObject* text, std::span<const char* const> choices) {
  if (!PyUnicode_Check(text)) return -1;
  for (size_t k = 0; k < choices.size(); ++k) {
    if (PyUnicode_CompareWithASCIIString(text, choices[k]) == 0) return static_cast<int>(k);
  }
  return -1;
}

bool refuseChoice(const char* name, PyObject* value, const char* choices) {
  PyErr_Format(PyExc_ValueError, "'%s' must be one of %s, not %R", name, choices, value);
  return false;
}

bool readOptimization(PyObject* value, EvaluateArguments& arguments) {
  static constexpr std::array kChoices = {"none", "moderate", "aggressive"};
  const int choice = indexOf(value, kChoices);
  arguments.expand_powers = choice == 2;
  return choice >= 0 || refuseChoice("optimization", value, "'none', 'moderate', 'aggressive'");
}

// `/` is the true division, as it is in Python 3 and in NumExpr with it.
bool readTrueDivision(PyObject* value, EvaluateArguments&) {
  const bool is_known =
      PyBool_Check(value) || (PyUnicode_Check(value) && PyUnicode_CompareWithASCIIString(value, "auto") == 0);
  return is_known || refuseChoice("truediv", value, "False, True, 'auto'");
}

constexpr std::array kEvaluateRows = {
    ArgumentRow{"ex", readText},
    ArgumentRow{"local_dict", readLocals},
    ArgumentRow{"global_dict", readGlobals},
    ArgumentRow{"out", readOut},
    ArgumentRow{"order", readOrderOf},
    ArgumentRow{"casting", readCastingOf},
    ArgumentRow{"sanitize", readFlag},
    ArgumentRow{"_frame_depth", readDepth},
    ArgumentRow{"disable_cache", readFlag, true},
    ArgumentRow{"optimization", readOptimization, true},
    ArgumentRow{"truediv", readTrueDivision, true},
    ArgumentRow{"progress", readProgress, true},
};

// validate has these two the other way round.
constexpr auto kValidateRows = [] {
  auto rows = kEvaluateRows;
  std::swap(rows[6], rows[7]);
  return rows;
}();

constexpr std::array kReEvaluateRows = {
    ArgumentRow{"local_dict", readLocals},
    ArgumentRow{"global_dict", readGlobals},
    ArgumentRow{"_frame_depth", readDepth},
};

bool readPositional(const CallArgumentsView& call, std::span<const ArgumentRow> rows, EvaluateArguments& arguments) {
  for (Py_ssize_t k = 0; k < call.positional; ++k) {
    if (k >= std::ssize(rows) || rows[k].by_keyword_only) {
      PyErr_Format(PyExc_TypeError, "%zd arguments are too many", call.positional);
      return false;
    }
    if (!rows[k].read(call.values[k], arguments)) return false;
  }
  return true;
}

const ArgumentRow* findRow(PyObject* name, std::span<const ArgumentRow> rows) {
  for (const ArgumentRow& row : rows) {
    if (PyUnicode_CompareWithASCIIString(name, row.name.data()) == 0) return &row;
  }
  return nullptr;
}

bool readKeywords(const CallArgumentsView& call, std::span<const ArgumentRow> rows, EvaluateArguments& arguments) {
  const Py_ssize_t count = call.keywords == nullptr ? 0 : PyTuple_GET_SIZE(call.keywords);
  for (Py_ssize_t k = 0; k < count; ++k) {
    PyObject* name = PyTuple_GET_ITEM(call.keywords, k);
    const ArgumentRow* row = findRow(name, rows);
    if (row == nullptr) {
      PyErr_Format(PyExc_ValueError, "Unknown keyword argument '%U'", name);
      return false;
    }
    if (row - rows.data() < call.positional) {
      PyErr_Format(PyExc_TypeError, "got multiple values for argument '%U'", name);
      return false;
    }
    if (!row->read(call.values[call.positional + k], arguments)) return false;
  }
  return true;
}

bool readArguments(const CallArgumentsView& call, std::span<const ArgumentRow> rows, EvaluateArguments& arguments) {
  return readPositional(call, rows, arguments) && readKeywords(call, rows, arguments);
}

}  // namespace

bool readOrder(PyObject* text, char& order) {
  static constexpr std::array kChoices = {"C", "F", "A", "K"};
  const int choice = indexOf(text, kChoices);
  if (choice < 0) return refuseChoice("order", text, "'C', 'F', 'A', 'K'");
  order = kChoices[static_cast<size_t>(choice)][0];
  return true;
}

bool readCasting(PyObject* text, Casting& casting) {
  const int choice = indexOf(text, kCastingNames);
  if (choice < 0) return refuseChoice("casting", text, "'no', 'equiv', 'safe', 'same_kind', 'unsafe'");
  casting = static_cast<Casting>(choice);
  return true;
}

bool readEvaluateArguments(const CallArgumentsView& call, EvaluateArguments& arguments, bool is_validate) {
  arguments.casting = is_validate ? Casting::Safe : Casting::SameKind;  // NumExpr's defaults
  if (!readArguments(call, is_validate ? kValidateRows : kEvaluateRows, arguments)) return false;
  if (arguments.text == nullptr) PyErr_SetString(PyExc_TypeError, "missing the required argument 'ex'");
  return arguments.text != nullptr;
}

bool readReEvaluateArguments(const CallArgumentsView& call, EvaluateArguments& arguments) {
  return readArguments(call, kReEvaluateRows, arguments);
}

}  // namespace krait
