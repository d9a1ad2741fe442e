// Sorting one long line, of keys alone or with their positions, on several threads: halves are split at their medians, all halves of a level at once, until there are
// kPieces; then each is sorted. Splitting costs three passes of a quickselect where a merge would cost as many that have no
// vector form, and needs no memory.
#pragma once

#include "runtime/parallel_for.h"
#include "runtime/sorting/quicksort.h"

namespace krait::sorting {

constexpr size_t kParallelCount = size_t{1} << 17;  // fewer keys are not worth threads
constexpr int64_t kPieces = 16;

template <class Key>
struct PiecesOfLine {
  const Kernels<Key>* kernels;
  Line<Key> line;
  int64_t width;  // pieces that one step works on

  [[nodiscard]] Line<Key> from(int64_t step) const {
    const size_t first = startOf(step * width), end = startOf((step + 1) * width);
    return line.part(first, end);
  }
  [[nodiscard]] size_t startOf(int64_t piece) const { return line.count * static_cast<size_t>(piece) / kPieces; }
};

// The steps [first, limit): what kr_parallel_for calls.
template <class Key>
void workOnPieces(kr_context* ctx, const kr_slot* environment, int64_t first, int64_t limit, kr_slot*) {
  const auto& pieces = *static_cast<const PiecesOfLine<Key>*>(environment[0].ptr);
  for (int64_t step = first; step < limit; ++step) {
    const Line<Key> line = pieces.from(step);
    if (pieces.width == 1) {
      sortLine(ctx, *pieces.kernels, line);
      continue;
    }
    const size_t middle = pieces.startOf(step * pieces.width + pieces.width / 2) - pieces.startOf(step * pieces.width);
    const int64_t position = static_cast<int64_t>(middle);
    selectLine(ctx, *pieces.kernels, line, {&position, 1});
  }
}

template <class Key>
void sortLineInParallel(kr_context* ctx, const Kernels<Key>& kernels, Line<Key> line) {
  PiecesOfLine<Key> pieces{&kernels, line, kPieces};
  const kr_slot environment{.ptr = &pieces};
  for (; pieces.width >= 1; pieces.width /= 2) {
    kr_parallel_loop loop{workOnPieces<Key>, &environment, kPieces / pieces.width, 0, 0, 0, nullptr};
    kr_parallel_for(ctx, &loop);
  }
}

}  // namespace krait::sorting
