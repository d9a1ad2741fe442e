// numpy.fft's helpers: frequencies of a transform, and moving the zero frequency to the middle.
#include <algorithm>
#include <string_view>

#include "runtime/linear_algebra/fourier.h"
#include "runtime/linear_algebra/strided_array.h"
#include "runtime/raise.h"

namespace krait {
namespace {

// The part of an axis from `first` on, `count` long.
StridedArray part(StridedArray array, int axis, int64_t first, int64_t count) {
  array.data += first * array.strides[axis];
  array.shape[axis] = count;
  return array;
}

// Moves every axis by its shift, which is less than its extent: two parts change places.
void copyShifted(const StridedArray& to, const StridedArray& from, const int64_t* shifts, int axis) {
  if (axis == from.ndim) return copyElements(to, from);
  const int64_t extent = from.shape[axis], shift = shifts[axis];
  copyShifted(part(to, axis, shift, extent - shift), part(from, axis, 0, extent - shift), shifts, axis + 1);
  if (shift > 0)
    copyShifted(part(to, axis, 0, shift), part(from, axis, extent - shift, shift), shifts, axis + 1);
}

// How far each axis moves; an axis that is named twice moves twice.
void findShifts(kr_context* ctx, Operands& operands, const StridedArray& a, bool is_inverse,
                int64_t* shifts) {
  int64_t axes[kMaxAxes];
  int count = a.ndim;
  if (operands.isNone()) {
    for (int k = 0; k < count; ++k) axes[k] = k;
  } else {
    count = operands.takeInts(axes);
  }
  std::fill_n(shifts, a.ndim, 0);
  for (int k = 0; k < count; ++k) {
    if (axes[k] < -a.ndim || axes[k] >= a.ndim) raise(ctx, kr_error_tuple_index);
    const int64_t axis = axes[k] < 0 ? axes[k] + a.ndim : axes[k];
    const int64_t extent = a.shape[axis], half = extent / 2;
    if (extent > 0) shifts[axis] = (shifts[axis] + (is_inverse ? extent - half : half)) % extent;
  }
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_fourier_frequencies(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const bool is_real = std::string_view(operands.takeText()) == "rfftfreq";
  const bool has_python_count = operands.isPythonNumber();
  const int64_t n = operands.takeInt();
  const bool is_python = has_python_count && operands.isPythonNumber();
  const double span = static_cast<double>(n) * operands.takeDouble();
  if (span == 0 && is_python) raise(ctx, kr_error_float_division_by_zero);
  const double unit = 1.0 / span;
  const int64_t count = is_real ? n / 2 + 1 : n;
  if (count < 0) raise(ctx, kr_error_negative_dimension);
  const StridedArray made = newStrided(ctx, 'd', 1, &count);
  auto* out = reinterpret_cast<double*>(made.data);
  const int64_t positive = is_real ? count : (n - 1) / 2 + 1;
  for (int64_t k = 0; k < count; ++k) out[k] = static_cast<double>(k < positive ? k : k - n) * unit;
  Results(slots).putArray(made);
}

void kr_fourier_shift(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const bool is_inverse = std::string_view(operands.takeText()) == "ifftshift";
  const StridedArray a = operands.takeArray();
  int64_t shifts[kMaxAxes];
  findShifts(ctx, operands, a, is_inverse, shifts);
  StridedArray made = newStrided(ctx, a.dtype, a.ndim, a.shape);
  copyShifted(made, a, shifts, 0);
  Results(slots).put(ctx, made);
}
