// NumPy's functions of one or two floats that the C library does not have. None raises: nan and inf are
// values. Names without suffix take float64, names ending in f float32.
#pragma once

#include "runtime/abi.h"

extern "C" {

double kr_numpy_mod(double x, double y);
float kr_numpy_modf(float x, float y);
double kr_numpy_floordiv(double x, double y);
float kr_numpy_floordivf(float x, float y);
void kr_numpy_divmod(double x, double y, double* out);  // out[0] quotient, out[1] remainder
void kr_numpy_divmodf(float x, float y, float* out);

double kr_numpy_logaddexp(double x, double y);
float kr_numpy_logaddexpf(float x, float y);
double kr_numpy_logaddexp2(double x, double y);
float kr_numpy_logaddexp2f(float x, float y);
double kr_numpy_spacing(double x);
float kr_numpy_spacingf(float x);
double kr_numpy_heaviside(double x, double at_zero);
float kr_numpy_heavisidef(float x, float at_zero);

}  // extern "C"
