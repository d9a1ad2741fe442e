// Fourier transforms along one axis, and along several, one after the other from the last as NumPy has it.
#include "runtime/linear_algebra/fourier.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

#include "runtime/buffer.h"
#include "runtime/linear_algebra/gufunc.h"
#include "runtime/raise.h"

namespace krait {
namespace {

struct Transform {
  bool is_real;  // real input forward, real result backward
  bool is_forward;
  const char* norm;  // null: none given
};

// The words for a norm, seen from the other direction.
bool isScaled(const Transform& how) {
  if (how.norm == nullptr) return !how.is_forward;
  return std::strcmp(how.norm, how.is_forward ? "forward" : "backward") == 0;
}

bool isOrthogonal(const Transform& how) { return how.norm != nullptr && std::strcmp(how.norm, "ortho") == 0; }

const char* otherDirection(const char* norm) {
  if (norm == nullptr || std::strcmp(norm, "backward") == 0) return "forward";
  return std::strcmp(norm, "forward") == 0 ? "backward" : norm;
}

void checkNorm(kr_context* ctx, const char* norm, bool is_forward) {
  if (norm == nullptr) return;
  for (const char* known : {"backward", "ortho", "forward"}) {
    if (std::strcmp(norm, known) == 0) return;
  }
  raiseFormatted(ctx, kr_error_value_error,
                 "Invalid norm value %s; should be \"backward\",%s\"ortho\" or \"forward\".", norm,
                 is_forward ? "" : " ");
}

// The factor as NumPy computes it, in the precision of the input.
template <typename Real>
double factorIn(const Transform& how, int64_t n) {
  if (isOrthogonal(how))
    return static_cast<double>(Real(1) / static_cast<Real>(std::sqrt(static_cast<Real>(n))));
  return isScaled(how) ? static_cast<double>(Real(1) / static_cast<Real>(n)) : 1.0;
}

double factor(const Transform& how, int64_t n, char dtype) {
  if (dtype == 'f' || dtype == 'F') return factorIn<float>(how, n);
  if (dtype != 'e') return factorIn<double>(how, n);
  const auto half = [](float value) { return static_cast<float>(static_cast<_Float16>(value)); };
  const float size = half(static_cast<float>(n));
  if (isOrthogonal(how)) return half(1.0F / half(std::sqrt(size)));
  return isScaled(how) ? half(1.0F / size) : 1.0;
}

Loop loopOf(const Transform& how, int64_t n, bool is_single) {
  const auto pick = [is_single](Loop single, Loop other) { return is_single ? single : other; };
  if (!how.is_real) return how.is_forward ? pick(Loop::fft_f, Loop::fft_d) : pick(Loop::ifft_f, Loop::ifft_d);
  if (!how.is_forward) return pick(Loop::irfft_f, Loop::irfft_d);
  return n % 2 == 0 ? pick(Loop::rfft_n_even_f, Loop::rfft_n_even_d)
                    : pick(Loop::rfft_n_odd_f, Loop::rfft_n_odd_d);
}

// A new array with its axes in the order of `like`: columns first if those are contiguous there.
StridedArray newLike(kr_context* ctx, const StridedArray& like, char dtype, const int64_t* shape) {
  StridedArray reversed = like;
  std::reverse(reversed.shape, reversed.shape + like.ndim);
  std::reverse(reversed.strides, reversed.strides + like.ndim);
  const bool is_columns = !isContiguous(like) && isContiguous(reversed);
  int64_t extents[kMaxAxes];
  std::copy_n(shape, like.ndim, extents);
  if (is_columns) std::reverse(extents, extents + like.ndim);
  StridedArray made = newStrided(ctx, dtype, like.ndim, extents);
  if (is_columns) {
    std::reverse(made.shape, made.shape + like.ndim);
    std::reverse(made.strides, made.strides + like.ndim);
  }
  return made;
}

StridedArray axisLast(const StridedArray& array, int axis) {
  StridedArray moved = withoutAxis(array, axis);
  return withAxisAt(moved, moved.ndim, array.shape[axis], array.strides[axis]);
}

int checkedAxis(kr_context* ctx, int64_t axis, int ndim) {
  if (axis < -ndim || axis >= ndim) {
    ctx->error_args[0].i64 = axis;
    ctx->error_args[1].i64 = ndim;
    raise(ctx, kr_error_axis_out_of_bounds);
  }
  return static_cast<int>(axis < 0 ? axis + ndim : axis);
}

// a.shape[axis], as Python has it.
int64_t extentAlong(kr_context* ctx, const StridedArray& a, int64_t axis) {
  if (axis < -a.ndim || axis >= a.ndim) raise(ctx, kr_error_tuple_index);
  return a.shape[axis < 0 ? axis + a.ndim : axis];
}

// NumPy's choice of a loop: single precision only where the factor is one of single precision as well, which
// 1 is not.
bool isComputedInSingle(char dtype, const Transform& how) {
  const bool has_factor = isOrthogonal(how) || isScaled(how);
  return has_factor && dtype == (how.is_real && how.is_forward ? 'f' : 'F');
}

// Of whatever precision the loop was: small numbers give small ones.
char resultLetter(char dtype, const Transform& how) {
  const bool is_small = dtype == 'e' || dtype == 'f' || dtype == 'F';
  if (!how.is_real || how.is_forward) return is_small ? 'F' : 'D';
  return dtype == 'e' ? 'e' : is_small ? 'f' : 'd';
}

StridedArray rounded(kr_context* ctx, StridedArray& computed, char dtype) {
  if (computed.dtype == dtype) return computed;
  StridedArray made = newLike(ctx, computed, dtype, computed.shape);
  copyElements(made, computed);
  release(ctx, computed);
  return made;
}

// take(a.shape, axis), as NumPy has it.
int64_t extentTaken(kr_context* ctx, const StridedArray& a, int64_t axis) {
  if (axis < -a.ndim || axis >= a.ndim) {
    ctx->error_args[0].i64 = axis;
    ctx->error_args[1].i64 = 0;
    ctx->error_args[2].i64 = a.ndim;
    raise(ctx, kr_error_index_out_of_bounds);
  }
  return a.shape[axis < 0 ? axis + a.ndim : axis];
}

// The transform of n points along the axis.
StridedArray transformed(kr_context* ctx, const StridedArray& a, int64_t n, int64_t given_axis,
                         const Transform& how) {
  if (n < 1)
    raiseFormatted(ctx, kr_error_value_error, "Invalid number of FFT data points (%ld) specified.", n);
  checkNorm(ctx, how.norm, how.is_forward);
  const int axis = checkedAxis(ctx, given_axis, a.ndim);
  int64_t shape[kMaxAxes];
  std::copy_n(a.shape, a.ndim, shape);
  const bool is_half = how.is_real && how.is_forward;
  shape[axis] = is_half ? n / 2 + 1 : n;
  const bool is_single = isComputedInSingle(a.dtype, how);
  const char real = is_single ? 'f' : 'd', complex = is_single ? 'F' : 'D';
  StridedArray out = newLike(ctx, a, how.is_real && !how.is_forward ? real : complex, shape);
  StridedArray in = asDtype(ctx, a, is_half ? real : complex);
  const double scale = factor(how, n, a.dtype);
  float single_scale = static_cast<float>(scale);
  StridedArray scale_operand;
  scale_operand.data = is_single ? reinterpret_cast<char*>(&single_scale)
                                 : reinterpret_cast<char*>(const_cast<double*>(&scale));
  const StridedArray from = axisLast(in, axis), to = axisLast(out, axis);
  runLoop(findLoop(ctx, loopOf(how, n, is_single)), stackOf(from, 1),
          {{&from, 1}, {&scale_operand, 0}, {&to, 1}}, {from.extent(1), to.extent(1)});
  release(ctx, in);
  return rounded(ctx, out, resultLetter(a.dtype, how));
}

template <typename Real>
void conjugateValues(StridedArray& array) {
  auto* values = reinterpret_cast<Real*>(array.data);  // dense, in either order
  for (int64_t k = 0, count = array.size(); k < count; ++k) values[2 * k + 1] = -values[2 * k + 1];
}

void conjugate(StridedArray& array) {
  array.dtype == 'F' ? conjugateValues<float>(array) : conjugateValues<double>(array);
}

struct Call {
  std::string_view kind;
  StridedArray a;

  explicit Call(Operands& operands) : kind(operands.takeText()), a(operands.takeArray()) {}
};

const char* takeNorm(Operands& operands) {
  if (!operands.isNone()) return operands.takeText();
  operands.takeNone();
  return nullptr;
}

void give(kr_context* ctx, Operands& operands, StridedArray& made, kr_slot* slots) {
  Results results(slots);
  if (operands.isNone()) {
    return results.put(ctx, made);
  }
  const StridedArray out = operands.takeArray();
  const bool fits = out.ndim == made.ndim && std::equal(out.shape, out.shape + out.ndim, made.shape);
  if (!fits) raiseText(ctx, kr_error_value_error, "output array has wrong shape.");
  copyElements(out, made);
  release(ctx, made);
  kr_buffer_retain(out.owner);
  results.putArray(out);
}

// Points and axis for each axis to transform.
struct AxisList {
  int count;
  int64_t axes[kMaxAxes];
  int64_t points[kMaxAxes];
};

// NumPy's _cook_nd_args.
AxisList takeAxes(kr_context* ctx, Operands& operands, const StridedArray& a, bool halves_last) {
  AxisList list{};
  const bool has_points = !operands.isNone();
  int point_count = 0;
  if (has_points)
    point_count = operands.takeInts(list.points);
  else
    operands.takeNone();
  if (operands.isNone()) {
    operands.takeNone();
    list.count = has_points ? point_count : a.ndim;
    for (int k = 0; k < list.count; ++k) list.axes[k] = k - list.count;
  } else {
    list.count = operands.takeInts(list.axes);
  }
  if (has_points && point_count != list.count)
    raiseText(ctx, kr_error_value_error, "Shape and axes have different lengths.");
  for (int k = 0; k < list.count; ++k) {
    if (!has_points)
      list.points[k] = extentTaken(ctx, a, list.axes[k]);
    else if (list.points[k] == -1)
      list.points[k] = extentAlong(ctx, a, list.axes[k]);
  }
  if (halves_last && !has_points) list.points[list.count - 1] = (list.points[list.count - 1] - 1) * 2;
  return list;
}

// One more axis; gives back what it was made from.
void step(kr_context* ctx, StridedArray& a, const AxisList& list, int k, const Transform& how) {
  StridedArray next = transformed(ctx, a, list.points[k], list.axes[k], how);
  release(ctx, a);
  a = next;
}

StridedArray transformedAxes(kr_context* ctx, const Call& call, const AxisList& list, const char* norm) {
  const int last = list.count - 1;
  StridedArray a = call.a;
  const bool is_forward = call.kind == "fftn" || call.kind == "rfftn";
  const Transform complex{false, is_forward, norm};
  if (call.kind == "irfftn") {
    for (int k = 0; k < last; ++k) step(ctx, a, list, k, complex);
    step(ctx, a, list, last, {true, false, norm});
    return a;
  }
  if (call.kind == "rfftn") step(ctx, a, list, last, {true, true, norm});
  for (int k = call.kind == "rfftn" ? last - 1 : last; k >= 0; --k) step(ctx, a, list, k, complex);
  return list.count > 0 ? a : copyOf(ctx, a, a.dtype);
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_fourier(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  Call call(operands);
  const bool has_count = !operands.isNone();
  const int64_t given = has_count ? operands.takeInt() : 0;
  if (!has_count) operands.takeNone();
  const int64_t axis = operands.takeInt();
  const char* norm = takeNorm(operands);
  const bool is_hermitian = call.kind == "hfft" || call.kind == "ihfft";
  const bool halves = call.kind == "irfft" || call.kind == "hfft";
  const int64_t extent = has_count ? 0 : extentAlong(ctx, call.a, axis);
  const int64_t n = has_count ? given : halves ? (extent - 1) * 2 : extent;
  if (is_hermitian) {
    checkNorm(ctx, norm, false);
    norm = otherDirection(norm);
  }
  StridedArray a = call.a;
  a.is_temporary = false;
  if (call.kind == "hfft" && isComplexLetter(a.dtype)) {
    a = copyOf(ctx, a, a.dtype);
    conjugate(a);
  }
  const bool is_real = call.kind != "fft" && call.kind != "ifft";
  const bool is_forward = call.kind == "fft" || call.kind == "rfft" || call.kind == "ihfft";
  StridedArray made = transformed(ctx, a, n, axis, {is_real, is_forward, norm});
  if (call.kind == "ihfft") conjugate(made);
  release(ctx, a);
  give(ctx, operands, made, slots);
}

void kr_fourier_axes(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const Call call(operands);
  const AxisList list = takeAxes(ctx, operands, call.a, call.kind == "irfftn");
  const char* norm = takeNorm(operands);
  StridedArray made = transformedAxes(ctx, call, list, norm);
  give(ctx, operands, made, slots);
}
