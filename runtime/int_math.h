// Integer functions that are better called than inlined.
//
// kr_int_*: Python's int in 64 bits; a result that does not fit raises OverflowError naming the operation.
// kr_math_*: the integer functions of the math module, likewise. kr_numpy_*: NumPy's integers, which wrap.
// For the narrower NumPy integers the caller extends the operands and truncates the result: powers,
// products and remainders modulo 2^64 are right modulo 2^8, 2^16 and 2^32 too.
#pragma once

#include "runtime/abi.h"

extern "C" {

int64_t kr_int_pow(kr_context* ctx, int64_t base, int64_t exponent);
int64_t kr_int_pow_modulo(kr_context* ctx, int64_t base, int64_t exponent, int64_t modulus);
double kr_int_true_divide(kr_context* ctx, int64_t left, int64_t right);  // correctly rounded
int64_t kr_int_round(kr_context* ctx, int64_t value, int64_t digits);     // round(int, ndigits)
int32_t kr_int_compare_float(int64_t left, double right);  // exact: -1, 0, 1, or 2 if right is nan

int64_t kr_math_gcd(kr_context* ctx, int64_t left, int64_t right);
int64_t kr_math_lcm(kr_context* ctx, int64_t left, int64_t right);
int64_t kr_math_isqrt(kr_context* ctx, int64_t value);
int64_t kr_math_comb(kr_context* ctx, int64_t n, int64_t k);
int64_t kr_math_perm(kr_context* ctx, int64_t n, int64_t k);
int64_t kr_math_factorial(kr_context* ctx, int64_t n);

int64_t kr_numpy_pow_signed(kr_context* ctx, int64_t base, int64_t exponent);
uint64_t kr_numpy_pow_unsigned(uint64_t base, uint64_t exponent);
int64_t kr_numpy_gcd_signed(int64_t left, int64_t right);
uint64_t kr_numpy_gcd_unsigned(uint64_t left, uint64_t right);
int64_t kr_numpy_lcm_signed(int64_t left, int64_t right);
uint64_t kr_numpy_lcm_unsigned(uint64_t left, uint64_t right);
// Rounded down; 0 where the divisor is. Loops call them for whole vectors (vector_math/integer_division.cpp).
int64_t kr_numpy_floor_divide(int64_t left, int64_t right);
int64_t kr_numpy_remainder(int64_t left, int64_t right);

}  // extern "C"
