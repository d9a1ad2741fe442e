// Buffers: reference counts, the owner list, array sizes, and the pool behind them.
#include "runtime/buffer.h"

#include <cstring>
#include <thread>
#include <vector>

#include "runtime/buffer_pool.h"
#include "test/unit/runtime/in_context.h"

namespace krait::test {
namespace {

constexpr int64_t kMegabyte = int64_t{1} << 20;

kr_owner ownerOf(kr_buffer* buffer) { return reinterpret_cast<kr_owner>(buffer); }

class BufferTest : public InContext {
 protected:
  void SetUp() override { processPool().setCap(kDefaultPoolCap); }  // empties it
  void TearDown() override {
    EXPECT_EQ(context_.owned, nullptr);
    processPool().setCap(kDefaultPoolCap);
  }
};

bool allZero(const kr_buffer* buffer, int64_t bytes) {
  const char* data = static_cast<const char*>(buffer->data);
  for (int64_t i = 0; i < bytes; ++i) {
    if (data[i] != 0) return false;
  }
  return true;
}

TEST_F(BufferTest, CapacityAndAlignmentHoldForEverySize) {
  for (int64_t bytes :
       {0l, 1l, 63l, 64l, 65l, 100l, 4096l, 5000l, 262143l, 262144l, 262145l, 1000000l, 4l << 20, 9000001l}) {
    kr_buffer* buffer = valueOf([&] { return kr_buffer_new(ctx, bytes); });
    EXPECT_GE(buffer->capacity, static_cast<size_t>(bytes));
    EXPECT_LE(buffer->capacity, static_cast<size_t>(bytes + bytes / 4 + 64)) << bytes;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer->data) % 64, 0u);
    std::memset(buffer->data, 1, buffer->capacity);
    if (bytes >= static_cast<int64_t>(kHugePagesFrom)) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer) % (2 * kMegabyte), 0u);
    }
    kr_buffer_release(ctx, ownerOf(buffer));
  }
}

TEST_F(BufferTest, ReleasedBufferIsUsedAgain) {
  for (int64_t bytes : {100l, 300000l, 5 * kMegabyte}) {
    kr_buffer* first = valueOf([&] { return kr_buffer_new(ctx, bytes); });
    kr_buffer_release(ctx, ownerOf(first));
    kr_buffer* second = valueOf([&] { return kr_buffer_new(ctx, bytes - 1); });
    EXPECT_EQ(first, second);
    kr_buffer_release(ctx, ownerOf(second));
  }
}

TEST_F(BufferTest, LastReleaseFrees) {
  size_t before = processPool().cachedBytes();
  kr_buffer* buffer = valueOf([&] { return kr_buffer_new(ctx, kMegabyte); });
  kr_buffer_retain(ownerOf(buffer));
  kr_buffer_release(ctx, ownerOf(buffer));
  EXPECT_EQ(context_.owned, buffer);
  EXPECT_EQ(processPool().cachedBytes(), before);
  kr_buffer_release(ctx, ownerOf(buffer));
  EXPECT_EQ(context_.owned, nullptr);
  EXPECT_EQ(processPool().cachedBytes(), before + kMegabyte);
}

TEST_F(BufferTest, OtherOwnersAreIgnored) {
  int host_object = 5;
  for (kr_owner owner : {kr_owner{0}, reinterpret_cast<kr_owner>(&host_object) | kHostObjectTag}) {
    kr_buffer_retain(owner);
    kr_buffer_release(ctx, owner);
  }
  EXPECT_EQ(host_object, 5);
}

TEST_F(BufferTest, ReleaseWorksAnywhereInTheOwnerList) {
  kr_buffer* buffers[3];
  for (kr_buffer*& buffer : buffers) buffer = valueOf([&] { return kr_buffer_new(ctx, 64); });
  for (int i : {1, 2, 0}) kr_buffer_release(ctx, ownerOf(buffers[i]));
  EXPECT_EQ(context_.owned, nullptr);
}

TEST_F(BufferTest, RaiseSweepsWhatTheCallOwned) {
  size_t before = processPool().cachedBytes();
  uint32_t kind = errorOf([&] {
    for (int i = 0; i < 3; ++i) kr_buffer_retain(ownerOf(kr_buffer_new(ctx, kMegabyte)));
    kr_raise(ctx, kr_error_assertion, 1);
  });
  EXPECT_EQ(kind, kr_error_assertion);
  EXPECT_EQ(processPool().cachedBytes(), before + 3 * kMegabyte);
}

TEST_F(BufferTest, DetachedBufferBelongsToTheHost) {
  kr_buffer* kept = valueOf([&] { return kr_buffer_new_zeroed(ctx, kMegabyte); });
  kr_buffer* other = valueOf([&] { return kr_buffer_new(ctx, 64); });
  kr_buffer_retain(ownerOf(kept));  // returned twice
  kr_buffer_detach(ctx, kept);
  kr_buffer_detach(ctx, kept);
  EXPECT_EQ(context_.owned, other);
  kr_buffer_sweep(ctx);
  size_t before = processPool().cachedBytes();
  kr_buffer_free_host(kept);
  EXPECT_TRUE(allZero(kept, kMegabyte));
  EXPECT_EQ(processPool().cachedBytes(), before);
  kr_buffer_free_host(kept);
  EXPECT_EQ(processPool().cachedBytes(), before + kMegabyte);
}

TEST_F(BufferTest, ZeroedIsZeroFreshAndRecycled) {
  for (int64_t bytes : {1000l, 400000l, 6 * kMegabyte}) {
    for (int round = 0; round < 2; ++round) {
      kr_buffer* buffer = valueOf([&] { return kr_buffer_new_zeroed(ctx, bytes); });
      EXPECT_TRUE(allZero(buffer, bytes)) << bytes << ", round " << round;
      std::memset(buffer->data, 0xff, buffer->capacity);
      kr_buffer_release(ctx, ownerOf(buffer));
    }
  }
}

TEST_F(BufferTest, TooMuchMemoryRaises) {
  for (int64_t bytes : {int64_t{1} << 46, INT64_MAX, int64_t{1} << 55}) {
    EXPECT_EQ(errorOf([&] { kr_buffer_new(ctx, bytes); }), kr_error_out_of_memory);
    EXPECT_EQ(context_.error_args[0].i64, bytes);
    EXPECT_EQ(context_.error_site, kSite);
  }
}

TEST_F(BufferTest, PoolStaysBelowItsCap) {
  processPool().setCap(16 * kMegabyte);
  std::vector<kr_buffer*> buffers;
  for (int i = 0; i < 12; ++i) buffers.push_back(valueOf([&] { return kr_buffer_new(ctx, 2 * kMegabyte); }));
  for (kr_buffer* buffer : buffers) kr_buffer_release(ctx, ownerOf(buffer));
  EXPECT_LE(processPool().cachedBytes(), static_cast<size_t>(16 * kMegabyte));
  EXPECT_GE(processPool().cachedBytes(), static_cast<size_t>(12 * kMegabyte));

  kr_buffer* other = valueOf([&] { return kr_buffer_new(ctx, 8 * kMegabyte); });
  kr_buffer_release(ctx, ownerOf(other));  // drives blocks of the other class out
  EXPECT_EQ(valueOf([&] { return kr_buffer_new(ctx, 8 * kMegabyte); }), other);
  kr_buffer_release(ctx, ownerOf(other));
  EXPECT_LE(processPool().cachedBytes(), static_cast<size_t>(16 * kMegabyte));
}

TEST_F(BufferTest, CapOfZeroKeepsNothing) {
  processPool().setCap(0);
  for (int64_t bytes : {64l, 100000l, 5 * kMegabyte}) {
    kr_buffer* buffer = valueOf([&] { return kr_buffer_new_zeroed(ctx, bytes); });
    EXPECT_TRUE(allZero(buffer, bytes));
    kr_buffer_release(ctx, ownerOf(buffer));
  }
  EXPECT_EQ(processPool().cachedBytes(), 0u);
}

// Each thread marks its blocks and checks that nobody else got hold of them.
bool takesDistinctBlocks(uint64_t mark) {
  const size_t sizes[] = {64, 1000, 30000, 300000, 1 << 20};
  for (int round = 0; round < 400; ++round) {
    BufferBlock* blocks[5];
    for (int i = 0; i < 5; ++i) {
      blocks[i] = processPool().take(sizes[i]);
      *static_cast<volatile uint64_t*>(blocks[i]->data) = mark + i;
    }
    for (int i = 0; i < 5; ++i) {
      if (*static_cast<volatile uint64_t*>(blocks[i]->data) != mark + i) return false;
      processPool().give(blocks[i]);
    }
  }
  return true;
}

TEST_F(BufferTest, ManyThreadsShareThePool) {
  processPool().setCap(8 * kMegabyte);
  bool passed[8] = {};
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 8; ++i)
    threads.emplace_back([&passed, i] { passed[i] = takesDistinctBlocks(i * 100); });
  for (std::thread& thread : threads) thread.join();
  for (bool thread_passed : passed) EXPECT_TRUE(thread_passed);
  EXPECT_LE(processPool().cachedBytes(), static_cast<size_t>(8 * kMegabyte));
}

// Small blocks that a thread kept for itself go to the shared pool when it ends.
TEST_F(BufferTest, EndingThreadGivesItsBlocksBack) {
  BufferBlock* block = nullptr;
  std::thread([&] {
    block = processPool().take(1000);
    processPool().give(block);
    EXPECT_EQ(processPool().take(1000), block);
    processPool().give(block);
  }).join();
  EXPECT_EQ(processPool().cachedBytes(), block->capacity);
  EXPECT_EQ(processPool().take(1000), block);
  processPool().give(block);
}

TEST_F(BufferTest, ArraySizeFollowsNumPy) {
  auto size = [&](std::vector<int64_t> shape) {
    return valueOf([&] { return kr_array_size(ctx, static_cast<int64_t>(shape.size()), shape.data(), 8); });
  };
  EXPECT_EQ(size({}), 8);
  EXPECT_EQ(size({3, 5}), 120);
  EXPECT_EQ(size({3, 0}), 0);
  EXPECT_EQ(size({0, int64_t{1} << 59}), 0);
  auto error = [&](std::vector<int64_t> shape) {
    return errorOf([&] { kr_array_size(ctx, static_cast<int64_t>(shape.size()), shape.data(), 8); });
  };
  EXPECT_EQ(error({3, -1}), kr_error_negative_dimension);
  EXPECT_EQ(error({int64_t{1} << 60}), kr_error_array_too_big);
  EXPECT_EQ(error({int64_t{1} << 31, int64_t{1} << 31}), kr_error_array_too_big);
  EXPECT_EQ(error({-1, int64_t{1} << 60}), kr_error_negative_dimension);
}

}  // namespace
}  // namespace krait::test
