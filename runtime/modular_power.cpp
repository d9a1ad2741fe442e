// pow(base, exponent, modulus) of ints: square and multiply on residues, with 128-bit products. A negative exponent
// stands for the power of the inverse, by the extended Euclidean algorithm. The result has the sign of the modulus.
#include "runtime/int_math.h"
#include "runtime/raise.h"

namespace krait {
namespace {

using Wide = __int128;

uint64_t residue(Wide value, uint64_t modulus) {
  Wide rest = value % static_cast<Wide>(modulus);
  return static_cast<uint64_t>(rest < 0 ? rest + static_cast<Wide>(modulus) : rest);
}

uint64_t multiply(uint64_t a, uint64_t b, uint64_t modulus) {
  return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * b % modulus);
}

// `factor` times the number is the remainder, modulo the modulus, at every step.
uint64_t inverse(kr_context* ctx, uint64_t number, uint64_t modulus) {
  Wide remainder = static_cast<Wide>(modulus), next_remainder = static_cast<Wide>(number);
  Wide factor = 0, next_factor = 1;
  while (next_remainder != 0) {
    Wide quotient = remainder / next_remainder;
    Wide last_remainder = remainder - quotient * next_remainder;
    Wide last_factor = factor - quotient * next_factor;
    remainder = next_remainder, next_remainder = last_remainder;
    factor = next_factor, next_factor = last_factor;
  }
  if (remainder != 1) raiseText(ctx, kr_error_value_error, "base is not invertible for the given modulus");
  return residue(factor, modulus);
}

uint64_t power(uint64_t base, uint64_t exponent, uint64_t modulus) {
  uint64_t result = 1;
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result = multiply(result, base, modulus);
    base = multiply(base, base, modulus);
  }
  return result;
}

uint64_t magnitude(int64_t value) {
  return value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

}  // namespace
}  // namespace krait

using namespace krait;

int64_t kr_int_pow_modulo(kr_context* ctx, int64_t base, int64_t exponent, int64_t modulus) {
  if (modulus == 0) raiseText(ctx, kr_error_value_error, "pow() 3rd argument cannot be 0");
  uint64_t size = magnitude(modulus);
  if (size == 1) return 0;
  uint64_t start = residue(base, size);
  if (exponent < 0) start = inverse(ctx, start, size);
  uint64_t result = power(start, magnitude(exponent), size);
  bool wraps = modulus < 0 && result != 0;
  return static_cast<int64_t>(wraps ? result - size : result);
}
