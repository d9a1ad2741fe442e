// The kernels, and the C library's functions that they fall back on, in double precision. Included by each instruction
// set's file inside its unnamed namespace. No header with inline functions may be used here: the linker keeps one copy of
// such a function, and it could be the one for another processor.
#define KR_VECTOR_KERNEL1(name)                                                    \
  [[maybe_unused]] double library_##name(double x) { return __builtin_##name(x); } \
  [[maybe_unused]] float library_##name(float x) { return static_cast<float>(__builtin_##name(x)); }
#define KR_VECTOR_KERNEL2(name)                                                                 \
  [[maybe_unused]] double library_##name(double x, double y) { return __builtin_##name(x, y); } \
  [[maybe_unused]] float library_##name(float x, float y) { return static_cast<float>(__builtin_##name(x, y)); }
#define KR_VECTOR_LIBRARY1(name)                                                \
  [[maybe_unused]] double each_##name(double x) { return __builtin_##name(x); } \
  [[maybe_unused]] float each_##name(float x) { return __builtin_##name##f(x); }
#define KR_VECTOR_LIBRARY2(name)                                                             \
  [[maybe_unused]] double each_##name(double x, double y) { return __builtin_##name(x, y); } \
  [[maybe_unused]] float each_##name(float x, float y) { return __builtin_##name##f(x, y); }
#include "runtime/vector_math/functions.def"

#include "runtime/vector_math/constants.h"
#include "runtime/vector_math/lanes.h"

#include "runtime/vector_math/kernels_exp.h"
#include "runtime/vector_math/kernels_log.h"
#include "runtime/vector_math/kernels_sin.h"
#include "runtime/vector_math/kernels_tan.h"

#include "runtime/vector_math/kernels_arc.h"
#include "runtime/vector_math/kernels_erf.h"
#include "runtime/vector_math/kernels_hyperbolic.h"
#include "runtime/vector_math/kernels_pow.h"
#include "runtime/vector_math/kernels_root.h"

#include "runtime/vector_math/kernels_gamma.h"

// The kernel of each row of functions.def.
template <class T, int kLanes>
struct Kernels : ExpKernels<T, kLanes>,
                 LogKernels<T, kLanes>,
                 ArcKernels<T, kLanes>,
                 ErfKernels<T, kLanes>,
                 HyperbolicKernels<T, kLanes>,
                 PowKernels<T, kLanes>,
                 RootKernels<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using F = typename L::F;
  using Sine = std::conditional_t<L::kIsDouble, SinKernels<kLanes>, SingleSinKernels<kLanes>>;
  static F sin(F x) { return Sine::sin(x); }
  static F cos(F x) { return Sine::cos(x); }
  using Tangent = std::conditional_t<L::kIsDouble, TanKernels<kLanes>, SingleTanKernels<kLanes>>;
  static F tan(F x) { return Tangent::tan(x); }
  using Gamma = std::conditional_t<L::kIsDouble, GammaKernels<kLanes>, SingleGammaKernels<kLanes>>;
  static F tgamma(F x) { return Gamma::tgamma(x); }
  static F lgamma(F x) { return Gamma::lgamma(x); }

  template <T (*kFunction)(T)>
  static F each(F x) {
    F results;
    for (int k = 0; k < kLanes; ++k) results[k] = kFunction(x[k]);
    return results;
  }
  template <T (*kFunction)(T, T)>
  static F each(F x, F y) {
    F results;
    for (int k = 0; k < kLanes; ++k) results[k] = kFunction(x[k], y[k]);
    return results;
  }
};
