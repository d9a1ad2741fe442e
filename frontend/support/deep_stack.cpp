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
constexpr size_t kKeptBytes = size_t{1} << 20;  // of a stack that is kept
constexpr size_t kKeptStacks = 4;

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

}  // namespace

// Memory for a stack, with a page below that nothing may touch.
class DeepStacks::Stack {
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
  // Gives back what only deep work has touched.
  void trim() { madvise(memory_, kStackBytes - kKeptBytes, MADV_DONTNEED); }

  void run(Call& call) {
    ucontext_t here;
    ucontext_t there;
    getcontext(&there);
    there.uc_stack.ss_sp = memory_;
    there.uc_stack.ss_size = kStackBytes;
    there.uc_link = &here;
    const auto address = reinterpret_cast<uintptr_t>(&call);
    const auto entry = reinterpret_cast<void (*)()>(enter);
    makecontext(&there, entry, 2, static_cast<uint32_t>(address >> 32), static_cast<uint32_t>(address));
    swapcontext(&here, &there);
  }

 private:
  static constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
  void* memory_;
};

DeepStacks::DeepStacks() = default;
DeepStacks::~DeepStacks() = default;

std::unique_ptr<DeepStacks::Stack> DeepStacks::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<Stack> stack = std::move(free_.back());
      free_.pop_back();
      return stack;
    }
  }
  return std::make_unique<Stack>();
}

void DeepStacks::giveBack(std::unique_ptr<Stack> stack) {
  stack->trim();
  const std::lock_guard lock(mutex_);
  if (free_.size() < kKeptStacks) free_.push_back(std::move(stack));
}

void DeepStacks::run(const std::function<void()>& work) {
  if (!kMaySwitch) return work();
  std::unique_ptr<Stack> stack = take();
  if (!stack->valid()) return work();
  Call call{work};
  stack->run(call);
  giveBack(std::move(stack));
  if (call.thrown) std::rethrow_exception(call.thrown);
}

}  // namespace krait
