// Where array memory comes from and goes back to: size classes of freed blocks, capped by bytes.
//
// Fresh pages cost 2.5 to 4.3 times as much as a recycled block, so freed blocks are kept, up to a cap. Four
// size classes per power of two (at most a quarter is wasted). A small class has a lock and a limit of its
// own, so that taking and giving back a block is one atomic exchange each. Large classes share one lock and
// one byte count; when it would pass the cap, blocks of other classes are given up in turn. An eighth of the
// cap is for the small classes, the rest for the large ones. In front of it every thread keeps up to four
// blocks of each class up to 32 KiB, because an atomic exchange costs more than all else here (two: 26 ns).
// Blocks below 256 KiB come from malloc; larger ones are mapped, from 4 MB up on 2 MB boundaries as huge
// pages.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "runtime/abi.h"

namespace krait {

constexpr size_t kBufferAlignment = 64;
constexpr size_t kMappedFrom = size_t{256} << 10;
constexpr size_t kHugePagesFrom = size_t{4} << 20;
constexpr size_t kDefaultPoolCap = size_t{256} << 20;

// What lies before a buffer's data. `next` of the public part links free blocks of a class.
struct BufferBlock : kr_buffer {
  uint32_t size_class;  // kUncached: too large for any class
  uint32_t fresh_zero;  // not 0: mapped just now, all bytes are 0
  size_t mapped;        // bytes of the mapping; 0: from malloc
};
static_assert(sizeof(BufferBlock) <= kBufferAlignment);

class SpinLock {
 public:
  void lock();
  void unlock() { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

// Free blocks of one class, last in first out.
struct BlockStack {
  kr_buffer* first = nullptr;
  uint32_t count = 0;

  void push(BufferBlock* block) {
    block->next = first;
    first = block;
    ++count;
  }
  BufferBlock* pop() {
    kr_buffer* block = first;
    if (block == nullptr) return nullptr;
    first = block->next;
    --count;
    block->next = nullptr;
    return static_cast<BufferBlock*>(block);
  }
};

class BufferPool {
 public:
  // A block of at least `bytes`, contents unspecified, linked nowhere; null if there is no memory.
  [[nodiscard]] BufferBlock* take(size_t bytes);
  void give(BufferBlock* block);

  // Most bytes to keep for reuse; 0 keeps none. What is kept at this moment is given up.
  void setCap(size_t bytes);
  [[nodiscard]] size_t cap() const { return cap_.load(std::memory_order_relaxed); }
  // Bytes kept, without what other threads hold for themselves.
  [[nodiscard]] size_t cachedBytes();
  void purge();  // gives them back to the system

  // Around a fork: no thread is within.
  void lockAll();
  void unlockAll();

 private:
  friend struct ThreadBlocks;                    // a thread's own blocks, in front of the shared ones
  static constexpr uint32_t kSmallClasses = 48;  // below 256 KiB
  static constexpr uint32_t kClasses = 168;      // up to 128 TiB
  static constexpr size_t kSmallClassCap = size_t{512} << 10;
  static constexpr size_t kSmallBlocks = 256;  // most blocks of one small class

  struct alignas(64) FreeList : BlockStack {
    SpinLock lock;  // of a small class; the large ones are under large_lock_
  };

  BufferBlock* takeFresh(size_t capacity, uint32_t size_class);
  void giveShared(BufferBlock* block);
  BufferBlock* takeCached(uint32_t size_class);
  bool keepSmall(BufferBlock* block);
  bool keepLarge(BufferBlock* block);
  kr_buffer* evictUntilFits(size_t incoming);
  [[nodiscard]] size_t smallLimit(size_t capacity) const;
  [[nodiscard]] size_t largeLimit() const { return cap() - cap() / 8; }

  FreeList lists_[kClasses];
  SpinLock large_lock_;
  size_t large_bytes_ = 0;
  uint32_t next_victim_ = kSmallClasses;
  std::atomic<size_t> cap_{kDefaultPoolCap};
};

// The pool of this process. It is the runtime's only global state: hosts free results long after the call
// and session that made them, on any thread, so there is nothing shorter-lived to hang it from.
BufferPool& processPool();

// Without it a forked process waits for ever for a lock that a thread held which it has not. Once in a process.
void keepPoolSoundInForks();

}  // namespace krait
