// The bits of MAKE_FUNCTION's argument, in the order in which their values lie on the stack, below the code.
#pragma once

#include <cstdint>

namespace krait::bytecode {

constexpr uint32_t kHasDefaults = 1;
constexpr uint32_t kHasKeywordDefaults = 2;
constexpr uint32_t kHasAnnotations = 4;
constexpr uint32_t kHasClosure = 8;

}  // namespace krait::bytecode
