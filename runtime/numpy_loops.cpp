// Looking up NumPy's inner loops; see numpy_loops.h.
#include "runtime/numpy_loops.h"

#include "runtime/raise.h"

namespace krait {
namespace {

constexpr LoopRow kLoops[] = {
#define KR_LOOP(id, module, ufunc, types) {module, ufunc, types},
#include "runtime/numpy_loops.def"
#undef KR_LOOP
};

}  // namespace

const LoopRow& loopRow(Loop loop) { return kLoops[static_cast<uint32_t>(loop)]; }

kr_loop findLoop(kr_context* ctx, Loop loop) {
  if (ctx->host == nullptr) raiseText(ctx, kr_error_type_error, "linear algebra needs a host with NumPy");
  kr_loop& entry = ctx->host->loops[static_cast<uint32_t>(loop)];
  kr_loop_function function = __atomic_load_n(&entry.function, __ATOMIC_ACQUIRE);
  if (function == nullptr) [[unlikely]] {
    if (ctx->host->find(ctx->host, loop) != 0) raise(ctx, kr_error_python_error);
    function = __atomic_load_n(&entry.function, __ATOMIC_ACQUIRE);
  }
  return {function, entry.data};
}

}  // namespace krait
