// From ranges to decisions: what holds by itself is settled first, by a walk that may assume nothing.
#include "codegen/lower/check_plan.h"

#include <algorithm>

namespace krait::lower {
namespace {

using ir::InstId;
using Sites = std::vector<const RangeSite*>;  // of one instruction: its axes, or its result

void addOnce(std::vector<Bound>& bounds, const Bound& bound) {
  if (std::find(bounds.begin(), bounds.end(), bound) == bounds.end()) bounds.push_back(bound);
}

std::vector<Sites> byInstruction(const ValueRanges& ranges) {
  std::vector<Sites> groups;
  for (const auto& [key, site] : ranges.sites) {
    const bool is_next = groups.empty() || groups.back()[0]->inst != site.inst;
    if (is_next) groups.emplace_back();
    groups.back().push_back(&site);
  }
  return groups;
}

bool isProven(const RangeProofs& proofs, const RangeSite& site) {
  if (site.axis < 0) return proofs.fitsInt64(site.range);
  return proofs.isNonNegative(site.range) && proofs.isBelow(site.range, site.extent);
}

// Whether all is proven.
bool takeProven(const ValueRanges& ranges, CheckPlan& plan) {
  bool is_complete = true;
  for (const Sites& sites : byInstruction(ranges)) {
    if (std::ranges::all_of(sites, [&](const RangeSite* site) { return isProven(ranges.proofs, *site); })) {
      plan.proven.insert(sites[0]->inst);
      continue;
    }
    is_complete = false;
    for (const RangeSite* site : sites) {
      if (site->axis >= 0 && ranges.proofs.isNonNegative(site->range))
        plan.nonnegative.insert({site->inst, site->axis});
    }
  }
  return is_complete;
}

// The conditions under which the checks of one instruction hold.
struct Needs {
  std::vector<Bound> conditions = {}, computable = {};
  bool is_provable = true;

  void need(const MaybeBound& condition) {
    if (condition) conditions.push_back(*condition);
    is_provable &= condition.has_value();
  }
};

// The first bound's distance from the end, or from 0, that may be there.
MaybeBound firstHopeful(const std::vector<Bound>& bounds, const MaybeBound* end) {
  for (const Bound& bound : bounds) {
    const MaybeBound distance = end ? difference(*end, sum(bound, Bound{1})) : MaybeBound(bound);
    if (distance && !RangeProofs::isHopeless(*distance)) return distance;
  }
  return std::nullopt;
}

void addNeeds(const RangeProofs& proofs, const RangeSite& site, Needs& needs) {
  if (isProven(proofs, site)) return;
  if (site.axis >= 0) {
    if (!proofs.isNonNegative(site.range)) needs.need(firstHopeful(site.range.lows, nullptr));
    if (!proofs.isBelow(site.range, site.extent)) needs.need(firstHopeful(site.range.highs, &site.extent));
    return;
  }
  needs.is_provable &= !site.range.lows.empty() && !site.range.highs.empty();
  if (!needs.is_provable) return;
  for (const Bound& edge : {site.range.lows[0], site.range.highs[0]}) {
    if (!fitsInt64(edge, proofs.atoms)) needs.computable.push_back(edge);
  }
}

void takeProvable(const ValueRanges& ranges, const Options& options, CheckPlan& plan) {
  for (const Sites& sites : byInstruction(ranges)) {
    const bool is_checked = sites[0]->axis < 0 ? options.overflow_checks : options.boundscheck;
    if (!is_checked || plan.proven.contains(sites[0]->inst)) continue;
    Needs needs;
    for (const RangeSite* site : sites) addNeeds(ranges.proofs, *site, needs);
    if (!needs.is_provable) continue;
    plan.provable.insert(sites[0]->inst);
    for (const Bound& condition : needs.conditions) addOnce(plan.conditions, condition);
    for (const Bound& bound : needs.computable) addOnce(plan.computable, bound);
  }
  for (const Bound& assumption : ranges.proofs.assumptions) addOnce(plan.conditions, assumption);
}

}  // namespace

CheckPlan planChecks(const ir::Module& module, const ir::Function& function, InstId loop,
                     const Options& options) {
  CheckPlan plan;
  const ValueRanges certain(module, function, loop, options, /*may_assume=*/false);
  if (takeProven(certain, plan)) return plan;
  const ValueRanges assumed(module, function, loop, options, /*may_assume=*/true);
  takeProvable(assumed, options, plan);
  plan.atoms = assumed.proofs.atoms;
  return plan;
}

}  // namespace krait::lower
