// Buffers of compiled code: reference counts, the owner list of the running call, and the size of arrays.
//
// Compiled code holds an array's memory through a kr_owner (abi.h). Retain and release ignore owners that are
// not buffers. A new buffer has one reference and hangs from ctx->owned, so that a raise can free everything
// the call still had. What a call returns is detached from that list by the host, which then holds the
// reference and gives it back with kr_buffer_free_host.
#pragma once

#include "runtime/abi.h"

extern "C" {

// At least `bytes` of memory at a 64-byte boundary. Raises out_of_memory.
kr_buffer* kr_buffer_new(kr_context* ctx, int64_t bytes);
kr_buffer* kr_buffer_new_zeroed(kr_context* ctx, int64_t bytes);

void kr_buffer_retain(kr_owner owner);
void kr_buffer_release(kr_context* ctx, kr_owner owner);

// Bytes of an array. Raises negative_dimension and array_too_big as NumPy does, looking at the dimensions in
// order; an array with a dimension of 0 takes none, however large the others are.
int64_t kr_array_size(kr_context* ctx, int64_t ndim, const int64_t* shape, int64_t itemsize);

// For the host. Sweep: after a raise, free all that the call owned. Detach: take a result's buffer out of the
// list (once or more: a buffer may come back in two results). Free: drop one reference, on any thread that
// holds the host's lock.
// Try: a new buffer in the list, or null if there is no memory.
kr_buffer* kr_buffer_try(kr_context* ctx, int64_t bytes);
void kr_buffer_sweep(kr_context* ctx);
void kr_buffer_detach(kr_context* ctx, kr_buffer* buffer);
void kr_buffer_free_host(kr_buffer* buffer);

}  // extern "C"

namespace krait {

// Changes a count of references, gives the new one. Atomic as long as any parallel loop runs: its threads may share what the
// call that started it owns.
int64_t addReferences(int64_t& count, int64_t change);

}  // namespace krait
