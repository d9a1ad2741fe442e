// The order of the elements of one contiguous line: what argsort, argpartition and lexsort give.
#pragma once

#include <span>

#include "runtime/sorting/element_type.h"
#include "runtime/sorting/scratch.h"

namespace krait::sorting {

enum class Ties : bool { AnyOrder, KeepOrder };

template <class T>
void argsortValues(Scratch& scratch, const T* values, size_t count, int64_t* order, Ties ties);

template <class T>
void argselectValues(Scratch& scratch, const T* values, size_t count, int64_t* order, std::span<const int64_t> positions);

// One key of a lexsort: puts `order`, an order of the line, in the order of the values, and leaves ties as they are.
template <class T>
void reorder(Scratch& scratch, const T* values, size_t count, int64_t* order);

}  // namespace krait::sorting
