// A module to be loaded in front of the C library (LD_PRELOAD) by the tests of lack of memory: the Nth allocation of the
// thread that armed it gives nothing, as do so many that follow. Counted are malloc and its kin and anonymous mappings,
// so the interpreter's own allocations, too, with PYTHONMALLOC=malloc. It also counts the blocks that are not freed yet.
// test/python/test_faults_memory.py drives it.
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);
}

namespace {

struct Plan {
  int64_t seen = 0;
  int64_t first = 0;  // 1 is the next allocation; 0: not armed
  int64_t count = 0;  // how many fail from there
};

[[gnu::tls_model("initial-exec")]] thread_local constinit Plan plan;

bool fails() {
  if (plan.first == 0) return false;
  const int64_t number = ++plan.seen;
  return number >= plan.first && number < plan.first + plan.count;
}

std::atomic<int64_t> live_blocks;

void* counted(void* block) {
  if (block != nullptr) live_blocks.fetch_add(1, std::memory_order_relaxed);
  return block;
}

void* nothing() {
  errno = ENOMEM;
  return nullptr;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

void fail_allocation_arm(int64_t first, int64_t count) { plan = {0, first, count}; }

// Gives the number of allocations since it was armed.
int64_t fail_allocation_disarm() {
  plan.first = 0;
  return plan.seen;
}

int64_t fail_allocation_live_blocks() { return live_blocks; }

void free(void* block) noexcept;

void* malloc(size_t bytes) noexcept { return fails() ? nothing() : counted(__libc_malloc(bytes)); }

void* calloc(size_t count, size_t bytes) noexcept {
  return fails() ? nothing() : counted(__libc_calloc(count, bytes));
}

void* realloc(void* old, size_t bytes) noexcept {
  if (old == nullptr) return malloc(bytes);
  if (bytes != 0) return fails() ? nothing() : __libc_realloc(old, bytes);
  free(old);
  return nullptr;
}

void free(void* block) noexcept {
  if (block != nullptr) live_blocks.fetch_sub(1, std::memory_order_relaxed);
  __libc_free(block);
}

void* memalign(size_t alignment, size_t bytes) noexcept {
  return fails() ? nothing() : counted(__libc_memalign(alignment, bytes));
}

void* aligned_alloc(size_t alignment, size_t bytes) noexcept { return memalign(alignment, bytes); }

int posix_memalign(void** out, size_t alignment, size_t bytes) noexcept {
  void* made = memalign(alignment, bytes);
  if (made == nullptr) return ENOMEM;
  *out = made;
  return 0;
}

void* mmap(void* at, size_t bytes, int protection, int flags, int file, off_t offset) noexcept {
  if ((flags & MAP_ANONYMOUS) != 0 && fails()) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  return reinterpret_cast<void*>(syscall(SYS_mmap, at, bytes, protection, flags, file, offset));
}

void* mmap64(void* at, size_t bytes, int protection, int flags, int file, off_t offset) noexcept {
  return mmap(at, bytes, protection, flags, file, offset);
}

}  // extern "C"
#pragma GCC visibility pop
