// On the path of calls whose operands are not what they were last, which those with memory maps always are.
#include "python/expressions/blocks.h"

#include <cstring>

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"
#include "python/expressions/expression_cache.h"

namespace krait {

namespace {

// numpy.memmap or a class derived from it, told without importing what nobody has imported.
bool isMemoryMap(const State& state, PyObject* object) {
  if (state.array_type == nullptr || Py_TYPE(object) == state.array_type) return false;
  if (!PyObject_TypeCheck(object, state.array_type)) return false;
  for (PyTypeObject* type = Py_TYPE(object); type != nullptr; type = type->tp_base) {
    if (std::strcmp(type->tp_name, "memmap") == 0) return true;
  }
  return false;
}

PyObject* callBlocks(Expression* plain, PyObject* operands, const Expression* self, PyObject* out, PyObject* progress) {
  PyObject* blocks = PyImport_ImportModule("krait.numexpr.blocks");
  if (blocks == nullptr) return nullptr;
  PyObject* result = PyObject_CallMethod(blocks, "evaluate_blocks", "OOOsO", plain, operands, out,
                                         kCastingNames[static_cast<int>(self->options.casting)],
                                         progress == nullptr ? Py_None : progress);
  Py_DECREF(blocks);
  return result;
}

}  // namespace

PyObject* evaluateInBlocks(Expression* self, PyObject* const* operands, PyObject* progress) {
  const auto count = std::ssize(self->data->names);
  loadNumpy(*self->state, false);
  bool has_map = self->options.has_output && isMemoryMap(*self->state, operands[count]);
  for (Py_ssize_t k = 0; k < count; ++k) has_map = has_map || isMemoryMap(*self->state, operands[k]);
  if (!has_map) return Py_NewRef(Py_NotImplemented);
  ExpressionOptions options = self->options;
  options.has_output = false;
  options.casting = Casting::Safe;
  Expression* plain = self->state->expressions->find(self->text, options);
  if (plain == nullptr) return nullptr;
  Py_INCREF(plain);
  PyObject* tuple = PyTuple_New(count);
  for (Py_ssize_t k = 0; tuple != nullptr && k < count; ++k) PyTuple_SET_ITEM(tuple, k, Py_NewRef(operands[k]));
  PyObject* out = self->options.has_output ? operands[count] : Py_None;
  PyObject* result = tuple == nullptr ? nullptr : callBlocks(plain, tuple, self, out, progress);
  Py_XDECREF(tuple);
  Py_DECREF(plain);
  return result;
}

}  // namespace krait
