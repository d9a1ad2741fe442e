// Finding NumPy's inner loops for the runtime (runtime/numpy_loops.h).
#pragma once

#include "runtime/numpy_loops.h"

namespace krait {

// kr_host::find. Takes the interpreter's lock, imports the module and looks the ufunc's loop up by its types.
int32_t findNumpyLoop(kr_host* host, Loop loop);

}  // namespace krait
