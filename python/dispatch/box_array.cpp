// Boxing array results.
//
//   owner is an argument, and the array is that argument as it came    the very object
//   owner is an argument (or a captured array)                         a view, base = that object
//   owner is a buffer that the call allocated                          a new array, base = a BufferObject
//   that frees it
// Two parts of a result that are the same array are one object, and parts of one buffer share one
// BufferObject. A record by itself is made over an array in the same way.
#include <algorithm>
#include <cstring>

#include "python/dispatch/box.h"
#include "python/dispatch/buffer_object.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/reference.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

int slotCount(const BoxNode& node) { return 2 + 2 * node.ndim; }

bool isSameDtype(const BoxNode& a, const BoxNode& b) {
  return a.object == b.object || PyArray_EquivTypes(reinterpret_cast<PyArray_Descr*>(a.object),
                                                    reinterpret_cast<PyArray_Descr*>(b.object));
}

PyTypeObject* classOf(const State& state, const BoxNode& node) {
  return node.is_recarray ? state.recarray_type : &PyArray_Type;
}

PyObject* findBoxed(BoxRun& run, const BoxNode& node, const kr_slot* slots) {
  const auto [begin, end] = run.boxed().arrays.equal_range(slots[1].ptr);
  for (auto entry = begin; entry != end; ++entry) {
    const BoxedArray& known = entry->second;
    const bool same_type = known.node->box == node.box && known.node->ndim == node.ndim &&
                           known.node->is_readonly == node.is_readonly && known.node->is_recarray == node.is_recarray &&
                           isSameDtype(*known.node, node);
    if (same_type && memcmp(known.slots, slots, slotCount(node) * sizeof(kr_slot)) == 0) return known.array;
  }
  return nullptr;
}

// An owner that another part of this result has taken over already.
PyObject* findBase(BoxRun& run, uint64_t owner) {
  const auto known = run.boxed().bases.find(owner);
  return known == run.boxed().bases.end() ? nullptr : known->second;
}

void remember(BoxRun& run, const BoxNode& node, const kr_slot* slots, PyObject* array) {
  if (!run.remembers_arrays) return;
  run.boxed().arrays.emplace(slots[1].ptr, BoxedArray{&node, slots, array});
  run.boxed().bases.emplace(slots[0].u64, PyArray_BASE(reinterpret_cast<PyArrayObject*>(array)));
}

bool isWholeObject(const State& state, const BoxNode& node, const kr_slot* slots, PyObject* owner) {
  if (Py_TYPE(owner) != classOf(state, node)) return false;
  auto* array = reinterpret_cast<PyArrayObject*>(owner);
  const auto* extents = reinterpret_cast<const npy_intp*>(slots + 2);
  return PyArray_DATA(array) == slots[1].ptr && PyArray_NDIM(array) == node.ndim &&
         std::equal(extents, extents + node.ndim, PyArray_DIMS(array)) &&
         std::equal(extents + node.ndim, extents + 2 * node.ndim, PyArray_STRIDES(array)) &&
         PyArray_ISWRITEABLE(array) != node.is_readonly &&
         PyArray_EquivTypes(PyArray_DESCR(array), reinterpret_cast<PyArray_Descr*>(node.object));
}

// Takes over the reference to `base`, also when it fails.
PyObject* makeArray(const State& state, const BoxNode& node, const kr_slot* slots, PyObject* base) {
  static_assert(sizeof(kr_slot) == sizeof(npy_intp));
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(Py_NewRef(node.object));  // stolen
  auto* shape = const_cast<npy_intp*>(reinterpret_cast<const npy_intp*>(slots + 2));
  const int flags = node.is_readonly ? 0 : NPY_ARRAY_WRITEABLE;
  PyObject* made = PyArray_NewFromDescr(classOf(state, node), descriptor, node.ndim, shape, shape + node.ndim,
                                        slots[1].ptr, flags, nullptr);
  if (made == nullptr) {
    Py_XDECREF(base);
  } else if (base != nullptr && PyArray_SetBaseObject(reinterpret_cast<PyArrayObject*>(made), base) < 0) {
    Py_CLEAR(made);
  }
  return made;
}

PyObject* ownerOf(const kr_slot* slots) { return reinterpret_cast<PyObject*>(slots[0].u64 & ~kHostObjectTag); }

PyObject* boxOverObject(const State& state, const BoxNode& node, const kr_slot* slots) {
  PyObject* owner = ownerOf(slots);
  if (isWholeObject(state, node, slots, owner)) return Py_NewRef(owner);
  return makeArray(state, node, slots, Py_NewRef(owner));
}

PyObject* boxOverBuffer(BoxRun& run, const BoxNode& node, const kr_slot* slots) {
  if (slots[0].u64 == 0) return makeArray(run.state, node, slots, nullptr);
  PyObject* shared = findBase(run, slots[0].u64);
  PyObject* base = shared != nullptr
                       ? Py_NewRef(shared)
                       : makeBufferObject(run.state, run.context, static_cast<kr_buffer*>(slots[0].ptr));
  return base == nullptr ? nullptr : makeArray(run.state, node, slots, base);
}

bool isWholeRecord(const BoxNode& node, const kr_slot* slots, PyObject* owner) {
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(node.object);
  if (Py_TYPE(owner) != descriptor->typeobj) return false;
  const auto* record = reinterpret_cast<PyVoidScalarObject*>(owner);
  return record->obval == slots[1].ptr &&
         PyArray_EquivTypes(reinterpret_cast<PyArray_Descr*>(record->descr), descriptor);
}

}  // namespace

PyObject* boxArray(BoxRun& run, const BoxNode& node) {
  const kr_slot* slots = run.next;
  run.next += slotCount(node);
  if (PyObject* same = findBoxed(run, node, slots)) return Py_NewRef(same);
  const bool over_object = slots[0].u64 & kHostObjectTag;
  Reference made(over_object ? boxOverObject(run.state, node, slots) : boxOverBuffer(run, node, slots));
  if (made) remember(run, node, slots, made.get());
  return made.release();
}

// NumPy's records are scalars over the memory of an array: here one of no dimensions.
PyObject* boxRecord(BoxRun& run, const BoxNode& node) {
  const kr_slot* slots = run.next;
  run.next += slotCount(node);
  const bool over_object = slots[0].u64 & kHostObjectTag;
  if (over_object && isWholeRecord(node, slots, ownerOf(slots))) return Py_NewRef(ownerOf(slots));
  const Reference array(over_object ? makeArray(run.state, node, slots, Py_NewRef(ownerOf(slots)))
                                    : boxOverBuffer(run, node, slots));
  if (!array) return nullptr;
  Reference record(PyArray_ToScalar(slots[1].ptr, reinterpret_cast<PyArrayObject*>(array.get())));  // holds the array
  if (record) remember(run, node, slots, array.get());
  return record.release();
}

}  // namespace krait
