// Making and interning constants.
#include "frontend/ir/constants.h"

#include <bit>

namespace krait::ir {

double Constant::real() const { return std::bit_cast<double>(real_bits); }
double Constant::imag() const { return std::bit_cast<double>(imag_bits); }

Constant noneConstant() { return {}; }
Constant boolConstant(bool value) { return {.kind = ConstKind::Bool, .integer = value}; }
Constant intConstant(int64_t value) { return {.kind = ConstKind::Int, .integer = value}; }
Constant floatConstant(double value) {
  return {.kind = ConstKind::Float, .real_bits = std::bit_cast<uint64_t>(value)};
}
Constant complexConstant(double real, double imag) {
  return {.kind = ConstKind::Complex,
          .real_bits = std::bit_cast<uint64_t>(real),
          .imag_bits = std::bit_cast<uint64_t>(imag)};
}
Constant textConstant(ConstKind kind, std::string text, uint32_t handle) {
  return {.kind = kind, .handle = handle, .text = std::move(text)};
}
Constant tupleConstant(std::vector<ConstId> elements) {
  return {.kind = ConstKind::Tuple, .elements = std::move(elements)};
}

bool isLibraryFunction(const Constant& constant) { return constant.kind == ConstKind::Function && constant.integer != 0; }

ConstId ConstantTable::intern(Constant constant) {
  const auto [entry, is_new] = ids_.try_emplace(constant, ConstId(static_cast<uint32_t>(constants_.size())));
  if (is_new) constants_.push_back(std::move(constant));
  return entry->second;
}

}  // namespace krait::ir
