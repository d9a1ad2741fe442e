// Floor division of floats. Python's float and NumPy's floats agree on it but for a zero divisor.
#pragma once

#include <cmath>

namespace krait {

template <typename Float>
struct Division {
  Float quotient;
  Float remainder;
};

// x = quotient * y + remainder for y != 0; the remainder has y's sign. fmod is exact; the quotient is
// computed from what is left, so it is whole up to rounding and is snapped to the nearest whole number.
template <typename Float>
Division<Float> floorDivide(Float x, Float y) {
  Float remainder = std::fmod(x, y);
  Float quotient = (x - remainder) / y;
  if (remainder == 0) {
    remainder = std::copysign(Float{0}, y);
  } else if ((y < 0) != (remainder < 0)) {
    remainder += y;
    quotient -= 1;
  }
  if (quotient == 0) return {std::copysign(Float{0}, x / y), remainder};
  Float whole = std::floor(quotient);
  if (quotient - whole > Float(0.5)) whole += 1;
  return {whole, remainder};
}

}  // namespace krait
