// NumPy's inner loops as the host lends them: plain C functions over strided memory, which need no
// interpreter.
//
// NumPy's linear algebra and Fourier transforms are generalized ufuncs. The loops behind them take pointers,
// extents and strides (NumPy C API, "PyUFuncGenericFunction"), and call the BLAS, LAPACK and pocketfft that
// the user's NumPy was built with. Compiled code calls the same loops and so has the same bits. A loop is
// looked up when it is first needed: the host imports the module that has it, under the interpreter's lock.
#pragma once

#include "runtime/abi.h"
#include "runtime/thread_team.h"

namespace krait {

enum class Loop : uint32_t {
#define KR_LOOP(id, module, ufunc, types) id,
#include "runtime/numpy_loops.def"
#undef KR_LOOP
  count
};

struct LoopRow {
  const char* module;
  const char* ufunc;
  const char* types;
};
[[nodiscard]] const LoopRow& loopRow(Loop);

}  // namespace krait

extern "C" {

// arguments: a pointer for each operand. dimensions: how often, then the core extents. steps: bytes from one
// time to the next for each operand, then the core strides of each operand.
using kr_loop_function = void (*)(char** arguments, const int64_t* dimensions, const int64_t* steps,
                                  void* data);

struct kr_loop {
  kr_loop_function function = nullptr;  // null: not looked up yet
  void* data = nullptr;
};

// What the host lends. Loops are filled by `find`, which any thread may call: `function` is stored last.
struct kr_host {
  kr_loop loops[static_cast<uint32_t>(krait::Loop::count)];
  int32_t (*find)(kr_host*, krait::Loop);  // not 0: an exception is pending in the host
  const kr_team* (*find_team)(kr_host*);   // the threads of parallel loops; null: an exception is pending in the host
};

}  // extern "C"

namespace krait {

// Raises what the host has to say if there is no such loop.
[[nodiscard]] kr_loop findLoop(kr_context*, Loop);

}  // namespace krait
