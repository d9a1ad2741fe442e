// Entering compiled code: arguments as slots, the result as a Python object, or the exact exception. In a header,
// because it belongs to the hot path of a call of a function and of an expression.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <optional>

#include "python/dispatch/accept.h"
#include "python/dispatch/errors.h"
#include "python/dispatch/list_arguments.h"
#include "python/dispatch/signals.h"
#include "python/dispatch/small_array.h"
#include "python/dispatch/specialisation.h"
#include "python/dispatch/state.h"
#include "runtime/buffer.h"
#include "runtime/thread_stack.h"

namespace krait {

using Slots = SmallArray<kr_slot, 32>;

inline int32_t enterCode(const Specialisation& code, kr_context& context, const kr_slot* arguments, kr_slot* results) {
  if (!code.compiled->long_running) return kr_enter(&context, code.compiled->entry, arguments, results);
  PyThreadState* thread = PyEval_SaveThread();
  const int32_t raised = kr_enter(&context, code.compiled->entry, arguments, results);
  PyEval_RestoreThread(thread);
  return raised;
}

// `globals` are those of the traceback's entry.
inline PyObject* runCode(State& state, PyObject* globals, Specialisation* code, kr_slot* arguments) {
  Slots results(code->compiled->result_slots);
  kr_context context;
  context.sp = nullptr;
  context.owned = nullptr;
  context.interrupt = state.interrupt;
  context.stack_limit = threadStackLimit();
  context.on_interrupt = onInterrupt;
  context.host = &state.host;
  context.error_kind = kr_error_none;
  context.error_site = 0;
  context.library_call_site = 0;
  retain(code);
  PyObject* result = nullptr;
  std::optional<ListCopies> lists;
  if (code->takes_lists && !lists.emplace(state, context).copyAll(code->keys, arguments)) [[unlikely]] {
    result = nullptr;
  } else if (enterCode(*code, context, arguments, results.data()) == 0) [[likely]] {
    BoxRun boxing{state, &context, results.data()};
    result = boxResult(boxing, code->plan);
  } else {
    raiseFromContext(state, *code, context, globals);
  }
  if (context.owned != nullptr) kr_buffer_sweep(&context);
  release(code);
  return result;
}

// False: an argument has another type than the code was compiled for.
inline bool unbox(State& state, const Specialisation& code, PyObject* const* arguments, kr_slot* slots) {
  for (const TypeKey key : code.keys) {
    if (!acceptArgument(state, *arguments++, key, slots)) return false;
  }
  return true;
}

}  // namespace krait
