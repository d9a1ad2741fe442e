// NumPy's powers to a half: with one exponent for all elements, `a ** s` and `np.power(a, s)` are the square
// root where s is 0.5, which of -0.0 is -0.0 and of -inf nan. With an exponent for each element, and for two
// scalars and `**`, they are C's pow.
#include "codegen/lower/power_root.h"

#include "codegen/lower/float_call.h"

namespace krait::lower {
namespace {

// The parameters of its regions are elements of arrays.
bool hasElements(ir::Op op) { return op == ir::Op::map || op == ir::Op::map_into || op == ir::Op::reduce; }

}  // namespace

bool variesByElement(const FunctionLowering& f, ir::ValueId id) {
  const ir::Value& value = f.function[id];
  const ir::BlockId block = value.inst.valid() ? f.function[value.inst].parent : value.block;
  const ir::InstId owner = block.valid() ? f.function[block].owner : ir::InstId();
  if (!owner.valid() || !hasElements(f.function[owner].op)) return false;
  if (!value.inst.valid()) return true;
  const std::vector<ir::ValueId>& operands = f.function[value.inst].operands;
  return llvm::any_of(operands, [&](ir::ValueId operand) { return variesByElement(f, operand); });
}

llvm::Value* rootWhereHalf(FunctionLowering& f, llvm::Value* base, llvm::Value* exponent,
                           llvm::Value* power) {
  llvm::Value* root = callFloat(f, llvm::Intrinsic::sqrt, base);
  llvm::Value* is_half = f.b.CreateFCmpOEQ(exponent, llvm::ConstantFP::get(exponent->getType(), 0.5));
  return f.b.CreateSelect(is_half, root, power);
}

}  // namespace krait::lower
