// Sorting the elements of one contiguous line, and putting some of them where sorting would.
#pragma once

#include <span>

#include "runtime/sorting/element_type.h"
#include "runtime/sorting/scratch.h"

namespace krait::sorting {

// Stable as far as that can be seen: zeros and nans, which are equal but differ in bits, keep their order.
template <class T>
void sortValues(Scratch& scratch, T* values, size_t count);

// Positions: ascending, inside the line.
template <class T>
void selectValues(Scratch& scratch, T* values, size_t count, std::span<const int64_t> positions);

}  // namespace krait::sorting
