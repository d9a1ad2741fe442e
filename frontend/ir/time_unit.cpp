// Units of time.
#include "frontend/ir/time_unit.h"

#include <algorithm>
#include <array>

namespace krait::ir {
namespace {

struct UnitRow {
  std::string_view name;
  int64_t per_coarser;  // how many make one of the unit before, within the months or within the linear units
};

// In the order of TimeUnit.
constexpr std::array<UnitRow, kTimeUnitCount> kUnits = {{
    {"generic", 1}, {"Y", 1},   {"M", 12},    {"W", 1},     {"D", 7},     {"h", 24},    {"m", 60},
    {"s", 60},      {"ms", 1000}, {"us", 1000}, {"ns", 1000}, {"ps", 1000}, {"fs", 1000}, {"as", 1000},
}};

constexpr int64_t kFactorLimit = int64_t{1} << 56;

const UnitRow& row(TimeUnit unit) { return kUnits[static_cast<size_t>(unit)]; }
bool isNonLinear(TimeUnit unit) { return unit == TimeUnit::Y || unit == TimeUnit::M; }

// How many of the finer unit make one of the coarser, of the same family; nothing from the limit on.
std::optional<int64_t> finerPerCoarser(TimeUnit coarser, TimeUnit finer) {
  int64_t factor = 1;
  for (int unit = static_cast<int>(coarser) + 1; unit <= static_cast<int>(finer); ++unit) {
    factor *= kUnits[static_cast<size_t>(unit)].per_coarser;
    if (factor >= kFactorLimit) return std::nullopt;
  }
  return factor;
}

DType firstOf(DTypeKind kind) {
  return kind == DTypeKind::DateTime ? DType::DateTime_generic : DType::TimeDelta_generic;
}

}  // namespace

TimeUnit timeUnit(DType dtype) {
  return static_cast<TimeUnit>(static_cast<int>(dtype) - static_cast<int>(firstOf(dtypeKind(dtype))));
}

DType timeDType(DTypeKind kind, TimeUnit unit) {
  return static_cast<DType>(static_cast<int>(firstOf(kind)) + static_cast<int>(unit));
}

std::string_view timeUnitName(TimeUnit unit) { return row(unit).name; }

std::optional<TimeUnit> timeUnitNamed(std::string_view name) {
  for (int unit = 0; unit < kTimeUnitCount; ++unit) {
    if (kUnits[static_cast<size_t>(unit)].name == name) return static_cast<TimeUnit>(unit);
  }
  return std::nullopt;
}

std::optional<DType> timeDTypeNamed(std::string_view text) {
  if (text.starts_with('<') || text.starts_with('=')) text.remove_prefix(1);
  const size_t bracket = std::min(text.find('['), text.size());
  const std::string_view name = text.substr(0, bracket);
  const bool is_datetime = name == "datetime64" || name == "M8";
  if (!is_datetime && name != "timedelta64" && name != "m8") return std::nullopt;
  const DTypeKind kind = is_datetime ? DTypeKind::DateTime : DTypeKind::TimeDelta;
  if (bracket == text.size()) return timeDType(kind, TimeUnit::Generic);
  if (!text.ends_with(']')) return std::nullopt;
  const std::optional<TimeUnit> unit = timeUnitNamed(text.substr(bracket + 1, text.size() - bracket - 2));
  return unit ? std::optional(timeDType(kind, *unit)) : std::nullopt;
}

CommonUnit commonUnit(TimeUnit a, TimeUnit b) {
  if (a == TimeUnit::Generic || a == b) return {b};
  if (b == TimeUnit::Generic) return {a};
  if (isNonLinear(a) != isNonLinear(b)) return {{}, NoFactor::NonLinear};
  const TimeUnit finer = std::max(a, b);
  if (!finerPerCoarser(std::min(a, b), finer)) return {{}, NoFactor::TooLarge};
  return {finer};
}

std::optional<UnitFactor> unitFactor(TimeUnit from, TimeUnit to) {
  if (from == to || from == TimeUnit::Generic) return UnitFactor{};
  if (to == TimeUnit::Generic || isNonLinear(from) != isNonLinear(to)) return std::nullopt;
  const std::optional<int64_t> factor = finerPerCoarser(std::min(from, to), std::max(from, to));
  if (!factor) return std::nullopt;
  return from < to ? UnitFactor{*factor, 1} : UnitFactor{1, *factor};
}

}  // namespace krait::ir
