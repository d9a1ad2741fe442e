// Boxing array results.
//
//   owner is an argument, and the array is that argument as it came    the very object
//   owner is an argument (or a captured array)                         a view, base = that object
//   owner is a buffer that the call allocated                          a new array, base = a BufferObject
//   that frees it
// Two parts of a result that are the same array are one object, and parts of one buffer share one
// BufferObject.
#include <algorithm>
#include <cstring>

#include "python/dispatch/box.h"
#include "python/dispatch/buffer_object.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

int slotCount(const BoxNode& node) { return 2 + 2 * node.ndim; }

PyObject* findBoxed(const BoxRun& run, const BoxNode& node, const kr_slot* slots) {
  for (const BoxedArray& known : run.arrays) {
    const bool same_type = known.node->ndim == node.ndim && known.node->dtype == node.dtype &&
                           known.node->is_readonly == node.is_readonly;
    if (same_type && memcmp(known.slots, slots, slotCount(node) * sizeof(kr_slot)) == 0) return known.array;
  }
  return nullptr;
}

// An owner that another part of this result has taken over already.
PyObject* findBase(const BoxRun& run, uint64_t owner) {
  for (const BoxedArray& known : run.arrays) {
    if (known.slots[0].u64 == owner) return PyArray_BASE(reinterpret_cast<PyArrayObject*>(known.array));
  }
  return nullptr;
}

bool isWholeObject(const BoxNode& node, const kr_slot* slots, PyObject* owner) {
  if (!PyArray_CheckExact(owner)) return false;
  auto* array = reinterpret_cast<PyArrayObject*>(owner);
  const auto* extents = reinterpret_cast<const npy_intp*>(slots + 2);
  return PyArray_DATA(array) == slots[1].ptr && PyArray_NDIM(array) == node.ndim &&
         std::equal(extents, extents + node.ndim, PyArray_DIMS(array)) &&
         std::equal(extents + node.ndim, extents + 2 * node.ndim, PyArray_STRIDES(array)) &&
         PyArray_ISWRITEABLE(array) != node.is_readonly &&
         PyArray_EquivTypes(PyArray_DESCR(array), reinterpret_cast<PyArray_Descr*>(node.object));
}

// Takes over the reference to `base`, also when it fails.
PyObject* makeArray(const BoxNode& node, const kr_slot* slots, PyObject* base) {
  static_assert(sizeof(kr_slot) == sizeof(npy_intp));
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(Py_NewRef(node.object));  // stolen
  auto* shape = const_cast<npy_intp*>(reinterpret_cast<const npy_intp*>(slots + 2));
  const int flags = node.is_readonly ? 0 : NPY_ARRAY_WRITEABLE;
  PyObject* made = PyArray_NewFromDescr(&PyArray_Type, descriptor, node.ndim, shape, shape + node.ndim,
                                        slots[1].ptr, flags, nullptr);
  if (made == nullptr) {
    Py_XDECREF(base);
  } else if (base != nullptr && PyArray_SetBaseObject(reinterpret_cast<PyArrayObject*>(made), base) < 0) {
    Py_CLEAR(made);
  }
  return made;
}

PyObject* boxOverObject(const BoxNode& node, const kr_slot* slots) {
  auto* owner = reinterpret_cast<PyObject*>(slots[0].u64 & ~kHostObjectTag);
  if (isWholeObject(node, slots, owner)) return Py_NewRef(owner);
  return makeArray(node, slots, Py_NewRef(owner));
}

PyObject* boxOverBuffer(const BoxRun& run, const BoxNode& node, const kr_slot* slots) {
  if (slots[0].u64 == 0) return makeArray(node, slots, nullptr);
  PyObject* shared = findBase(run, slots[0].u64);
  PyObject* base = shared != nullptr
                       ? Py_NewRef(shared)
                       : makeBufferObject(run.state, run.context, static_cast<kr_buffer*>(slots[0].ptr));
  return base == nullptr ? nullptr : makeArray(node, slots, base);
}

}  // namespace

PyObject* boxArray(BoxRun& run, const BoxNode& node) {
  const kr_slot* slots = run.next;
  run.next += slotCount(node);
  if (PyObject* same = findBoxed(run, node, slots)) return Py_NewRef(same);
  const bool over_object = slots[0].u64 & kHostObjectTag;
  PyObject* made = over_object ? boxOverObject(node, slots) : boxOverBuffer(run, node, slots);
  if (made != nullptr && run.remembers_arrays) run.arrays.push_back({&node, slots, made});
  return made;
}

}  // namespace krait
