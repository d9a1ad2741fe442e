// What a mathematical function found wrong, apart from its value: the runtime's stand-in for errno, which the
// C library sets inconsistently and compiled code does not have.
#pragma once

#include "runtime/raise.h"

namespace krait {

enum class Fault { none, domain, range };

// As the math and cmath modules do.
inline void raiseMathFault(kr_context* ctx, Fault fault) {
  if (fault == Fault::none) [[likely]]
    return;
  raise(ctx, fault == Fault::domain ? kr_error_math_domain : kr_error_math_range);
}

}  // namespace krait
