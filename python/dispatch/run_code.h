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
#include "python/dispatch/take_lock.h"
#include "runtime/buffer.h"
#include "runtime/thread_stack.h"

namespace krait {

using Slots = SmallArray<kr_slot, 32>;

inline int32_t enterWithoutLock(const Specialisation& code, kr_context& context, const kr_slot* arguments, kr_slot* results) {
  const WithoutLock unlocked;
  return kr_enter(&context, code.compiled->entry, arguments, results);
}

inline int32_t enterCode(const Specialisation& code, kr_context& context, const kr_slot* arguments, kr_slot* results) {
  const int32_t raised = code.compiled->long_running ? enterWithoutLock(code, context, arguments, results)
                                                     : kr_enter(&context, code.compiled->entry, arguments, results);
  if (raised != 0 || !PyErr_Occurred()) [[likely]]
    return raised;
  context.error_kind = kr_error_python_error;  // one of NumPy's loops found no memory, and can say so in no other way
  return 1;
}

// What a call holds until it is over, however it ends: its code, and buffers that it has not given away.
class RunningCall {
 public:
  RunningCall(Specialisation* code, kr_context& context) : code_(code), context_(context) { retain(code); }
  RunningCall(const RunningCall&) = delete;
  RunningCall& operator=(const RunningCall&) = delete;
  ~RunningCall() {
    if (context_.owned != nullptr) kr_buffer_sweep(&context_);
    release(code_);
  }

 private:
  Specialisation* code_;
  kr_context& context_;
};

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
  std::optional<ListCopies> lists;
  const RunningCall running(code, context);
  if (code->takes_lists && !lists.emplace(state, context).copyAll(code->keys, arguments)) [[unlikely]]
    return nullptr;
  if (enterCode(*code, context, arguments, results.data()) == 0) [[likely]] {
    BoxRun boxing{state, &context, results.data()};
    return boxResult(boxing, code->plan);
  }
  raiseFromContext(state, *code, context, globals);
  return nullptr;
}

// False: an argument has another type than the code was compiled for.
inline bool unbox(State& state, const Specialisation& code, PyObject* const* arguments, kr_slot* slots) {
  for (const TypeKey key : code.keys) {
    if (!acceptArgument(state, *arguments++, key, slots)) return false;
  }
  return true;
}

}  // namespace krait
