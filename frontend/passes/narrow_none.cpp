// One walk over the blocks; each test narrows the value in the region, or in the rest of the block, that it guards.
#include "frontend/passes/narrow_none.h"

#include <algorithm>
#include <optional>


namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

// A test of a value: the region of the `if_` in which it is not None.
struct NoneTest {
  ValueId value;
  size_t region;
};

class Narrower {
 public:
  Narrower(ir::Module& module, ir::Function& function)
      : module_(module), function_(function) {}

  void visitBlock(BlockId block);

 private:
  [[nodiscard]] bool isNone(ValueId value) const;
  [[nodiscard]] std::optional<NoneTest> testOf(InstId if_inst) const;
  void narrow(BlockId block, size_t from, ValueId value);
  [[nodiscard]] bool hasUses(BlockId block, size_t from, ValueId value) const;
  void replaceUses(BlockId block, size_t from, ValueId value, ValueId by);
  ValueId addConstant(std::vector<InstId>& output, ir::Constant constant, BlockId block);
  [[nodiscard]] bool regionGoesOn(BlockId region) const;

  ir::Module& module_;
  ir::Function& function_;
};

bool Narrower::isNone(ValueId value) const {
  const InstId inst = function_[value].inst;
  return inst.valid() && function_[inst].op == Op::constant &&
         module_.constants[function_[inst].constant()].kind == ir::ConstKind::None;
}

std::optional<NoneTest> Narrower::testOf(InstId if_inst) const {
  const InstId condition = function_[function_[if_inst].operands[0]].inst;
  if (!condition.valid()) return std::nullopt;
  const ir::Inst& test = function_[condition];
  if (test.op == Op::truth) {
    const InstId inner = function_[test.operands[0]].inst;
    const bool is_identity = inner.valid() && (function_[inner].op == Op::is || function_[inner].op == Op::is_not);
    if (!is_identity) return NoneTest{test.operands[0], 0};
    const ir::Inst& identity = function_[inner];
    if (!isNone(identity.operands[1])) return std::nullopt;
    return NoneTest{identity.operands[0], identity.op == Op::is ? size_t{1} : size_t{0}};
  }
  if ((test.op != Op::is && test.op != Op::is_not) || !isNone(test.operands[1])) return std::nullopt;
  return NoneTest{test.operands[0], test.op == Op::is ? size_t{1} : size_t{0}};
}

ValueId Narrower::addConstant(std::vector<InstId>& output, ir::Constant constant, BlockId block) {
  const ir::ConstId id = module_.constants.intern(std::move(constant));
  const InstId inst = function_.makeInst(Op::constant, {}, 1, module_.types.never);
  function_[inst].attribute = id.index;
  function_[inst].parent = block;
  output.push_back(inst);
  return function_[inst].results[0];
}

void Narrower::replaceUses(BlockId block, size_t from, ValueId value, ValueId by) {
  const std::vector<InstId> insts = function_[block].insts;
  for (size_t i = from; i < insts.size(); ++i) {
    std::ranges::replace(function_[insts[i]].operands, value, by);
    for (const BlockId region : std::vector(function_[insts[i]].regions)) replaceUses(region, 0, value, by);
  }
}

bool Narrower::hasUses(BlockId block, size_t from, ValueId value) const {
  const std::vector<InstId>& insts = function_[block].insts;
  return std::any_of(insts.begin() + static_cast<std::ptrdiff_t>(from), insts.end(), [&](InstId id) {
    const ir::Inst& inst = function_[id];
    return std::ranges::count(inst.operands, value) != 0 ||
           std::ranges::any_of(inst.regions, [&](BlockId region) { return hasUses(region, 0, value); });
  });
}

// From position `from` of the block on, the value is not None.
void Narrower::narrow(BlockId block, size_t from, ValueId value) {
  if (!hasUses(block, from, value)) return;
  std::vector<InstId> made;
  const ValueId required = addConstant(made, ir::textConstant(ir::ConstKind::Builtin, "krait.required"), block);
  const ValueId text = addConstant(made, ir::textConstant(ir::ConstKind::Str, ""), block);
  const InstId call = function_.makeInst(Op::call, {required, value, text}, 1, module_.types.never);
  function_[call].attribute = module_.constants.intern(ir::noneConstant()).index;
  function_[call].parent = block;
  const ValueId narrowed = function_[call].results[0];
  function_[narrowed].name = function_[value].name;
  made.push_back(call);
  replaceUses(block, from, value, narrowed);
  std::vector<InstId>& insts = function_[block].insts;
  insts.insert(insts.begin() + static_cast<std::ptrdiff_t>(from), made.begin(), made.end());
}

bool Narrower::regionGoesOn(BlockId region) const {
  const InstId last = function_[region].insts.back();
  return function_[last].op == Op::yield;
}

void Narrower::visitBlock(BlockId block) {
  for (size_t i = 0; i < function_[block].insts.size(); ++i) {
    const InstId inst = function_[block].insts[i];
    const std::vector<BlockId> regions = function_[inst].regions;
    const std::optional<NoneTest> test = function_[inst].op == Op::if_ ? testOf(inst) : std::nullopt;
    const bool is_variable = test && !isNone(test->value);
    if (is_variable) {
      narrow(regions[test->region], 0, test->value);
      if (!regionGoesOn(regions[1 - test->region])) narrow(block, i + 1, test->value);
    }
    for (const BlockId region : regions) visitBlock(region);
  }
}

}  // namespace

void narrowNone(ir::Module& module, ir::Function& function) { Narrower(module, function).visitBlock(function.entry); }

}  // namespace krait::passes
