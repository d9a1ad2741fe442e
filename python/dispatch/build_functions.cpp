// Reading their arguments.
#include "python/dispatch/build_functions.h"

#include <string>
#include <string_view>
#include <vector>

#include "python/cache/built_code.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

bool readTexts(PyObject* tuple, std::vector<std::string>& texts) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i) {
    const char* utf8 = PyUnicode_AsUTF8(PyTuple_GET_ITEM(tuple, i));
    if (utf8 == nullptr) return false;
    texts.emplace_back(utf8);
  }
  return true;
}

bool fillRequest(BuiltRequest& request, const char* cpu, std::string_view record) {
  const std::optional<cache::CpuVariant> variant = cache::variantNamed(cpu);
  std::optional<cache::Entry> entry = cache::readEntry(record);
  if (!variant || !entry) {
    PyErr_SetString(PyExc_ValueError, "store_built() takes the name of a level and what krait._compiler.build() gave");
    return false;
  }
  request.cpu = *variant;
  request.built.entry = std::move(*entry);
  return true;
}

}  // namespace

PyObject* storeBuiltCode(PyObject* module, PyObject* arguments) {
  const char *folder, *text, *result, *cpu, *record;
  PyObject *function, *types;
  Py_ssize_t size;
  if (!PyArg_ParseTuple(arguments, "sO!(sO!z)sy#:store_built", &folder, stateOf(module)->dispatcher_type, &function, &text,
                        &PyTuple_Type, &types, &result, &cpu, &record, &size))
    return nullptr;
  BuiltRequest request{.function = reinterpret_cast<Dispatcher*>(function), .text = text};
  request.built.has_result = result != nullptr;
  if (result != nullptr) request.built.result = result;
  if (!readTexts(types, request.built.arguments)) return nullptr;
  if (!fillRequest(request, cpu, {record, static_cast<size_t>(size)})) return nullptr;
  std::string problem;
  const std::optional<std::string> name = storeBuilt(std::move(request), folder, problem);
  if (name) return PyUnicode_FromString(name->c_str());
  return PyErr_Format(PyExc_OSError, "%s", problem.c_str());
}

PyObject* letDeclaredWait(PyObject* module, PyObject* value) {
  stateOf(module)->declared_wait = value == Py_True;
  Py_RETURN_NONE;
}

PyObject* runtimeInterface(PyObject*, PyObject*) { return PyUnicode_FromString(runtimeAbi()); }

PyObject* cpuVariants(PyObject*, PyObject*) {
  PyObject* rows = PyDict_New();
  for (const cache::CpuVariant cpu : cache::kBuiltVariants) {
    const std::string name(cache::variantName(cpu));
    if (rows != nullptr && PyDict_SetItemString(rows, name.c_str(), cache::canRun(cpu) ? Py_True : Py_False) != 0) Py_CLEAR(rows);
  }
  return rows;
}

}  // namespace krait
