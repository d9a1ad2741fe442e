// Arithmetic of Python's float beyond one instruction: % // ** round and conversion to int, with CPython's
// values and exceptions.
#pragma once

#include "runtime/abi.h"

extern "C" {

double kr_float_mod(kr_context* ctx, double x, double y);
double kr_float_floordiv(kr_context* ctx, double x, double y);
void kr_float_divmod(kr_context* ctx, double x, double y, double* out);  // out[0] quotient, out[1] remainder
double kr_float_pow(kr_context* ctx, double x, double y);

double kr_float_round(kr_context* ctx, double x, int64_t digits);  // round(x, digits), correctly rounded
int64_t kr_float_round_to_int(kr_context* ctx, double x);          // round(x), half to even

// int(x), math.trunc, math.floor, math.ceil. Raise on nan, infinities and what 64 bits cannot hold.
int64_t kr_float_to_int(kr_context* ctx, double x);
int64_t kr_float_floor_to_int(kr_context* ctx, double x);
int64_t kr_float_ceil_to_int(kr_context* ctx, double x);

}  // extern "C"
