// Ways round: a table of things, a few rules of types, and the nearest name to a misspelt one (the Levenshtein distance,
// "Binary codes capable of correcting deletions, insertions, and reversals", 1966).
#include "typeinfer/ways_round.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "typeinfer/function_table.h"
#include "typeinfer/list.h"
#include "typeinfer/numeric.h"

namespace krait::infer {
namespace {

constexpr std::string_view kNoText =
    "Text is neither made nor read in compiled code: return the values, or convert them before the call.";

struct Row {
  std::string_view thing;
  std::string_view way_round;
};

constexpr std::array kRows = {
#define KRAIT_WAY_ROUND(thing, way_round) Row{thing, way_round},
#include "typeinfer/ways_round.def"
#undef KRAIT_WAY_ROUND
};

bool fits(std::string_view pattern, std::string_view thing) {
  return pattern.ends_with('*') ? thing.starts_with(pattern.substr(0, pattern.size() - 1)) : pattern == thing;
}

bool isText(const ir::Module& module, ir::TypeId type) {
  const ir::Constant* constant = literalOf(module, type);
  return constant && constant->kind == ir::ConstKind::Str;
}

bool isArrayType(const ir::Module& module, ir::TypeId type) { return module.types.kind(type) == ir::TypeKind::Array; }

bool isFloat(const ir::Module& module, ir::TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  return number && !isIntegerOrBool(number->dtype);
}

size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({changed, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

// Keeps the name that is nearest to a given one, unless all are far from it.
class Nearest {
 public:
  explicit Nearest(std::string_view name) : name_(name), distance_(name.size() / 3 + 1) {}

  void offer(std::string_view candidate) {
    const size_t distance = editDistance(name_, candidate);
    if (distance > distance_ || (distance == distance_ && !best_.empty())) return;
    best_ = candidate;
    distance_ = distance;
  }
  [[nodiscard]] std::string_view best() const { return best_; }

 private:
  std::string_view name_;
  std::string_view best_;
  size_t distance_;
};

}  // namespace

std::string_view wayRound(std::string_view thing, std::string_view otherwise) {
  const auto* found = std::ranges::find_if(kRows, [&](const Row& row) { return fits(row.thing, thing); });
  return found == kRows.end() ? otherwise : found->way_round;
}

std::string_view wayRoundOperands(const ir::Module& module, std::string_view symbol, ir::TypeId a, ir::TypeId b) {
  constexpr std::array<std::string_view, 5> kOfBits = {"&", "|", "^", "<<", ">>"};
  if (isText(module, a) || isText(module, b)) return kNoText;
  if (isList(module, a) || isList(module, b)) return "Operators compute with arrays: write np.array(x) for the list.";
  const bool has_float = isFloat(module, a) || isFloat(module, b);
  if (has_float && std::ranges::find(kOfBits, symbol) != kOfBits.end()) return "It works on ints: write int(x).";
  if (has_float && symbol.find_first_of("<>") != std::string_view::npos) {
    return "Complex numbers have no order: compare abs(z), or z.real.";
  }
  return isArrayType(module, a) || isArrayType(module, b) ? "Write the loop over the elements." : "";
}

std::string_view wayRoundText(const ir::Module& module, ir::TypeId type) { return isText(module, type) ? kNoText : ""; }

std::string_view wayRoundValue(const ir::Module& module, ir::TypeId type) {
  if (isText(module, type)) return "Text is not taken apart in compiled code: convert it before the call.";
  const std::optional<Numeric> number = numericOf(module, type);
  return number && isIntegerOrBool(number->dtype) ? "Was range(n), or an array, meant?" : "";
}

std::string wayRoundAttribute(std::string_view owner, std::string_view name) {
  Nearest nearest(name);
  for (int k = 0; k < functionCount(); ++k) {
    const std::string_view full = functionRow(static_cast<FunctionId>(k)).name;
    const size_t dot = full.rfind('.');
    if (dot != std::string_view::npos && full.substr(0, dot) == owner) nearest.offer(full.substr(dot + 1));
  }
  for (int k = 0; k < attributeCount(); ++k) {
    const AttributeRow& row = attributeRow(static_cast<AttributeId>(k));
    if (row.owner == owner) nearest.offer(row.name);
  }
  const std::string_view known = wayRound(std::string(owner) + "." + std::string(name), "");
  if (!known.empty()) return std::string(known);
  if (nearest.best().empty()) return "`krait info --functions` lists what there is.";
  return "Was '" + std::string(nearest.best()) + "' meant?";
}

std::vector<DiagnosticNote> noteOfVariable(const Typing& t, ir::ValueId value) {
  const ir::InstId definition = t.function[value].inst;
  if (!t.function[value].name.valid() || !definition.valid() || !t.function[definition].range.known()) return {};
  const std::string& name = t.module.names[t.function[value].name];
  return {{"'" + name + "' is " + t.text(widen(t.module, t.type(value))), t.place(definition)}};
}

}  // namespace krait::infer
