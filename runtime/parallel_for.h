// Parallel loops: a body of compiled code, run over chunks of its iterations on a team of threads.
//
// Chunks are numbered in the order of the iterations. Each runs in a context of its own, through kr_enter, so that a raise in it
// ends it and nothing else. Of all chunks that raise, the first counts: those behind it may be left out, those before it are
// always run, so that the error is the one that the loop would have raised on one thread. It is raised again in the caller's
// context when all threads have come back; what chunks still own passes to the caller.
//
// How a loop that gives results is cut into chunks depends on the number of its iterations and on what the caller has set, never
// on the number of threads: so the results, combined in order, are the same bits for any number.
#pragma once

#include "runtime/parallel_abi.h"
#include "runtime/thread_team.h"

extern "C" {

// Runs the loop; gives the number of chunks, 0 if there is no iteration.
int64_t kr_parallel_for(kr_context* ctx, kr_parallel_loop* loop);

}  // extern "C"

namespace krait {

enum class Schedule : int32_t { Dynamic, Static };

// What the parallel loops of one thread follow. Static: each thread has its chunks from the start; dynamic: the next free one.
struct LoopSchedule {
  Schedule kind = Schedule::Dynamic;
  int64_t chunk_size = 0;  // iterations; 0: about 64 to 256 chunks
};
LoopSchedule& threadSchedule();

// The size of the chunks of a loop, which depends on `threads` only where there are no results.
[[nodiscard]] int64_t chunkSize(const kr_parallel_loop& loop, const LoopSchedule& schedule, int32_t threads);

// Whether a parallel loop runs anywhere in the process: references to buffers are then counted atomically.
[[nodiscard]] bool isParallel();

}  // namespace krait
