// Switching by ucontext. Pages of the stack are only taken when they are touched, so its size costs nothing.
#include "frontend/support/deep_stack.h"

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <exception>

namespace krait {
namespace {

// Address and thread sanitizer follow one stack for each thread.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define KRAIT_ONE_STACK 1
#endif
#endif

#ifdef KRAIT_ONE_STACK
constexpr bool kMaySwitch = false;
#else
constexpr bool kMaySwitch = true;
#endif

constexpr size_t kStackBytes = size_t{256} << 20;

// Memory for a stack, with a page below that nothing may touch.
class Stack {
 public:
  Stack() : memory_(mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, kFlags, -1, 0)) {
    if (valid()) mprotect(memory_, static_cast<size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
  }
  ~Stack() {
    if (valid()) munmap(memory_, kStackBytes);
  }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  [[nodiscard]] bool valid() const { return memory_ != MAP_FAILED; }
  [[nodiscard]] void* bottom() const { return memory_; }

 private:
  static constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
  void* memory_;
};

struct Call {
  const std::function<void()>& work;
  std::exception_ptr thrown = {};
};

// makecontext passes nothing but ints: the call's address in two halves. Nothing may be thrown out of here.
void enter(uint32_t high, uint32_t low) noexcept {
  Call& call = *reinterpret_cast<Call*>((uintptr_t{high} << 32) | low);
  try {
    call.work();
  } catch (...) {
    call.thrown = std::current_exception();
  }
}

void runOn(const Stack& stack, Call& call) {
  ucontext_t here;
  ucontext_t there;
  getcontext(&there);
  there.uc_stack.ss_sp = stack.bottom();
  there.uc_stack.ss_size = kStackBytes;
  there.uc_link = &here;
  const auto address = reinterpret_cast<uintptr_t>(&call);
  makecontext(&there, reinterpret_cast<void (*)()>(enter), 2, static_cast<uint32_t>(address >> 32), static_cast<uint32_t>(address));
  swapcontext(&here, &there);
}

}  // namespace

void runOnDeepStack(const std::function<void()>& work) {
  const Stack stack;
  if (!kMaySwitch || !stack.valid()) return work();
  Call call{work};
  runOn(stack, call);
  if (call.thrown) std::rethrow_exception(call.thrown);
}

}  // namespace krait
