// A row per function of the operator module. What is called never changes, so the instruction is replaced at once:
//
//   %3 = call none @builtin _operator.add, %1, %2    ==>    %3 = add %1, %2
#include "typeinfer/operator_functions.h"

#include <algorithm>
#include <array>

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Op;

struct OperatorFunction {
  std::string_view name;
  Op op;
  InferRule rule;
  size_t operands = 2;
  bool inplace = false;
};

constexpr std::array kOperatorFunctions = {
    OperatorFunction{"add", Op::add, infer_add},
    OperatorFunction{"sub", Op::sub, infer_sub},
    OperatorFunction{"mul", Op::mul, infer_mul},
    OperatorFunction{"truediv", Op::truediv, infer_truediv},
    OperatorFunction{"floordiv", Op::floordiv, infer_floordiv},
    OperatorFunction{"mod", Op::mod, infer_mod},
    OperatorFunction{"pow", Op::pow, infer_pow},
    OperatorFunction{"matmul", Op::matmul, infer_matmul},
    OperatorFunction{"lshift", Op::lshift, infer_lshift},
    OperatorFunction{"rshift", Op::rshift, infer_rshift},
    OperatorFunction{"and_", Op::bit_and, infer_bit_and},
    OperatorFunction{"or_", Op::bit_or, infer_bit_or},
    OperatorFunction{"xor", Op::bit_xor, infer_bit_xor},
    OperatorFunction{"iadd", Op::add, infer_add, 2, true},
    OperatorFunction{"isub", Op::sub, infer_sub, 2, true},
    OperatorFunction{"imul", Op::mul, infer_mul, 2, true},
    OperatorFunction{"itruediv", Op::truediv, infer_truediv, 2, true},
    OperatorFunction{"neg", Op::neg, infer_neg, 1},
    OperatorFunction{"pos", Op::pos, infer_pos, 1},
    OperatorFunction{"invert", Op::invert, infer_invert, 1},
    OperatorFunction{"inv", Op::invert, infer_invert, 1},
    OperatorFunction{"not_", Op::logical_not, infer_logical_not, 1},
    OperatorFunction{"truth", Op::truth, infer_truth, 1},
    OperatorFunction{"eq", Op::eq, infer_eq},
    OperatorFunction{"ne", Op::ne, infer_ne},
    OperatorFunction{"lt", Op::lt, infer_lt},
    OperatorFunction{"le", Op::le, infer_le},
    OperatorFunction{"gt", Op::gt, infer_gt},
    OperatorFunction{"ge", Op::ge, infer_ge},
    OperatorFunction{"is_", Op::is, infer_is},
    OperatorFunction{"is_not", Op::is_not, infer_is_not},
    OperatorFunction{"contains", Op::contains, infer_contains},
    OperatorFunction{"getitem", Op::getitem, infer_getitem},
};

constexpr std::string_view kModule = "_operator.";

}  // namespace

std::optional<Flow> callOperatorFunction(Typing& t, InstId inst, std::string_view function) {
  if (!function.starts_with(kModule)) return std::nullopt;
  const auto row = std::ranges::find(kOperatorFunctions, function.substr(kModule.size()), &OperatorFunction::name);
  if (row == kOperatorFunctions.end()) return std::nullopt;
  const bool is_plain = t.module.constants[t.function[inst].constant()].elements.empty();
  if (!is_plain || t.function[inst].operands.size() != row->operands + 1) {
    t.error(DiagKind::wrong_arguments, inst,
            {std::string(row->name), "takes " + std::to_string(row->operands) + " positional arguments, written out"});
  }
  ir::Inst& call = t.function[inst];
  call.op = row->op;
  call.inplace = row->inplace;
  call.attribute = 0;
  call.operands.erase(call.operands.begin());
  return row->rule(t, inst);
}

}  // namespace krait::infer
