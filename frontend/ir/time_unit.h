// The units of datetime64 and timedelta64, and how they relate.
//
// Years and months are of no fixed length: among themselves 12 months are a year, but no factor leads to days. All other
// units are linear, constant multiples of each other. `Generic` is NumPy's unit of a value that has none yet: beside
// another it takes that one's. Multiples such as 25s are not represented.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "frontend/ir/types.h"

namespace krait::ir {

enum class TimeUnit : uint8_t { Generic, Y, M, W, D, h, m, s, ms, us, ns, ps, fs, as };
constexpr int kTimeUnitCount = static_cast<int>(TimeUnit::as) + 1;
constexpr int64_t kNaT = INT64_MIN;  // not a time

[[nodiscard]] constexpr bool isTimeKind(DTypeKind kind) {
  return kind == DTypeKind::DateTime || kind == DTypeKind::TimeDelta;
}
[[nodiscard]] inline bool isTime(DType dtype) { return isTimeKind(dtypeKind(dtype)); }

[[nodiscard]] TimeUnit timeUnit(DType);  // of a datetime64 or timedelta64
[[nodiscard]] DType timeDType(DTypeKind, TimeUnit);
[[nodiscard]] std::optional<TimeUnit> timeUnitNamed(std::string_view name);
[[nodiscard]] std::string_view timeUnitName(TimeUnit);

// A dtype as NumPy takes it in a string: "datetime64[ns]", "m8[s]", "M8".
[[nodiscard]] std::optional<DType> timeDTypeNamed(std::string_view text);

// value * multiplier / divisor, rounded down, takes a value from one unit to another; one of the two is 1.
struct UnitFactor {
  int64_t multiplier = 1;
  int64_t divisor = 1;
};

enum class NoFactor : uint8_t { None, NonLinear, TooLarge };

// The unit in which NumPy computes with values of both, or why there is none: years or months beside a linear unit, or
// a factor of 2**56 or more, which NumPy refuses too.
struct CommonUnit {
  TimeUnit unit = TimeUnit::Generic;
  NoFactor problem = NoFactor::None;
};
[[nodiscard]] CommonUnit commonUnit(TimeUnit, TimeUnit);

// How to convert; nothing where there is no constant factor. A unit does not become Generic.
[[nodiscard]] std::optional<UnitFactor> unitFactor(TimeUnit from, TimeUnit to);

}  // namespace krait::ir
