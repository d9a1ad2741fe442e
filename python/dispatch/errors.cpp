// Errors of compiled code as Python exceptions: one row of runtime/errors.def each, and `raise E(args)`.
#include "python/dispatch/errors.h"

#include <cerrno>
#include <string>

#include "python/dispatch/box.h"
#include "python/dispatch/reference.h"
#include "python/dispatch/specialisation.h"

namespace krait {

namespace {

struct ErrorRow {
  const char* exception;
  const char* format;
  const char* arguments;
};

constexpr uint32_t kErrorKinds = kr_error_kind_count;

const ErrorRow kErrors[kErrorKinds] = {
#define KR_ERROR(kind, exception, format, args) {#exception, format, args},
#include "runtime/errors.def"
#undef KR_ERROR
};

// New reference; null with an exception. NumPy's own exceptions are in modules of its own.
PyObject* exceptionClass(const char* class_name) {
  const Reference name(PyUnicode_InternFromString(class_name));  // interned: the interpreter remembers names it looked up
  if (!name) return nullptr;
  for (const char* module_name : {"builtins", "numpy.exceptions", "numpy.linalg"}) {
    const Reference module(PyImport_ImportModule(module_name));
    PyObject* found = module ? PyObject_GetAttr(module.get(), name.get()) : nullptr;
    if (found != nullptr || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
    PyErr_Clear();
  }
  return Py_NewRef(PyExc_SystemError);
}

std::string doubleText(double value) {
  char* text = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, nullptr);
  std::string result = text == nullptr ? "?" : text;
  PyMem_Free(text);
  return result;
}

std::string argumentText(char kind, kr_slot value) {
  switch (kind) {
  case 'i': return std::to_string(value.i64);
  case 'u': return std::to_string(value.u64);
  case 'd': return doubleText(value.f64);
  case 's': return static_cast<const char*>(value.ptr);
  default: return "?";
  }
}

std::string formatMessage(const ErrorRow& row, const kr_slot* arguments) {
  std::string text;
  for (const char* c = row.format; *c != '\0'; ++c) {
    const bool is_place = c[0] == '{' && c[1] >= '0' && c[1] <= '9' && c[2] == '}';
    if (!is_place) {
      text += *c;
      continue;
    }
    const int argument = c[1] - '0';
    text += argumentText(row.arguments[argument], arguments[argument]);
    c += 2;
  }
  return text;
}

// These carry no message, or one that CPython makes from errno: `(34, 'Numerical result out of range')`.
bool raiseWithoutFormat(uint32_t kind) {
  if (kind == kr_error_assertion) {
    PyErr_SetNone(PyExc_AssertionError);
  } else if (kind == kr_error_power_result_too_large) {
    errno = ERANGE;
    PyErr_SetFromErrno(PyExc_OverflowError);
  } else {
    return false;
  }
  return true;
}

void raiseRow(const kr_context& context) {
  if (raiseWithoutFormat(context.error_kind)) return;
  const ErrorRow& row = kErrors[context.error_kind];
  const std::string text = formatMessage(row, context.error_args);
  PyObject* message = PyUnicode_DecodeUTF8(text.data(), std::ssize(text), "replace");
  if (message == nullptr) return;
  PyObject* exception = exceptionClass(row.exception);
  if (exception != nullptr) PyErr_SetObject(exception, message);
  Py_XDECREF(exception);
  Py_DECREF(message);
}

PyObject* boxExceptionArguments(State& state, const kr_site& site, kr_context& context) {
  BoxPlan plan;
  if (!parseBoxPlan(state, site.exception == nullptr ? "Tuple()" : site.exception, plan)) return nullptr;
  BoxRun run{state, &context, context.error_args};
  return boxResult(run, plan);
}

// The library raises E("... {} ...", values) where NumPy has the values in its text.
PyObject* filledIn(PyObject* arguments) {
  const Py_ssize_t size = PyTuple_GET_SIZE(arguments);
  if (size < 2 || !PyUnicode_Check(PyTuple_GET_ITEM(arguments, 0))) return arguments;
  PyObject* format = PyObject_GetAttrString(PyTuple_GET_ITEM(arguments, 0), "format");
  PyObject* values = PyTuple_GetSlice(arguments, 1, size);
  PyObject* text = format == nullptr || values == nullptr ? nullptr : PyObject_Call(format, values, nullptr);
  Py_XDECREF(format);
  Py_XDECREF(values);
  Py_DECREF(arguments);
  return text == nullptr ? nullptr : Py_BuildValue("(N)", text);
}

// `raise E(args)`: the class is an object the compiled function keeps, the arguments lie in the context.
void raiseUser(State& state, const Specialisation& specialisation, const kr_site& site, kr_context& context) {
  PyObject* classes = specialisation.objects;
  if (classes == nullptr || site.exception_class >= static_cast<size_t>(PyTuple_GET_SIZE(classes))) {
    PyErr_SetString(PyExc_SystemError, "krait: a raise without its exception class");
    return;
  }
  PyObject* exception_class = PyTuple_GET_ITEM(classes, site.exception_class);
  PyObject* arguments = boxExceptionArguments(state, site, context);
  if (arguments != nullptr && site.in_library != 0) arguments = filledIn(arguments);
  PyObject* exception = arguments == nullptr ? nullptr : PyObject_Call(exception_class, arguments, nullptr);
  Py_XDECREF(arguments);
  if (exception == nullptr) return;
  if (PyExceptionInstance_Check(exception))
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception)), exception);
  else
    PyErr_SetString(PyExc_TypeError, "exceptions must derive from BaseException");
  Py_DECREF(exception);
}

// A library function is no place for its users: they see the line that called it.
const kr_site& shownPlace(const kr_compiled& compiled, const kr_context& context, const kr_site& raised) {
  const bool is_known = raised.in_library != 0 && context.library_call_site < compiled.site_count;
  return is_known ? compiled.sites[context.library_call_site] : raised;
}

void raiseBrokenContext(const char* what) {
  PyErr_Format(PyExc_SystemError, "krait: compiled code raised %s", what);
}

}  // namespace

void raiseFromContext(State& state, const Specialisation& specialisation, kr_context& context,
                      PyObject* globals) {
  const kr_compiled& compiled = *specialisation.compiled;
  const kr_site* site =
      context.error_site < compiled.site_count ? &compiled.sites[context.error_site] : nullptr;
  if (context.error_kind == kr_error_python_error) {
    if (!PyErr_Occurred()) raiseBrokenContext("a Python error that is not there");
  } else if (context.error_kind == kr_error_none || context.error_kind >= kErrorKinds) {
    raiseBrokenContext("an unknown error");
  } else if (context.error_kind != kr_error_user_raise) {
    raiseRow(context);
  } else if (site != nullptr) {
    raiseUser(state, specialisation, *site, context);
  } else {
    raiseBrokenContext("at an unknown place");
  }
  if (site != nullptr) addTraceback(shownPlace(compiled, context, *site), globals);
}

}  // namespace krait
