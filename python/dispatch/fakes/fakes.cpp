// krait_dispatch_fakes: hand-made compiled functions, to test and measure the call path without a compiler.
//
// make(entry name, result type, argument slots, result slots) gives the capsule that the compile hook
// returns. What an entry needs beyond its arguments (the error to raise, sites) is in one table that the
// tests set beforehand.
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "runtime/abi.h"
#include "runtime/buffer.h"
#include "runtime/raise.h"

namespace {

constexpr int kMostSlots = 256;

struct Plan {
  uint32_t kind = 0;
  kr_slot arguments[kMaxErrorSlots] = {};
  std::string texts[kMaxErrorSlots];
};
Plan next_error;  // what the entry `fail` raises
std::atomic<int> live{0};
std::atomic<bool> gate_open{false};

template <int N>
void echo(kr_context*, const kr_slot* arguments, kr_slot* results) {
  memcpy(results, arguments, N * sizeof(kr_slot));
}

template <int... N>
constexpr auto makeEchoTable(std::integer_sequence<int, N...>) {
  struct Table {
    kr_entry entries[sizeof...(N)];
  };
  return Table{{echo<N>...}};
}
constexpr auto kEchoes = makeEchoTable(std::make_integer_sequence<int, kMostSlots>{});

void addFloats(kr_context*, const kr_slot* a, kr_slot* r) { r->f64 = a[0].f64 + a[1].f64; }

// Two 1-D float64 arrays: the product of their first elements.
void firstElements(kr_context*, const kr_slot* a, kr_slot* r) {
  r->f64 = *static_cast<double*>(a[1].ptr) * *static_cast<double*>(a[5].ptr);
}

void fail(kr_context* context, const kr_slot*, kr_slot*) {
  memcpy(context->error_args, next_error.arguments, sizeof context->error_args);
  kr_buffer_new(context, 1 << 16);  // owned by the call: has to be swept
  kr_raise(context, next_error.kind, 0);
}

kr_slot* putArray(kr_buffer* buffer, int64_t offset, int64_t size, kr_slot* r) {
  r[0].u64 = reinterpret_cast<uintptr_t>(buffer);
  r[1].ptr = static_cast<char*>(buffer->data) + offset * 8;
  r[2].i64 = size;
  r[3].i64 = 8;
  return r + 4;
}

kr_buffer* countUp(kr_context* context, int64_t size) {
  kr_buffer* buffer = kr_buffer_new(context, size * 8);
  for (int64_t i = 0; i < size; ++i) static_cast<double*>(buffer->data)[i] = static_cast<double>(i);
  return buffer;
}

void newArray(kr_context* context, const kr_slot* a, kr_slot* r) {
  putArray(countUp(context, a->i64), 0, a->i64, r);
}

// Three parts over one buffer: all of it, all of it again, all but the first element.
void newParts(kr_context* context, const kr_slot* a, kr_slot* r) {
  kr_buffer* buffer = countUp(context, a->i64);
  buffer->references = 3;
  r = putArray(buffer, 0, a->i64, r);
  r = putArray(buffer, 0, a->i64, r);
  putArray(buffer, 1, a->i64 - 1, r);
}

// A 1-D float64 argument without its first element.
void dropFirst(kr_context*, const kr_slot* a, kr_slot* r) {
  memcpy(r, a, 4 * sizeof(kr_slot));
  r[1].ptr = static_cast<char*>(a[1].ptr) + a[3].i64;
  r[2].i64 = a[2].i64 - 1;
}

void waitForGate(kr_context*, const kr_slot*, kr_slot* r) {
  while (!gate_open.load()) std::this_thread::yield();
  r->i64 = 1;
}

void spin(kr_context* context, const kr_slot*, kr_slot* r) {
  for (;;) {
    if (*context->interrupt != 0) kr_interrupted(context, 0);
  }
}

void recurseDeeper(kr_context* context, volatile char* above) {
  char frame[1024];
  frame[0] = above[0];
  if (frame < context->stack_limit) kr_raise(context, kr_error_recursion, 0);
  recurseDeeper(context, frame);
  above[0] = frame[1];
}

void recurse(kr_context* context, const kr_slot*, kr_slot*) {
  char frame[2] = {};
  recurseDeeper(context, frame);
}

struct Entry {
  const char* name;
  kr_entry entry;
  bool long_running;
};
constexpr Entry kEntries[] = {{"add_floats", addFloats, false},
                              {"first_elements", firstElements, false},
                              {"fail", fail, false},
                              {"new_array", newArray, false},
                              {"new_parts", newParts, false},
                              {"drop_first", dropFirst, false},
                              {"wait_for_gate", waitForGate, true},
                              {"spin", spin, true},
                              {"spin_holding_lock", spin, false},
                              {"recurse", recurse, true}};

struct Compiled : kr_compiled {
  std::string result, file, function, exception;
  kr_site site;
};

void destroy(kr_compiled* compiled) {
  delete static_cast<Compiled*>(compiled);
  --live;
}

void destroyCapsule(PyObject* capsule) {
  destroy(static_cast<kr_compiled*>(PyCapsule_GetPointer(capsule, "krait.compiled")));
}

bool findEntry(const char* name, uint32_t slots, kr_compiled& compiled) {
  compiled.entry = strcmp(name, "echo") == 0 && slots < kMostSlots ? kEchoes.entries[slots] : nullptr;
  for (const Entry& entry : kEntries) {
    if (strcmp(name, entry.name) != 0) continue;
    compiled.entry = entry.entry;
    compiled.long_running = entry.long_running;
  }
  if (compiled.entry == nullptr) PyErr_Format(PyExc_KeyError, "no fake %s", name);
  return compiled.entry != nullptr;
}

PyObject* make(PyObject*, PyObject* arguments) {
  const char *name, *result, *file = "nowhere.py", *function = "nothing", *exception = nullptr;
  unsigned line = 1, argument_slots, result_slots, exception_class = 0;
  if (!PyArg_ParseTuple(arguments, "ssII|ssIzI", &name, &result, &argument_slots, &result_slots, &file,
                        &function, &line, &exception, &exception_class))
    return nullptr;
  auto* made = new Compiled{};
  ++live;
  if (!findEntry(name, result_slots, *made)) return destroy(made), nullptr;
  made->result = result;
  made->file = file;
  made->function = function;
  made->exception = exception == nullptr ? "" : exception;
  made->site = {made->file.c_str(), made->function.c_str(), line,
                exception == nullptr ? nullptr : made->exception.c_str(), exception_class};
  made->result_type = made->result.c_str();
  made->argument_slots = argument_slots;
  made->result_slots = result_slots;
  made->sites = &made->site;
  made->site_count = 1;
  made->destroy = destroy;
  return PyCapsule_New(static_cast<kr_compiled*>(made), "krait.compiled", destroyCapsule);
}

bool setArgument(int index, PyObject* value) {
  kr_slot& slot = next_error.arguments[index];
  if (PyFloat_Check(value)) {
    slot.f64 = PyFloat_AS_DOUBLE(value);
  } else if (PyUnicode_Check(value)) {
    next_error.texts[index] = PyUnicode_AsUTF8(value);
    slot.ptr = next_error.texts[index].data();
  } else {
    slot.i64 = PyLong_AsLongLong(value);
  }
  return !PyErr_Occurred();
}

PyObject* setError(PyObject*, PyObject* arguments) {
  unsigned kind;
  PyObject* values;
  if (!PyArg_ParseTuple(arguments, "IO!", &kind, &PyTuple_Type, &values)) return nullptr;
  next_error.kind = kind;
  for (int i = 0; i < PyTuple_GET_SIZE(values); ++i) {
    if (!setArgument(i, PyTuple_GET_ITEM(values, i))) return nullptr;
  }
  Py_RETURN_NONE;
}

PyObject* setGate(PyObject*, PyObject* open) {
  gate_open = open == Py_True;
  Py_RETURN_NONE;
}

PyObject* countLive(PyObject*, PyObject*) { return PyLong_FromLong(live); }

PyMethodDef kFunctions[] = {
    {"make", make, METH_VARARGS,
     "make(entry, result type, argument slots, result slots, file, function, line, "
     "exception type, exception class)"},
    {"set_error", setError, METH_VARARGS, "set_error(kind, arguments): what the entry `fail` raises."},
    {"set_gate", setGate, METH_O, "Whether the entry `wait_for_gate` returns."},
    {"live", countLive, METH_NOARGS, "Functions made and not destroyed."},
    {nullptr, nullptr, 0, nullptr}};

PyModuleDef kDefinition = {PyModuleDef_HEAD_INIT, "krait_dispatch_fakes", nullptr, -1, kFunctions};

}  // namespace

PyMODINIT_FUNC PyInit_krait_dispatch_fakes() { return PyModule_Create(&kDefinition); }
