// Python's complex and the cmath module, with CPython's values and exceptions.
//
// A complex goes in as two doubles and comes out through `out`: out[0] real part, out[1] imaginary part.
// isfinite, isnan, isinf and phase need nothing from here: they are tests of the parts, and atan2.
#pragma once

#include "runtime/abi.h"

extern "C" {

#define KR_CMATH(name) void kr_cmath_##name(kr_context* ctx, double re, double im, double* out);
#include "runtime/cmath_functions.def"
#undef KR_CMATH

void kr_cmath_log_base(kr_context* ctx, double re, double im, double base_re, double base_im, double* out);
void kr_cmath_polar(kr_context* ctx, double re, double im, double* out);
void kr_cmath_rect(kr_context* ctx, double r, double phi, double* out);
uint8_t kr_cmath_isclose(kr_context* ctx, const double* a, const double* b, double relative, double absolute);

double kr_complex_abs(kr_context* ctx, double re, double im);
void kr_complex_divide(kr_context* ctx, double a_re, double a_im, double b_re, double b_im, double* out);
void kr_complex_pow(kr_context* ctx, double a_re, double a_im, double b_re, double b_im, double* out);

}  // extern "C"
