// The lines of an array along one axis, which are sorted one by one.
#pragma once

#include <cstdint>
#include <cstring>

#include "runtime/linear_algebra/strided_array.h"
#include "runtime/sorting/scratch.h"

namespace krait::sorting {

// Calls use(address in a, address in b) for the start of each line of two arrays of one shape, in row-major order.
template <class Each>
void forEachLine(const StridedArray& a, const StridedArray& b, int axis, Each use) {
  if (a.size() == 0) return;
  int64_t index[kMaxAxes] = {};
  char* at_a = a.data;
  char* at_b = b.data;
  while (true) {
    use(at_a, at_b);
    int k = a.ndim - 1;
    for (; k >= 0; --k) {
      if (k == axis) continue;
      at_a += a.strides[k];
      at_b += b.strides[k];
      if (++index[k] < a.shape[k]) break;
      at_a -= index[k] * a.strides[k];
      at_b -= index[k] * b.strides[k];
      index[k] = 0;
    }
    if (k < 0) return;
  }
}

template <class T>
void gather(T* to, const char* from, int64_t stride, size_t count) {
  for (size_t k = 0; k < count; ++k) std::memcpy(&to[k], from + static_cast<int64_t>(k) * stride, sizeof(T));
}

template <class T>
void scatter(char* to, int64_t stride, const T* from, size_t count) {
  for (size_t k = 0; k < count; ++k) std::memcpy(to + static_cast<int64_t>(k) * stride, &from[k], sizeof(T));
}

// As asContiguous(), and of times too, which are copied as the integers they are.
[[nodiscard]] inline StridedArray contiguousArray(kr_context* ctx, StridedArray array, char dtype) {
  const bool is_time = dtype == 'M';
  if (is_time) array.dtype = 'l';
  StridedArray made = asContiguous(ctx, array, is_time ? 'l' : dtype);
  made.dtype = dtype;
  return made;
}

// A line in a row: itself where it lies so, else a copy.
template <class T>
T* contiguous(Scratch& scratch, Use purpose, char* data, int64_t stride, size_t count) {
  const bool is_aligned = reinterpret_cast<uintptr_t>(data) % alignof(T) == 0;
  if ((stride == sizeof(T) || count == 1) && is_aligned) return reinterpret_cast<T*>(data);
  T* line = scratch.get<T>(purpose, count);
  gather(line, data, stride, count);
  return line;
}

}  // namespace krait::sorting
