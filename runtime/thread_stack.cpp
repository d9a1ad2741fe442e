// How deep compiled code may recurse on the running thread.
#include <pthread.h>

#include "runtime/thread_stack.h"

namespace krait {

namespace {

constexpr size_t kReserve = size_t{512}
                            << 10;  // for the runtime, the host and signal handlers below the limit

// One word of thread state, so that the thread's stack is asked for once. initial-exec: a plain load.
__attribute__((tls_model("initial-exec"))) thread_local char* stack_limit = nullptr;

[[gnu::noinline]] char* askStackLimit() {
  pthread_attr_t attributes;
  void* lowest = nullptr;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &lowest, &size);
    pthread_attr_destroy(&attributes);
  }
  const size_t reserve = size < 2 * kReserve ? size / 2 : kReserve;
  stack_limit = static_cast<char*>(lowest) + reserve;
  return stack_limit;
}

}  // namespace

char* threadStackLimit() { return stack_limit != nullptr ? stack_limit : askStackLimit(); }

}  // namespace krait
