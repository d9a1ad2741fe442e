// Boxing lists: a new list of Python objects. A list that came from Python, and that compiled code can't have changed, is
// that very object; a list that is in a result twice is one object in both places.
#include "python/dispatch/box.h"
#include "python/dispatch/reference.h"
#include "runtime/list.h"

namespace krait {

namespace {

bool fillList(BoxRun& run, const BoxNode& node, const kr_list& from, PyObject* to) {
  const kr_slot* const after = run.next;
  bool is_filled = true;
  for (int64_t k = 0; k < from.length && is_filled; ++k) {
    run.next = from.items + k * from.slots;
    PyObject* item = node.elements[0].box(run, node.elements[0]);
    is_filled = item != nullptr;
    if (is_filled) PyList_SET_ITEM(to, k, item);
  }
  run.next = after;
  return is_filled;
}

}  // namespace

PyObject* boxList(BoxRun& run, const BoxNode& node) {
  const uint64_t handle = (run.next++)->u64;
  const kr_list& list = *reinterpret_cast<const kr_list*>(handle);
  if (list.host_object != nullptr) return Py_NewRef(static_cast<PyObject*>(list.host_object));
  if (const auto known = run.boxed().lists.find(handle); known != run.boxed().lists.end()) return Py_NewRef(known->second);
  Reference made(PyList_New(list.length));
  if (!made || !fillList(run, node, list, made.get())) return nullptr;
  run.boxed().lists.emplace(handle, made.get());
  return made.release();
}

}  // namespace krait
