// Sums, by a walk over the definitions.
#include "codegen/nests/affine.h"

#include <algorithm>

namespace krait::nests {
namespace {

using ir::Op;
using ir::ValueId;

constexpr int64_t kLargestFactor = 8;
constexpr size_t kMostTerms = 8;

std::optional<int64_t> literalInt(const ir::Module& module, const ir::Function& function, ValueId value) {
  const ir::Type& type = module.types[function[value].type];
  if (type.kind != ir::TypeKind::Literal) return std::nullopt;
  const ir::Constant& constant = module.constants[type.constant];
  if (constant.kind != ir::ConstKind::Int) return std::nullopt;
  return constant.integer;
}

bool isPythonInt(const ir::Module& module, const ir::Function& function, ValueId value) {
  return module.types.kind(function[value].type) == ir::TypeKind::Int;
}

bool isSmall(const Affine& sum) {
  const bool is_small = sum.constant > -kLargestTerm && sum.constant < kLargestTerm;
  return is_small && sum.terms.size() <= kMostTerms && std::ranges::all_of(sum.terms, [](const Term& term) {
           return term.factor >= -kLargestFactor && term.factor <= kLargestFactor;
         });
}

void addTerm(Affine& sum, Term term) {
  const auto place =
      std::ranges::lower_bound(sum.terms, term.value.index, {}, [](const Term& t) { return t.value.index; });
  if (place == sum.terms.end() || place->value != term.value) {
    sum.terms.insert(place, term);
  } else if (place->factor += term.factor; place->factor == 0) {
    sum.terms.erase(place);
  }
}

std::optional<Affine> combined(const std::optional<Affine>& a, const std::optional<Affine>& b, int64_t sign) {
  if (!a || !b) return std::nullopt;
  Affine sum = *a;
  sum.constant += sign * b->constant;
  for (const Term& term : b->terms) addTerm(sum, {term.value, sign * term.factor});
  return isSmall(sum) ? std::optional(sum) : std::nullopt;
}

std::optional<Affine> ofLiteral(int64_t value) {
  const Affine sum{.constant = value, .terms = {}};
  return isSmall(sum) ? std::optional(sum) : std::nullopt;
}

}  // namespace

int64_t Affine::factor(ValueId value) const {
  const auto found = std::ranges::find(terms, value, &Term::value);
  return found == terms.end() ? 0 : found->factor;
}

std::optional<Affine> affineOf(const ir::Module& module, const ir::Function& function, ValueId value) {
  if (const std::optional<int64_t> literal = literalInt(module, function, value)) return ofLiteral(*literal);
  if (!isPythonInt(module, function, value)) return std::nullopt;
  const ir::InstId definition = function[value].inst;
  const Affine itself{.constant = 0, .terms = {{value, 1}}};
  if (!definition.valid()) return itself;
  const ir::Inst& inst = function[definition];
  if (inst.op == Op::convert && literalInt(module, function, inst.operands[0])) {
    return affineOf(module, function, inst.operands[0]);
  }
  if (inst.op != Op::add && inst.op != Op::sub) return itself;
  return combined(affineOf(module, function, inst.operands[0]), affineOf(module, function, inst.operands[1]),
                  inst.op == Op::add ? 1 : -1);
}

}  // namespace krait::nests
