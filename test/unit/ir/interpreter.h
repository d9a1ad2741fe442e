// A tiny interpreter of both forms of the IR, for tests that compare what a function does before and after a
// pass. Values are integers. What can be seen from outside is the trace: each call_builtin with its argument,
// and what returned or was raised. call_builtin 0 without operands answers with the next bit of a random
// stream, which makes branches go both ways; an iterator is a number whose last digit modulo 4 is its length.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::test {

using Trace = std::vector<int64_t>;

// Ends after about `fuel` steps where the function does not end by itself.
[[nodiscard]] Trace interpret(const ir::Module& module, const ir::Function& function,
                              std::vector<int64_t> arguments, uint32_t seed, int fuel);

}  // namespace krait::test
