// Sorting and selecting in one line, by quicksort over the kernels of this machine.
//
// A split sends the keys below the pivot left. Where the pivot is the least key (which is known when it was the pivot of
// the split before), the split sends what equals it left instead, and that part is done: equal keys cost one pass for
// each distinct key that is sampled, and every second split gets shorter, whatever the keys. (Peters, Pattern-defeating
// quicksort, 2021.) Samples are taken at random positions, so that no order of keys that occurs by itself is a bad one.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/sorting/kernels.h"

namespace krait::sorting {

template <class Key>
void sortLine(kr_context* ctx, const Kernels<Key>& kernels, Line<Key> line);

// Puts the keys at the given positions (ascending) where sorting would, with those not above before and those not below
// after.
template <class Key>
void selectLine(kr_context* ctx, const Kernels<Key>& kernels, Line<Key> line, std::span<const int64_t> positions);

}  // namespace krait::sorting
