// Yardstick for kernels/black_scholes.py: the loop with the C library's erf.
#include "bench/c/yardstick.h"

static double normal(double x) { return 0.5 * (1.0 + erf(x * 0.7071067811865476)); }

double black_scholes(const array* arguments) {
  const double *price = arguments[0].data, *strike = arguments[1].data, *years = arguments[2].data;
  double* out = arguments[3].data;
  const double rate = 0.02, volatility = 0.3;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) {
    const double spread = volatility * sqrt(years[i]);
    const double d1 = (log(price[i] / strike[i]) + (rate + 0.5 * volatility * volatility) * years[i]) / spread;
    out[i] = price[i] * normal(d1) - strike[i] * exp(-rate * years[i]) * normal(d1 - spread);
  }
  return 0.0;
}
