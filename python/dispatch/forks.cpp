// Forks wait for compilations; see forks.h.
#include "python/dispatch/forks.h"

#include <time.h>

#include <algorithm>

#include "python/dispatch/reference.h"
#include "python/dispatch/state.h"
#include "python/dispatch/take_lock.h"

namespace krait {

namespace {

// For a tenth of a millisecond: compiling takes some, a fork less.
void letOthersRun() {
  const timespec pause{0, 100'000};
  PyThreadState* thread = PyEval_SaveThread();
  nanosleep(&pause, nullptr);
  takeLockAgain(thread);
}

PyObject* beforeFork(PyObject* module, PyObject*) {
  stateOf(module)->forks.before();
  Py_RETURN_NONE;
}

PyObject* afterForkInParent(PyObject* module, PyObject*) {
  stateOf(module)->forks.afterInParent();
  Py_RETURN_NONE;
}

PyObject* afterForkInChild(PyObject* module, PyObject*) {
  stateOf(module)->forks.afterInChild();
  Py_RETURN_NONE;
}

PyMethodDef kHooks[] = {{"before", beforeFork, METH_NOARGS, nullptr},
                        {"after_in_parent", afterForkInParent, METH_NOARGS, nullptr},
                        {"after_in_child", afterForkInChild, METH_NOARGS, nullptr}};

}  // namespace

void Forks::enterCompilation() {
  const unsigned long thread = PyThread_get_thread_ident();
  const bool is_inside = std::ranges::count(compiling_, thread) > 0;
  while (is_forking_ && !is_inside) letOthersRun();
  compiling_.push_back(thread);
}

void Forks::leaveCompilation() {
  const auto found = std::ranges::find(compiling_, PyThread_get_thread_ident());
  if (found != compiling_.end()) compiling_.erase(found);
}

bool Forks::othersCompile() const {
  const unsigned long thread = PyThread_get_thread_ident();
  return std::ranges::any_of(compiling_, [&](unsigned long each) { return each != thread; });
}

void Forks::before() {
  while (is_forking_) letOthersRun();
  is_forking_ = true;
  while (othersCompile()) letOthersRun();
}

void Forks::afterInChild() {
  is_forking_ = false;
  const unsigned long thread = PyThread_get_thread_ident();
  std::erase_if(compiling_, [&](unsigned long each) { return each != thread; });
}

bool watchForks(PyObject* module) {
  const Reference os(PyImport_ImportModule("os"));
  const Reference watch(os ? PyObject_GetAttrString(os.get(), "register_at_fork") : nullptr);
  const Reference none(PyTuple_New(0));
  const Reference hooks(PyDict_New());
  if (!watch || !none || !hooks) return false;
  for (PyMethodDef& hook : kHooks) {
    const Reference function(PyCFunction_New(&hook, module));
    if (!function || PyDict_SetItemString(hooks.get(), hook.ml_name, function.get()) != 0) return false;
  }
  return Reference(PyObject_Call(watch.get(), none.get(), hooks.get())) != nullptr;
}

}  // namespace krait
