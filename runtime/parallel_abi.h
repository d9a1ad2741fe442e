// What compiled code knows of parallel loops: the form of a body, and the description that it gives to kr_parallel_for.
#pragma once

#include "runtime/abi.h"

extern "C" {

// The iterations [first, limit). `results` is the chunk's own part of the results.
using kr_chunk_body = void (*)(kr_context*, const kr_slot* environment, int64_t first, int64_t limit, kr_slot* results);

// Filled by compiled code: eight bytes each.
struct kr_parallel_loop {
  kr_chunk_body body;
  const kr_slot* environment;
  int64_t count;         // iterations
  int64_t result_slots;  // of a chunk
  int64_t private_bytes; // of the arrays that each chunk has a copy of: the more, the fewer chunks; 0: none
  int64_t elements;      // that an iteration visits, of a loop over elements; 0: any loop
  kr_buffer* results;    // out: where results are wanted and there is a chunk, chunk after chunk; the caller releases it
};
constexpr int kParallelLoopWords = sizeof(kr_parallel_loop) / 8;

}  // extern "C"
