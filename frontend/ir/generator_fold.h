// What consumes a generator expression. Its code is compiled for its consumer: `yield` becomes a step of the fold, and
// the end of the code its result. A constant of the code names the consumer in Constant::integer.
//
//   sum(x * x for x in a)     total = start;   yield v: total = total + v;       end: return total
//   any(x > 0 for x in a)                      yield v: if v: return True;       end: return False
//   next(x for x in a)                         yield v: return v;                end: return default, or StopIteration
#pragma once

#include <cstdint>

namespace krait::ir {

enum class GeneratorFold : uint8_t { None, Sum, Product, Any, All, Min, Max, MinByKey, MaxByKey, MinOrDefault, MaxOrDefault, Next, NextOrDefault };

// Parameters after the iterator: the start value, the key function or the default.
[[nodiscard]] constexpr int foldParameters(GeneratorFold fold) {
  switch (fold) {
    case GeneratorFold::Sum:
    case GeneratorFold::Product:
    case GeneratorFold::MinByKey:
    case GeneratorFold::MaxByKey:
    case GeneratorFold::MinOrDefault:
    case GeneratorFold::MaxOrDefault:
    case GeneratorFold::NextOrDefault: return 1;
    default: return 0;
  }
}

}  // namespace krait::ir
