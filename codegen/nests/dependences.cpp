// Distances from subscripts that differ by a constant; legality by trying all signs that a distance allows.
#include "codegen/nests/dependences.h"

#include <algorithm>

namespace krait::nests {
namespace {

using ir::ValueId;
using Signs = std::vector<int>;

// What one axis says: nothing, that the accesses never meet, or the distance of one loop.
enum class Meeting : uint8_t { Unknown, Never, At };
struct AxisDistance {
  Meeting meeting = Meeting::Unknown;
  size_t loop = 0;
  int64_t distance = 0;
};

AxisDistance distanceOnAxis(const Affine& a, const Affine& b, std::span<const ValueId> items) {
  if (a.terms != b.terms) return {};
  AxisDistance result{.meeting = a.constant == b.constant ? Meeting::Unknown : Meeting::Never};
  size_t loops = 0;
  for (const Term& term : a.terms) {
    const auto item = std::ranges::find(items, term.value);
    if (item == items.end()) continue;
    ++loops;
    const bool is_single = term.factor == 1 || term.factor == -1;
    result = {is_single ? Meeting::At : Meeting::Unknown, static_cast<size_t>(item - items.begin()),
              term.factor * (a.constant - b.constant)};
  }
  return loops <= 1 ? result : AxisDistance{};
}

// An axis that depends on a loop further in says nothing.
bool isFreeOf(const Affine& sum, std::span<const ValueId> inner) {
  return std::ranges::none_of(sum.terms, [&](const Term& term) { return std::ranges::count(inner, term.value) != 0; });
}

std::optional<Distance> distanceOf(const Access& a, const Access& b, std::span<const ValueId> items,
                                   std::span<const ValueId> inner) {
  Distance distance(items.size());
  for (size_t axis = 0; axis < a.subscripts.size(); ++axis) {
    if (!isFreeOf(a.subscripts[axis], inner) || !isFreeOf(b.subscripts[axis], inner)) continue;
    const AxisDistance here = distanceOnAxis(a.subscripts[axis], b.subscripts[axis], items);
    if (here.meeting == Meeting::Never) return std::nullopt;
    if (here.meeting == Meeting::Unknown) continue;
    std::optional<int64_t>& known = distance[here.loop];
    if (known && *known != here.distance) return std::nullopt;
    known = here.distance;
  }
  return distance;
}

int sign(int64_t value) { return (value > 0) - (value < 0); }

int firstSign(const Signs& signs, const std::vector<size_t>& order) {
  for (const size_t loop : order) {
    if (signs[loop] != 0) return signs[loop];
  }
  return 0;
}

int firstSign(const Signs& signs) {
  const auto first = std::ranges::find_if(signs, [](int s) { return s != 0; });
  return first == signs.end() ? 0 : *first;
}

// The earlier iteration of the two is the one that came first in the original order.
bool keepsOrder(const Signs& signs, const LoopOrder& order) {
  const int before = firstSign(signs);
  if (before == 0) return true;
  if (const int outside = firstSign(signs, order.outside); outside != 0) return outside == before;
  if (firstSign(signs, order.tile) != 0) return false;
  return firstSign(signs, order.inside) == before;
}

bool allKeepOrder(const Distance& distance, Signs& signs, const LoopOrder& order) {
  const size_t loop = signs.size();
  if (loop == distance.size()) return keepsOrder(signs, order);
  bool all = true;
  for (int s = -1; s <= 1; ++s) {
    if (distance[loop] && sign(*distance[loop]) != s) continue;
    signs.push_back(s);
    all = all && allKeepOrder(distance, signs, order);
    signs.pop_back();
  }
  return all;
}

}  // namespace

std::vector<Distance> dependences(std::span<const Access> accesses, std::span<const ValueId> items,
                                  std::span<const ValueId> inner) {
  std::vector<Distance> distances;
  for (size_t a = 0; a < accesses.size(); ++a) {
    for (size_t b = a; b < accesses.size(); ++b) {
      const bool may_meet = accesses[a].array == accesses[b].array && (accesses[a].writes || accesses[b].writes);
      if (!may_meet) continue;
      const std::optional<Distance> distance = distanceOf(accesses[a], accesses[b], items, inner);
      if (distance && std::ranges::count(distances, *distance) == 0) distances.push_back(*distance);
    }
  }
  return distances;
}

bool isLegal(std::span<const Distance> distances, const LoopOrder& order) {
  return std::ranges::all_of(distances, [&](const Distance& distance) {
    Signs signs;
    return allKeepOrder(distance, signs, order);
  });
}

bool carriesDependence(std::span<const Distance> distances, size_t loop) {
  return std::ranges::any_of(distances, [&](const Distance& distance) { return distance[loop] != 0; });
}

}  // namespace krait::nests
