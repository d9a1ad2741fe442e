// A key of advanced indexing, resolved against an array: what basic parts leave of it, and positions for the
// other axes.
//
// NumPy's rules: ints beside arrays of positions count as such; a mask counts as as many arrays of positions
// as it has axes; all of them broadcast, and the axes of that stand where the arrays stood, or in front if
// something else stands between them.
#pragma once

#include "runtime/linear_algebra/strided_array.h"

namespace krait::indexing {

// Positions along one axis, in C order; negative ones count from the end.
struct Positions {
  const int64_t* values;
  int64_t count;
  int ndim;
  int64_t shape[kMaxAxes];
  int64_t given_strides[kMaxAxes];  // of the array that they came as, in which `values` need not be
  bool came_as_words;               // in an array of int64
  int axis;
  int64_t extent, stride;
  kr_owner owner;  // of the values, if they were made here; else 0
};

struct ResolvedKey {
  char* base;              // of the array, moved by ints and slices
  StridedArray rest;       // the axes that no positions are for, without memory
  int place;               // how many of them stand in front of the broadcast axes
  StridedArray broadcast;  // the shape to which the positions broadcast, without memory
  int count;
  bool is_item;  // one int for each axis and nothing else
  Positions* positions;
  kr_owner owner;  // of the list of positions
};

// In which order positions are looked at. It shows in the position that an IndexError names.
enum class Visit : uint8_t {
  InOrder,   // of the array that they came as
  ByStep,    // axes with larger steps outside
  ByMemory,  // the same, and from the lower address to the higher one; but one axis of int64 in its order
};

// A key of one mask of all axes.
[[nodiscard]] bool isWholeMask(Operands key, int ndim);

// Passes over a key.
void skipKey(Operands& key);

// Raises IndexError, positions out of bounds excepted. What it made is given back by releaseKey().
[[nodiscard]] ResolvedKey resolveKey(kr_context* ctx, Operands& key, const StridedArray& array);
void releaseKey(kr_context* ctx, const ResolvedKey& key);

// The shape of what the key selects, as an array of the dtype without memory.
[[nodiscard]] StridedArray selectedShape(const ResolvedKey& key, char dtype);

void checkMask(kr_context* ctx, const StridedArray& mask, const StridedArray& array, int first_axis);
[[noreturn]] void raiseOutOfBounds(kr_context* ctx, int64_t index, int axis, int64_t extent);

}  // namespace krait::indexing
