// Copying between arrays of any dtypes and strides: a table of loops over one axis, by source and
// destination.
//
// Conversions are those between numbers that NumPy makes without a question: towards more general types, from
// double precision back to single, and of complex values to complex ones.
#include <algorithm>
#include <array>
#include <complex>
#include <cstring>

#include "runtime/linear_algebra/strided_array.h"

namespace krait {
namespace {

using CopyLoop = void (*)(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t count);

struct Half {
  _Float16 value;
};

template <typename T>
struct IsComplex : std::false_type {};
template <typename T>
struct IsComplex<std::complex<T>> : std::true_type {};

template <typename To, typename From>
To converted(From value) {
  if constexpr (std::is_same_v<From, Half>)
    return converted<To>(static_cast<float>(value.value));
  else if constexpr (std::is_same_v<To, Half>) {
    if constexpr (IsComplex<From>::value)
      return {static_cast<_Float16>(value.real())};
    else
      return {static_cast<_Float16>(value)};
  } else if constexpr (std::is_same_v<To, bool>)
    return value != From{};
  else if constexpr (IsComplex<To>::value && IsComplex<From>::value)
    return To(value);
  else if constexpr (IsComplex<To>::value)
    return To(static_cast<typename To::value_type>(value));
  else if constexpr (IsComplex<From>::value)
    return static_cast<To>(value.real());
  else
    return static_cast<To>(value);
}

template <typename To, typename From>
void copyLoop(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t count) {
  if (to_step == sizeof(To) && from_step == sizeof(From)) {
    To* out = reinterpret_cast<To*>(to);
    const From* in = reinterpret_cast<const From*>(from);
    for (int64_t k = 0; k < count; ++k) out[k] = converted<To>(in[k]);
    return;
  }
  for (int64_t k = 0; k < count; ++k, to += to_step, from += from_step) {
    *reinterpret_cast<To*>(to) = converted<To>(*reinterpret_cast<const From*>(from));
  }
}

constexpr char kLetters[] = "?bhilBHILefdFD";
constexpr size_t kLetterCount = sizeof kLetters - 1;

template <typename To>
constexpr std::array<CopyLoop, kLetterCount> loopsTo() {
  return {copyLoop<To, bool>,
          copyLoop<To, int8_t>,
          copyLoop<To, int16_t>,
          copyLoop<To, int32_t>,
          copyLoop<To, int64_t>,
          copyLoop<To, uint8_t>,
          copyLoop<To, uint16_t>,
          copyLoop<To, uint32_t>,
          copyLoop<To, uint64_t>,
          copyLoop<To, Half>,
          copyLoop<To, float>,
          copyLoop<To, double>,
          copyLoop<To, std::complex<float>>,
          copyLoop<To, std::complex<double>>};
}

constexpr std::array<std::array<CopyLoop, kLetterCount>, kLetterCount> kLoops = {
    loopsTo<bool>(),
    loopsTo<int8_t>(),
    loopsTo<int16_t>(),
    loopsTo<int32_t>(),
    loopsTo<int64_t>(),
    loopsTo<uint8_t>(),
    loopsTo<uint16_t>(),
    loopsTo<uint32_t>(),
    loopsTo<uint64_t>(),
    loopsTo<Half>(),
    loopsTo<float>(),
    loopsTo<double>(),
    loopsTo<std::complex<float>>(),
    loopsTo<std::complex<double>>()};

size_t letterIndex(char letter) { return static_cast<size_t>(std::strchr(kLetters, letter) - kLetters); }

void copyAxes(const StridedArray& to, const StridedArray& from, CopyLoop loop, int axis, char* out,
              const char* in) {
  const int64_t extent = to.shape[axis];
  const int from_axis = axis - (to.ndim - from.ndim);
  const bool repeats = from_axis < 0 || from.shape[from_axis] != extent;
  const int64_t in_step = repeats ? 0 : from.strides[from_axis];
  if (axis + 1 == to.ndim) return loop(out, to.strides[axis], in, in_step, extent);
  for (int64_t k = 0; k < extent; ++k) {
    copyAxes(to, from, loop, axis + 1, out + k * to.strides[axis], in + k * in_step);
  }
}

}  // namespace

void copyElements(const StridedArray& to, const StridedArray& from) {
  const CopyLoop loop = kLoops[letterIndex(to.dtype)][letterIndex(from.dtype)];
  if (to.ndim == 0) return loop(to.data, 0, from.data, 0, 1);
  if (to.size() > 0) copyAxes(to, from, loop, 0, to.data, from.data);
}

StridedArray asDtype(kr_context* ctx, const StridedArray& array, char dtype) {
  if (array.dtype != dtype) return copyOf(ctx, array, dtype);
  StridedArray same = array;
  same.is_temporary = false;
  return same;
}

StridedArray asContiguous(kr_context* ctx, const StridedArray& array, char dtype) {
  if (!isContiguous(array)) return copyOf(ctx, array, dtype);
  return asDtype(ctx, array, dtype);
}

StridedArray copyOf(kr_context* ctx, const StridedArray& array, char dtype) {
  const StridedArray copy = newStrided(ctx, dtype, array.ndim, array.shape);
  copyElements(copy, array);
  return copy;
}

}  // namespace krait
