// krait._dispatch.Buffer: see buffer_object.h.
#include "python/dispatch/buffer_object.h"

#include "python/dispatch/state.h"
#include "runtime/buffer.h"

namespace krait {

namespace {

struct BufferObject {
  PyObject_HEAD kr_buffer* buffer;
};

void deallocate(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  kr_buffer_free_host(reinterpret_cast<BufferObject*>(object)->buffer);
  PyObject_Free(object);
  Py_DECREF(type);
}

PyType_Slot kSlots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(deallocate)},
    {Py_tp_doc, const_cast<char*>("Keeps the memory of an array that compiled code returned.")},
    {0, nullptr}};

}  // namespace

PyType_Spec kBufferTypeSpec = {
    "krait._dispatch.Buffer", sizeof(BufferObject), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE, kSlots};

PyObject* makeBufferObject(State& state, kr_context* context, kr_buffer* buffer) {
  auto* made = PyObject_New(BufferObject, state.buffer_type);
  if (made == nullptr) return nullptr;
  kr_buffer_detach(context, buffer);
  buffer->references = 1;  // ours: the call is over, whatever it counted
  made->buffer = buffer;
  return reinterpret_cast<PyObject*>(made);
}

}  // namespace krait
