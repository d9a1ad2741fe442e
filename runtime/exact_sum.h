// math.fsum: the sum of doubles, rounded once. Compiled code holds the state (kr_exact_sum of the ABI) and calls begin,
// add for each number, and end.
#pragma once

#include "runtime/abi.h"

extern "C" {

void kr_math_fsum_begin(kr_exact_sum* sum);
void kr_math_fsum_add(kr_context* ctx, kr_exact_sum* sum, double x);
double kr_math_fsum_end(kr_context* ctx, const kr_exact_sum* sum);

}  // extern "C"
