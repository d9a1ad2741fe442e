// The jump skips the destructors of LLVM's frames, which leaks their memory; that is the price of surviving,
// paid only after a bug. LLVM's report_fatal_error releases its own lock before it calls the handler.
#include "codegen/jit/fatal_errors.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include "llvm/Support/ErrorHandling.h"

namespace krait::jit {
namespace {

struct Guard {
  std::jmp_buf back;
  std::string* message;
};

// The one place that has to be per thread rather than passed in: LLVM calls the handler with nothing of ours.
thread_local Guard* active_guard = nullptr;

void jumpBack(void*, const char* reason, bool) {
  if (active_guard == nullptr) {  // a thread on which nothing of ours is compiling: as without a handler
    std::fprintf(stderr, "LLVM error: %s\n", reason);
    std::abort();
  }
  *active_guard->message = reason;
  std::longjmp(active_guard->back, 1);
}

// Makes `guard` the active one for a scope, also when the work throws.
class ActiveGuard {
 public:
  explicit ActiveGuard(Guard& guard) : outer_(active_guard) { active_guard = &guard; }
  ~ActiveGuard() { active_guard = outer_; }
  ActiveGuard(const ActiveGuard&) = delete;
  ActiveGuard& operator=(const ActiveGuard&) = delete;

 private:
  Guard* outer_;
};

}  // namespace

void installFatalErrorHandler() { llvm::install_fatal_error_handler(jumpBack, nullptr); }

bool runGuarded(llvm::function_ref<void()> work, std::string& message) {
  Guard guard;
  guard.message = &message;
  ActiveGuard active(guard);
  if (setjmp(guard.back) != 0) return false;
  work();
  return true;
}

}  // namespace krait::jit
