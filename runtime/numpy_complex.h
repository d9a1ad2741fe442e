// NumPy's functions of complex128 (no suffix) and complex64 (suffix f). None raises: nan and inf are values.
// A complex goes in as two parts and comes out through `out`: out[0] real, out[1] imaginary. The absolute
// value is hypot of the parts, the angle atan2.
#pragma once

#include "runtime/abi.h"

extern "C" {

#define KR_NUMPY_COMPLEX(name, c99)                                                                          \
  void kr_numpy_c##name(double re, double im, double* out);                                                  \
  void kr_numpy_c##name##f(float re, float im, float* out);
#include "runtime/numpy_complex.def"
KR_NUMPY_COMPLEX(exp2, )
KR_NUMPY_COMPLEX(expm1, )
KR_NUMPY_COMPLEX(log1p, )
KR_NUMPY_COMPLEX(log2, )
KR_NUMPY_COMPLEX(log10, )
#undef KR_NUMPY_COMPLEX

void kr_numpy_cdivide(double a_re, double a_im, double b_re, double b_im, double* out);
void kr_numpy_cdividef(float a_re, float a_im, float b_re, float b_im, float* out);
void kr_numpy_cpow(double a_re, double a_im, double b_re, double b_im, double* out);
void kr_numpy_cpowf(float a_re, float a_im, float b_re, float b_im, float* out);

}  // extern "C"
