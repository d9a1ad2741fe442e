// The types of elements that can be sorted, their order, and the numbers in which that order is the order of ints.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace krait::sorting {

struct Half {
  uint16_t bits;
};

struct Time {
  int64_t ticks;
};

template <class F>
struct ComplexNumber {
  F real, imag;
};

template <class T>
constexpr bool isComplexType = std::is_same_v<T, ComplexNumber<float>> || std::is_same_v<T, ComplexNumber<double>>;

// Calls `use(T{})` with the type of a dtype letter (linear_algebra/strided_array.h).
template <class Use>
auto withElementType(char dtype, Use use) {
  switch (dtype) {
    case '?':
    case 'B': return use(uint8_t{});
    case 'b': return use(int8_t{});
    case 'h': return use(int16_t{});
    case 'i': return use(int32_t{});
    case 'l': return use(int64_t{});
    case 'H': return use(uint16_t{});
    case 'I': return use(uint32_t{});
    case 'L': return use(uint64_t{});
    case 'e': return use(Half{});
    case 'f': return use(float{});
    case 'd': return use(double{});
    case 'F': return use(ComplexNumber<float>{});
    case 'D': return use(ComplexNumber<double>{});
    case 'M': return use(Time{});
  }
  __builtin_unreachable();
}

// What NumPy sorts to the end: not a number, not a time.
template <class T>
inline bool isUnordered(T value) {
  if constexpr (std::is_same_v<T, Half>) {
    return (value.bits & 0x7fff) > 0x7c00;
  } else if constexpr (std::is_same_v<T, Time>) {
    return value.ticks == std::numeric_limits<int64_t>::min();
  } else if constexpr (isComplexType<T>) {
    return value.real != value.real || value.imag != value.imag;
  } else {
    return value != value;
  }
}

template <class T>
using OrderedInt = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;

template <class Int, class T>
inline Int bitsOf(T value) {
  Int bits;
  static_assert(sizeof bits == sizeof value);
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// An int that compares as the elements do: equal for both zeros, the largest one for what is unordered.
template <class T>
inline OrderedInt<T> orderedInt(T value) {
  using Int = OrderedInt<T>;
  constexpr Int kLargest = std::numeric_limits<Int>::max();
  constexpr Int kLeast = std::numeric_limits<Int>::min();
  if constexpr (std::is_same_v<T, Time>) {
    return static_cast<int64_t>(static_cast<uint64_t>(value.ticks) - 1);
  } else if constexpr (std::is_same_v<T, Half>) {
    const int32_t magnitude = value.bits & 0x7fff;
    return isUnordered(value) ? kLargest : (value.bits & 0x8000) != 0 ? -magnitude : magnitude;
  } else if constexpr (std::is_floating_point_v<T>) {
    const Int bits = bitsOf<Int>(value);
    const Int magnitude = bits & kLargest;
    return value != value ? kLargest : bits < 0 ? -magnitude : magnitude;
  } else if constexpr (std::is_unsigned_v<T> && sizeof(T) >= 4) {
    return static_cast<Int>(value) ^ kLeast;
  } else {
    return value;
  }
}

// NumPy's order of two elements. Of complex numbers those without a nan come first, then those with a nan as imaginary
// part, then as real part, then as both.
template <class T>
inline bool isLess(T a, T b) {
  if constexpr (isComplexType<T>) {
    const bool a_imag = a.imag == a.imag, b_imag = b.imag == b.imag;
    if (a.real < b.real) return a_imag || !b_imag;
    if (a.real > b.real) return a_imag && !b_imag;
    const bool is_tie = a.real == b.real || (a.real != a.real && b.real != b.real);
    return is_tie ? a.imag < b.imag || (a_imag && !b_imag) : b.real != b.real;
  } else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, Time>) {
    return orderedInt(a) < orderedInt(b);
  } else if constexpr (std::is_floating_point_v<T>) {
    return (a < b) | ((b != b) & (a == a));
  } else {
    return a < b;
  }
}

}  // namespace krait::sorting
