// The pool of freed array memory; idea and limits in buffer_pool.h.
#include "runtime/buffer_pool.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <new>
#include <utility>

namespace krait {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kLargestRequest = size_t{1} << 46;
constexpr uint32_t kUncached = ~uint32_t{0};
constexpr int kSpinsBeforeYield = 64;

constexpr size_t roundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

// Class of a request and capacity of a class: steps of a quarter between powers of two, from 64 bytes up.
// Below 256 bytes the steps would be finer than the alignment, so requests are rounded to it first.
constexpr uint32_t classOf(size_t bytes) {
  size_t last = (bytes <= kBufferAlignment ? kBufferAlignment : roundUp(bytes, kBufferAlignment)) - 1;
  uint32_t log = static_cast<uint32_t>(std::bit_width(last)) - 1;
  return (log - 5) * 4 + (static_cast<uint32_t>(last >> (log - 2)) & 3) - 3;
}

constexpr size_t capacityOf(uint32_t size_class) {
  uint32_t step = size_class + 3;
  return size_t{5 + (step & 3)} << (step / 4 + 3);
}
static_assert(classOf(0) == 0 && capacityOf(0) == 64 && capacityOf(classOf(65)) == 128);
static_assert(capacityOf(classOf(256)) == 256 && capacityOf(classOf(257)) == 320);
static_assert(classOf(kMappedFrom) == 48 && capacityOf(48) == kMappedFrom && classOf(kLargestRequest) < 168);

void* mapPages(size_t bytes) {
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? nullptr : at;
}

// Maps a huge page more than asked for and gives back what lies outside the aligned part.
void* mapHugePages(size_t bytes) {
  char* raw = static_cast<char*>(mapPages(bytes + kHugePage));
  if (raw == nullptr) return nullptr;
  size_t head = (kHugePage - reinterpret_cast<uintptr_t>(raw) % kHugePage) % kHugePage;
  if (head != 0) munmap(raw, head);
  if (head != kHugePage) munmap(raw + head + bytes, kHugePage - head);
  madvise(raw + head, bytes, MADV_HUGEPAGE);  // a wish: small pages do as well
  return raw + head;
}

BufferBlock* newBlock(size_t capacity, uint32_t size_class) {
  bool mapped = capacity >= kMappedFrom;
  size_t bytes = roundUp(kBufferAlignment + capacity, mapped ? kPage : kBufferAlignment);
  void* at = !mapped                      ? std::aligned_alloc(kBufferAlignment, bytes)
             : capacity >= kHugePagesFrom ? mapHugePages(bytes)
                                          : mapPages(bytes);
  if (at == nullptr) return nullptr;
  BufferBlock* block = new (at) BufferBlock{};
  block->capacity = capacity;
  block->data = static_cast<char*>(at) + kBufferAlignment;
  block->size_class = size_class;
  block->fresh_zero = mapped ? 1 : 0;
  block->mapped = mapped ? bytes : 0;
  return block;
}

void freeBlock(BufferBlock* block) {
  if (block->mapped != 0)
    munmap(block, block->mapped);
  else
    std::free(block);
}

void freeChain(kr_buffer* first) {
  while (first != nullptr) {
    kr_buffer* next = first->next;
    freeBlock(static_cast<BufferBlock*>(first));
    first = next;
  }
}

}  // namespace

void SpinLock::lock() {
  for (int spins = 0; taken_.exchange(true, std::memory_order_acquire); ++spins) {
    if (spins < kSpinsBeforeYield)
      __builtin_ia32_pause();
    else
      sched_yield();  // the holder may have lost its core
  }
}

// What one thread keeps for itself.
struct ThreadBlocks {
  static constexpr uint32_t kClasses = 37;
  static constexpr uint32_t kBlocks = 4;
  BlockStack stacks[kClasses];

  void drain(BufferPool& pool) {
    for (BlockStack& stack : stacks) {
      while (BufferBlock* block = stack.pop()) pool.giveShared(block);
    }
  }
};
static_assert(capacityOf(ThreadBlocks::kClasses - 1) == size_t{32} << 10);

namespace {

// A pointer is small enough for the static thread storage that every process has in reserve, so reading it is
// one instruction even in a module loaded late.
[[gnu::tls_model("initial-exec")]] thread_local constinit ThreadBlocks* thread_blocks = nullptr;
thread_local constinit bool thread_ending = false;

// Gives the thread's blocks to the pool when the thread ends.
struct ThreadBlocksKeeper {
  ~ThreadBlocksKeeper() {
    thread_ending = true;
    if (thread_blocks == nullptr) return;
    thread_blocks->drain(processPool());
    delete std::exchange(thread_blocks, nullptr);
  }
};

ThreadBlocks* startThreadBlocks() {
  if (thread_ending) return nullptr;
  thread_local ThreadBlocksKeeper keeper;
  return thread_blocks = new (std::nothrow) ThreadBlocks;
}

BufferBlock* takeFromThread(uint32_t size_class) {
  if (size_class >= ThreadBlocks::kClasses || thread_blocks == nullptr) return nullptr;
  return thread_blocks->stacks[size_class].pop();
}

bool keepOnThread(BufferBlock* block) {
  if (block->size_class >= ThreadBlocks::kClasses) return false;
  ThreadBlocks* blocks = thread_blocks != nullptr ? thread_blocks : startThreadBlocks();
  if (blocks == nullptr || blocks->stacks[block->size_class].count == ThreadBlocks::kBlocks) return false;
  blocks->stacks[block->size_class].push(block);
  return true;
}

size_t bytesOnThread() {
  size_t bytes = 0;
  for (uint32_t i = 0; thread_blocks != nullptr && i < ThreadBlocks::kClasses; ++i) {
    bytes += thread_blocks->stacks[i].count * capacityOf(i);
  }
  return bytes;
}

}  // namespace

size_t BufferPool::smallLimit(size_t capacity) const {
  size_t bytes = std::min(kSmallClassCap, cap() / 8 / kSmallClasses);
  return std::min(bytes / capacity, kSmallBlocks);
}

BufferBlock* BufferPool::takeCached(uint32_t size_class) {
  bool small = size_class < kSmallClasses;
  std::lock_guard guard(small ? lists_[size_class].lock : large_lock_);
  BufferBlock* block = lists_[size_class].pop();
  if (block != nullptr && !small) large_bytes_ -= block->capacity;
  return block;
}

BufferBlock* BufferPool::takeFresh(size_t capacity, uint32_t size_class) {
  BufferBlock* block = newBlock(capacity, size_class);
  if (block != nullptr) return block;
  purge();
  return newBlock(capacity, size_class);
}

BufferBlock* BufferPool::take(size_t bytes) {
  if (bytes > kLargestRequest) return nullptr;
  uint32_t size_class = classOf(bytes);
  if (BufferBlock* block = takeFromThread(size_class)) [[likely]]
    return block;
  size_t capacity = capacityOf(size_class);
  if (size_class >= kSmallClasses && capacity > largeLimit()) {
    return takeFresh(roundUp(bytes, kPage), kUncached);  // never kept, so not rounded up to a class either
  }
  if (BufferBlock* block = takeCached(size_class)) return block;
  return takeFresh(capacity, size_class);
}

bool BufferPool::keepSmall(BufferBlock* block) {
  FreeList& list = lists_[block->size_class];
  size_t limit = smallLimit(block->capacity);
  std::lock_guard guard(list.lock);
  if (list.count >= limit) return false;
  list.push(block);
  return true;
}

// Pops blocks, one class after the other, until `incoming` more bytes fit. Call with large_lock_ held; the
// caller frees the chain after unlocking.
kr_buffer* BufferPool::evictUntilFits(size_t incoming) {
  kr_buffer* evicted = nullptr;
  while (large_bytes_ + incoming > largeLimit() && large_bytes_ != 0) {
    if (BufferBlock* victim = lists_[next_victim_].pop()) {
      large_bytes_ -= victim->capacity;
      victim->next = evicted;
      evicted = victim;
    }
    next_victim_ = next_victim_ + 1 < kClasses ? next_victim_ + 1 : kSmallClasses;
  }
  return evicted;
}

bool BufferPool::keepLarge(BufferBlock* block) {
  if (block->capacity > largeLimit()) return false;
  kr_buffer* evicted;
  {
    std::lock_guard guard(large_lock_);
    evicted = evictUntilFits(block->capacity);
    lists_[block->size_class].push(block);
    large_bytes_ += block->capacity;
  }
  freeChain(evicted);
  return true;
}

void BufferPool::give(BufferBlock* block) {
  block->prev = nullptr;
  block->fresh_zero = 0;
  if (cap() == 0 || !keepOnThread(block)) giveShared(block);
}

void BufferPool::giveShared(BufferBlock* block) {
  bool kept = block->size_class == kUncached      ? false
              : block->size_class < kSmallClasses ? keepSmall(block)
                                                  : keepLarge(block);
  if (!kept) freeBlock(block);
}

void BufferPool::purge() {
  if (thread_blocks != nullptr) thread_blocks->drain(*this);
  for (uint32_t size_class = 0; size_class < kClasses; ++size_class) {
    while (BufferBlock* block = takeCached(size_class)) freeBlock(block);
  }
}

void BufferPool::setCap(size_t bytes) {
  cap_.store(bytes, std::memory_order_relaxed);
  purge();
}

size_t BufferPool::cachedBytes() {
  size_t bytes = bytesOnThread();
  for (uint32_t size_class = 0; size_class < kSmallClasses; ++size_class) {
    std::lock_guard guard(lists_[size_class].lock);
    bytes += lists_[size_class].count * capacityOf(size_class);
  }
  std::lock_guard guard(large_lock_);
  return bytes + large_bytes_;
}

void BufferPool::lockAll() {
  for (uint32_t size_class = 0; size_class < kSmallClasses; ++size_class) lists_[size_class].lock.lock();
  large_lock_.lock();
}

void BufferPool::unlockAll() {
  large_lock_.unlock();
  for (uint32_t size_class = 0; size_class < kSmallClasses; ++size_class) lists_[size_class].lock.unlock();
}

void keepPoolSoundInForks() {
  const auto unlock = [] { processPool().unlockAll(); };
  [[maybe_unused]] static const int once = pthread_atfork([] { processPool().lockAll(); }, unlock, unlock);
}

BufferPool& processPool() {
  static constinit BufferPool process_pool;
  return process_pool;
}

}  // namespace krait
