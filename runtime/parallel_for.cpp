// The protocol of parallel loops; see parallel_for.h. Which threads there are is the team's business (thread_team.h).
#include "runtime/parallel_for.h"

#include <immintrin.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "runtime/buffer.h"
#include "runtime/buffer_pool.h"
#include "runtime/numpy_loops.h"
#include "runtime/raise.h"
#include "runtime/thread_stack.h"

namespace krait {
namespace {

constexpr int64_t kFewChunks = 64;
constexpr int64_t kManyChunks = 256;
constexpr int64_t kManyIterations = int64_t{1} << 20;
constexpr int64_t kPrivateChunks = 16;
constexpr int64_t kPrivateBytes = int64_t{64} << 20;  // for all chunks together
constexpr int64_t kElements = 16384;  // fewer are not worth a thread
constexpr int64_t kAlignment = 256;   // of chunks of single elements: that of blocks of a sum
constexpr int kSpins = 4000;                // of the caller that waits for the last chunks: some 0.1 ms
constexpr long kNapNanoseconds = 100'000;   // between looks for Ctrl-C after that

std::atomic<int32_t> running_loops{0};

class LoopRun;

// The context of a thread's chunks. It comes first, so that the poll's context leads back to the loop.
struct ChunkContext : kr_context {
  LoopRun* loop;
};

struct Chunk {
  LoopRun* loop;
  int64_t number;
};

class LoopRun {
 public:
  LoopRun(kr_context* caller, const kr_parallel_loop& what, int64_t chunk_size, kr_slot* results)
      : caller_(caller), what_(what), chunk_size_(chunk_size), chunks_((what.count + chunk_size - 1) / chunk_size),
        results_(results) {}

  [[nodiscard]] int64_t chunks() const { return chunks_; }

  // On `threads` threads of the team; without one, on the caller alone.
  void run(const kr_team* team, int32_t threads, Schedule schedule) {
    is_static_ = schedule == Schedule::Static;
    if (team == nullptr || threads < 2 || chunks_ < 2) return work(0, 1);
    team->run([](void* loop, int32_t thread, int32_t of) { static_cast<LoopRun*>(loop)->work(thread, of); }, this);
  }

  // In the caller, when all threads are back.
  void finish() {
    if (owned_ != nullptr) adopt(owned_);
    if (stop_ != 0) kr_raise(caller_, kr_error_python_error, stopped_at_);
    if (first_failed_ == INT64_MAX) return;
    std::memcpy(caller_->error_args, failure_.error_args, sizeof failure_.error_args);
    caller_->library_call_site = failure_.library_call_site;
    kr_raise(caller_, failure_.error_kind, failure_.error_site);
  }

 private:
  void work(int32_t thread, int32_t threads) {
    ChunkContext context = makeContext(thread);
    int64_t own = 0;
    if (is_static_) {
      for (int64_t k = chunks_ * thread / threads; k < chunks_ * (thread + 1) / threads; ++k, ++own) runChunk(context, k);
    } else {
      for (int64_t k = next_++; k < chunks_; k = next_++, ++own) runChunk(context, k);
    }
    done_.fetch_add(own, std::memory_order_release);
    if (thread == 0) awaitOthers(context);
  }

  ChunkContext makeContext(int32_t thread) {
    ChunkContext context;
    context.sp = nullptr;
    context.owned = nullptr;
    context.interrupt = thread == 0 ? caller_->interrupt : &stop_;
    context.stack_limit = threadStackLimit();
    context.on_interrupt = thread == 0 ? passInterrupt : isStopped;
    context.host = caller_->host;
    context.error_kind = kr_error_none;
    context.error_site = 0;
    context.library_call_site = caller_->library_call_site;
    context.loop = this;
    return context;
  }

  void runChunk(ChunkContext& context, int64_t number) {
    if (number > first_failed_.load(std::memory_order_relaxed) || stop_ != 0) return;
    Chunk chunk{this, number};
    kr_slot* results = results_ + number * what_.result_slots;
    if (kr_enter(&context, enterBody, reinterpret_cast<const kr_slot*>(&chunk), results) != 0) noteFailure(context, number);
    if (context.owned != nullptr) keep(context);
  }

  static void enterBody(kr_context* context, const kr_slot* chunk_slots, kr_slot* results) {
    const auto* chunk = reinterpret_cast<const Chunk*>(chunk_slots);
    const LoopRun& loop = *chunk->loop;
    const int64_t first = chunk->number * loop.chunk_size_;
    loop.what_.body(context, loop.what_.environment, first, std::min(first + loop.chunk_size_, loop.what_.count), results);
  }

  void noteFailure(const kr_context& context, int64_t number) {
    lock_.lock();
    if (stop_ == 0 && number < first_failed_.load(std::memory_order_relaxed)) {
      first_failed_.store(number, std::memory_order_relaxed);
      failure_ = context;
    }
    lock_.unlock();
  }

  // Memory that a chunk leaves behind belongs to the caller's call.
  void keep(kr_context& context) {
    lock_.lock();
    owned_ = joined(context.owned, owned_);
    lock_.unlock();
    context.owned = nullptr;
  }

  static kr_buffer* joined(kr_buffer* list, kr_buffer* rest) {
    kr_buffer* last = list;
    while (last->next != nullptr) last = last->next;
    last->next = rest;
    if (rest != nullptr) rest->prev = last;
    return list;
  }

  void adopt(kr_buffer* list) { caller_->owned = joined(list, caller_->owned); }

  // Python runs signal handlers on its main thread, which may be this one: it looks for them while it waits.
  void awaitOthers(ChunkContext& context) {
    for (int spins = 0; done_.load(std::memory_order_acquire) < chunks_; ++spins) {
      if (*context.interrupt != 0 && stop_ == 0) passInterrupt(&context);
      if (spins < kSpins) {
        _mm_pause();
      } else {
        const timespec nap{0, kNapNanoseconds};
        nanosleep(&nap, nullptr);
      }
    }
  }

  static int32_t passInterrupt(kr_context* context) {
    LoopRun& loop = *static_cast<ChunkContext*>(context)->loop;
    if (loop.caller_->on_interrupt == nullptr || loop.caller_->on_interrupt(loop.caller_) == 0) return 0;
    loop.stopped_at_ = context->error_site;
    __atomic_store_n(&loop.stop_, 1, __ATOMIC_RELAXED);
    return 1;
  }

  static int32_t isStopped(kr_context*) { return 1; }

  kr_context* const caller_;
  const kr_parallel_loop what_;
  const int64_t chunk_size_;
  const int64_t chunks_;
  kr_slot* const results_;
  bool is_static_ = false;
  alignas(64) std::atomic<int64_t> next_{0};
  alignas(64) std::atomic<int64_t> done_{0};
  std::atomic<int64_t> first_failed_{INT64_MAX};
  int32_t stop_ = 0;  // an interrupt raised: what polls of the workers see
  uint32_t stopped_at_ = 0;
  SpinLock lock_;
  kr_buffer* owned_ = nullptr;
  kr_context failure_{};
};

// A loop over too few elements for threads: the caller does it itself, without more ado.
bool isTooSmall(const kr_parallel_loop& what) {
  int64_t total = 0;
  return what.elements > 0 && !__builtin_mul_overflow(what.count, what.elements, &total) && total < 2 * kElements;
}

// Memory for what the chunks come to, or null.
kr_slot* newResults(kr_context* ctx, kr_parallel_loop& what, int64_t chunks) {
  if (what.result_slots == 0) return nullptr;
  what.results = kr_buffer_new(ctx, chunks * what.result_slots * static_cast<int64_t>(sizeof(kr_slot)));
  return static_cast<kr_slot*>(what.results->data);
}

const kr_team* findTeam(kr_context* ctx) {
  if (ctx->host == nullptr) return nullptr;
  const kr_team* team = ctx->host->find_team(ctx->host);
  if (team == nullptr) raise(ctx, kr_error_python_error);
  return team;
}

}  // namespace

LoopSchedule& threadSchedule() {
  thread_local LoopSchedule schedule;
  return schedule;
}

int64_t chunkSize(const kr_parallel_loop& loop, const LoopSchedule& schedule, int32_t threads) {
  const auto sizeFor = [&](int64_t chunks) { return std::max<int64_t>(1, (loop.count + chunks - 1) / chunks); };
  if (loop.elements > 0) {
    const int64_t worthwhile = (kElements + loop.elements - 1) / loop.elements;
    const int64_t shared = sizeFor(loop.result_slots > 0 ? kFewChunks : int64_t{4} * threads);
    const int64_t aligned = loop.elements == 1 ? (shared + kAlignment - 1) / kAlignment * kAlignment : shared;
    return std::max({schedule.chunk_size, worthwhile, aligned});
  }
  const bool has_copies = loop.private_bytes > 0;
  const int64_t least = has_copies ? sizeFor(std::clamp<int64_t>(kPrivateBytes / loop.private_bytes, 1, kPrivateChunks)) : 1;
  if (schedule.chunk_size > 0) return std::max(schedule.chunk_size, least);
  const bool may_vary = loop.result_slots == 0 && !has_copies;
  if (may_vary && schedule.kind == Schedule::Static) return sizeFor(threads);
  const int64_t wanted = loop.count < kManyIterations ? kFewChunks : kManyChunks;
  return std::max(least, sizeFor(may_vary ? std::max<int64_t>(wanted, 8 * threads) : wanted));
}

bool isParallel() { return running_loops.load(std::memory_order_relaxed) != 0; }

}  // namespace krait

using namespace krait;

int64_t kr_parallel_for(kr_context* ctx, kr_parallel_loop* what) {
  if (what->count <= 0) return 0;
  if (isTooSmall(*what)) {
    what->body(ctx, what->environment, 0, what->count, newResults(ctx, *what, 1));
    return 1;
  }
  const kr_team* team = findTeam(ctx);
  const int32_t threads = team == nullptr ? 1 : team->threads();
  const LoopSchedule schedule = threadSchedule();
  const int64_t size = chunkSize(*what, schedule, threads);
  kr_slot* results = newResults(ctx, *what, (what->count + size - 1) / size);
  LoopRun loop(ctx, *what, size, results);
  running_loops.fetch_add(1, std::memory_order_relaxed);
  loop.run(team, threads, schedule.kind);
  running_loops.fetch_sub(1, std::memory_order_relaxed);
  loop.finish();
  return loop.chunks();
}
