// Quicksort and quickselect; see quicksort.h.
#include "runtime/sorting/quicksort.h"

#include <algorithm>

namespace krait::sorting {
namespace {

constexpr uint64_t kSeed = 0x9e3779b97f4a7c15;

template <class Key>
struct Quicksort {
  kr_context* ctx;
  const Kernels<Key>& kernels;
  uint64_t random_state = kSeed;

  // A line and the pivot to its left, which is not above any of its keys; null: nothing is known.
  struct Task {
    Line<Key> line;
    const Key* least;
  };

  // The place of the split, and whether what lies left of it is done.
  struct Cut {
    size_t left;
    bool is_left_done;
    Key pivot;
  };

  Cut cut(const Task& task) {
    if (isInterrupted(ctx)) poll(ctx);
    const Key pivot = kernels.pivot(task.line, random_state);
    const bool is_least = task.least && !(*task.least < pivot);
    const Split kind = is_least ? Split::NotAbove : Split::Below;
    return {kernels.split(ctx, task.line, pivot, kind), is_least, pivot};
  }

  // The shorter part by recursion, so that the depth is that of a balanced tree at most.
  void sort(Task task) {
    Key least;
    while (task.line.count > kernels.short_count) {
      const Cut at = cut(task);
      const Task left{task.line.part(0, at.left), task.least};
      const Task right{task.line.part(at.left, task.line.count), &at.pivot};
      const bool goes_left = !at.is_left_done && left.line.count > right.line.count;
      if (goes_left) {
        sort(right);
        task = left;
      } else {
        if (!at.is_left_done) sort(left);
        least = at.pivot;
        task = {right.line, &least};
      }
    }
    kernels.sortShort(task.line);
  }

  // `offset`: of the line in the whole, to which positions refer.
  void select(Task task, size_t offset, std::span<const int64_t> positions) {
    Key least;
    while (!positions.empty() && task.line.count > kernels.short_count) {
      const Cut at = cut(task);
      const auto border = std::lower_bound(positions.begin(), positions.end(), static_cast<int64_t>(offset + at.left));
      const size_t left_positions = static_cast<size_t>(border - positions.begin());
      if (!at.is_left_done) select({task.line.part(0, at.left), task.least}, offset, positions.first(left_positions));
      positions = positions.subspan(left_positions);
      task.line = task.line.part(at.left, task.line.count);
      offset += at.left;
      least = at.pivot;
      task.least = &least;
    }
    if (!positions.empty()) kernels.sortShort(task.line);
  }
};

}  // namespace

template <class Key>
void sortLine(kr_context* ctx, const Kernels<Key>& kernels, Line<Key> line) {
  Quicksort<Key>{ctx, kernels}.sort({line, nullptr});
}

template <class Key>
void selectLine(kr_context* ctx, const Kernels<Key>& kernels, Line<Key> line, std::span<const int64_t> positions) {
  Quicksort<Key>{ctx, kernels}.select({line, nullptr}, 0, positions);
}

#define KRAIT_KEY(Key)                                                        \
  template void sortLine(kr_context*, const Kernels<Key>&, Line<Key>);        \
  template void selectLine(kr_context*, const Kernels<Key>&, Line<Key>, std::span<const int64_t>);
KRAIT_KEY(int32_t)
KRAIT_KEY(uint32_t)
KRAIT_KEY(float)
KRAIT_KEY(int64_t)
KRAIT_KEY(uint64_t)
KRAIT_KEY(double)
#undef KRAIT_KEY

}  // namespace krait::sorting
