// The math module's functions of floats, with CPython's values and exceptions.
//
// Those that cannot fail take and give plain doubles; the others take the context first. What the module
// takes straight from the C library without exceptions (atan, tanh, erf, copysign, ...) is called under its
// C name. A function with two results is two functions here, each of which may be moved and removed.
#pragma once

#include "runtime/abi.h"

extern "C" {

#define KR_MATH_UNARY(name, infinite) double kr_math_##name(kr_context* ctx, double x);
#include "runtime/math_unary.def"
#undef KR_MATH_UNARY

double kr_math_log_base(kr_context* ctx, double x, double base);
double kr_math_pow(kr_context* ctx, double x, double y);
double kr_math_fmod(kr_context* ctx, double x, double y);
double kr_math_remainder(kr_context* ctx, double x, double y);
double kr_math_ldexp(kr_context* ctx, double x, int64_t exponent);
double kr_math_gamma(kr_context* ctx, double x);
double kr_math_lgamma(kr_context* ctx, double x);
uint8_t kr_math_isclose(kr_context* ctx, double a, double b, double relative, double absolute);

double kr_math_frexp_mantissa(double x);
int64_t kr_math_frexp_exponent(double x);
double kr_math_modf_fraction(double x);  // the whole part is trunc
double kr_math_ulp(double x);
double kr_math_degrees(double x);
double kr_math_radians(double x);

// Euclidean length of `count` coordinates, and distance of two points.
double kr_math_hypot(const double* coordinates, int64_t count);
double kr_math_hypot2(double x, double y);
double kr_math_dist(const double* p, const double* q, int64_t count);

}  // extern "C"
