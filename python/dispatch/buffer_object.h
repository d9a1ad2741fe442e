// The base object of an array whose memory compiled code allocated: frees the buffer when the last array is
// gone.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "runtime/abi.h"

namespace krait {

struct State;

// Takes the buffer out of the call. Null with an exception; the call then still owns it.
PyObject* makeBufferObject(State& state, kr_context* context, kr_buffer* buffer);

extern PyType_Spec kBufferTypeSpec;

}  // namespace krait
