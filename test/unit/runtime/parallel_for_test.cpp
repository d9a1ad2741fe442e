// Parallel loops: chunks, the first error, interrupts and what chunks leave behind, on a team of plain threads.
#include "runtime/parallel_for.h"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "runtime/buffer.h"
#include "runtime/buffer_pool.h"
#include "runtime/numpy_loops.h"
#include "runtime/raise.h"
#include "test/unit/runtime/in_context.h"

namespace krait::test {
namespace {

int32_t team_size = 4;

void runTeam(kr_team_member member, void* work) {
  std::vector<std::thread> workers;
  for (int32_t k = 1; k < team_size; ++k) workers.emplace_back(member, work, k, team_size);
  member(work, 0, team_size);
  for (std::thread& worker : workers) worker.join();
}

constexpr kr_team kTeam = {runTeam, [] { return team_size; }, [](int32_t count) { team_size = count; }};

class ParallelForTest : public InContext {
 protected:
  void SetUp() override {
    host_.find_team = [](kr_host*) { return &kTeam; };
    ctx->host = &host_;
    ctx->interrupt = &no_interrupt_;
    team_size = 4;
  }
  void TearDown() override {
    threadSchedule() = {};
    EXPECT_EQ(context_.owned, nullptr);
  }

  int64_t run(kr_chunk_body body, int64_t count, const void* environment, int64_t result_slots = 0) {
    loop_ = {body, static_cast<const kr_slot*>(environment), count, result_slots, 0, 0, nullptr};
    return valueOf([&] { return kr_parallel_for(ctx, &loop_); });
  }

  kr_host host_{};
  const volatile int32_t no_interrupt_ = 0;
  kr_parallel_loop loop_{};
};

void mark(kr_context*, const kr_slot* environment, int64_t first, int64_t limit, kr_slot*) {
  auto* seen = static_cast<std::atomic<int>*>(environment[0].ptr);
  for (int64_t k = first; k < limit; ++k) ++seen[k];
}

TEST_F(ParallelForTest, EveryIterationRunsOnce) {
  for (const Schedule kind : {Schedule::Dynamic, Schedule::Static}) {
    for (const int64_t size : {0, 1, 7}) {
      threadSchedule() = {kind, size};
      for (const int64_t count : {1, 2, 3, 63, 64, 65, 1000, 70000}) {
        std::vector<std::atomic<int>> seen(static_cast<size_t>(count));
        const kr_slot environment{.ptr = seen.data()};
        run(mark, count, &environment);
        for (const auto& times : seen) ASSERT_EQ(times, 1);
      }
    }
  }
}

TEST_F(ParallelForTest, NoIterationsNoChunks) {
  EXPECT_EQ(run(mark, 0, nullptr), 0);
  EXPECT_EQ(run(mark, -5, nullptr), 0);
}

TEST_F(ParallelForTest, ChunksOfAReductionDoNotDependOnThreads) {
  const kr_parallel_loop with_results{nullptr, nullptr, 1000, 1, 0, 0, nullptr};
  const kr_parallel_loop with_copies{nullptr, nullptr, 1000, 0, 8, 0, nullptr};
  const kr_parallel_loop with_large_copies{nullptr, nullptr, 1000, 0, int64_t{1} << 40, 0, nullptr};
  for (const Schedule kind : {Schedule::Dynamic, Schedule::Static}) {
    std::set<int64_t> sizes;
    for (const int32_t threads : {1, 2, 7, 64, 500}) sizes.insert(chunkSize(with_results, {kind, 0}, threads));
    EXPECT_EQ(sizes.size(), 1u);
  }
  EXPECT_EQ(chunkSize(with_copies, {}, 64), 63);  // 16 chunks
  EXPECT_EQ(chunkSize(with_copies, {Schedule::Dynamic, 1}, 64), 63);
  EXPECT_EQ(chunkSize(with_large_copies, {}, 64), 1000);
  EXPECT_EQ(chunkSize(with_results, {Schedule::Dynamic, 17}, 3), 17);
}

TEST_F(ParallelForTest, ResultsStandInTheOrderOfTheChunks) {
  const auto body = [](kr_context*, const kr_slot*, int64_t first, int64_t limit, kr_slot* results) {
    results[0].i64 = first;
    results[1].i64 = limit;
  };
  const int64_t chunks = run(body, 1000, nullptr, 2);
  const auto* results = static_cast<const kr_slot*>(loop_.results->data);
  for (int64_t k = 0; k < chunks; ++k) EXPECT_EQ(results[2 * k].i64, k == 0 ? 0 : results[2 * k - 1].i64);
  EXPECT_EQ(results[2 * chunks - 1].i64, 1000);
  kr_buffer_release(ctx, reinterpret_cast<kr_owner>(loop_.results));
}

void raiseFromHere(kr_context* context, const kr_slot* environment, int64_t first, int64_t limit, kr_slot*) {
  for (int64_t k = first; k < limit; ++k) {
    (void)kr_buffer_new(context, 100);
    if (k >= environment[0].i64) raiseInteger(context, kr_error_int_out_of_range, k);
  }
}

TEST_F(ParallelForTest, TheFirstErrorIsRaised) {
  for (int64_t bad = 0; bad < 200; ++bad) {
    const kr_slot environment{.i64 = bad};
    kr_parallel_loop loop{raiseFromHere, &environment, 200, 0, 0, 0, nullptr};
    EXPECT_EQ(errorOf([&] { kr_parallel_for(ctx, &loop); }), kr_error_int_out_of_range);
    EXPECT_EQ(ctx->error_args[0].i64, bad);
  }
}

TEST_F(ParallelForTest, WhatChunksLeaveIsTheCallers) {
  const auto body = [](kr_context* context, const kr_slot*, int64_t first, int64_t limit, kr_slot*) {
    for (int64_t k = first; k < limit; ++k) (void)kr_buffer_new(context, 8);
  };
  run(body, 500, nullptr);
  int buffers = 0;
  for (const kr_buffer* each = ctx->owned; each != nullptr; each = each->next) ++buffers;
  EXPECT_EQ(buffers, 500);
  kr_buffer_sweep(ctx);
}

TEST_F(ParallelForTest, AnInterruptEndsAllChunks) {
  static volatile int32_t flag;
  static std::atomic<int> started;
  flag = 0;
  started = 0;
  ctx->interrupt = &flag;
  ctx->on_interrupt = [](kr_context*) {
    flag = 0;
    return 1;
  };
  const auto body = [](kr_context* context, const kr_slot*, int64_t, int64_t, kr_slot*) {
    if (++started == team_size) flag = 1;
    for (;;) {
      if (*context->interrupt != 0) kr_interrupted(context, 7);
    }
  };
  kr_parallel_loop loop{body, nullptr, 100, 0, 0, 0, nullptr};
  EXPECT_EQ(errorOf([&] { kr_parallel_for(ctx, &loop); }), kr_error_python_error);
  ctx->on_interrupt = nullptr;
}

}  // namespace
}  // namespace krait::test
