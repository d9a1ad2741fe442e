// Building and looking up the IR's storage.
#include "frontend/ir/function.h"

#include <array>

#include "frontend/support/check.h"

namespace krait::ir {
namespace {

constexpr std::array kOps = {
#define KRAIT_OP(id, operands, results, attribute, traits) \
  OpInfo{#id, operands, results, Attribute::attribute, static_cast<uint8_t>(traits)},
#include "frontend/ir/ops.def"
#undef KRAIT_OP
};

}  // namespace

std::string_view chunkStartName(ChunkStart start) {
  constexpr std::string_view kNames[] = {"unset", "initial", "zero", "one", "lowest", "highest", "missing"};
  return kNames[static_cast<size_t>(start)];
}

const OpInfo& opInfo(Op op) { return kOps[static_cast<size_t>(op)]; }
bool isTerminator(Op op) { return (opInfo(op).traits & Terminator) != 0; }
bool hasRegions(Op op) { return (opInfo(op).traits & Regions) != 0; }
bool visitsElements(Op op) { return op == Op::map || op == Op::map_into || op == Op::reduce; }
size_t operandsBeforeInputs(Op op) { return op == Op::reduce ? 2 : 1; }

BlockId Function::addBlock(InstId owner) {
  const BlockId id(static_cast<uint32_t>(blocks_.size()));
  blocks_.push_back({.owner = owner, .parameters = {}, .insts = {}});
  return id;
}

ValueId Function::addParameter(BlockId block, TypeId type, NameId name) {
  const ValueId id(static_cast<uint32_t>(values_.size()));
  values_.push_back({.type = type, .name = name, .inst = {}, .block = block});
  (*this)[block].parameters.push_back(id);
  return id;
}

ValueId Function::addResult(InstId inst, TypeId type, NameId name) {
  const ValueId id(static_cast<uint32_t>(values_.size()));
  values_.push_back({.type = type, .name = name, .inst = inst, .block = {}});
  (*this)[inst].results.push_back(id);
  return id;
}

InstId Function::makeInst(Op op, std::vector<ValueId> operands, int results, TypeId type, SourceRange range) {
  const InstId id(static_cast<uint32_t>(insts_.size()));
  Inst inst{.op = op};
  inst.range = range;
  inst.operands = std::move(operands);
  insts_.push_back(std::move(inst));
  for (int i = 0; i < results; ++i) addResult(id, type);
  return id;
}

InstId Function::append(BlockId block, InstId inst) {
  (*this)[inst].parent = block;
  (*this)[block].insts.push_back(inst);
  return inst;
}

InstId Function::terminator(BlockId block) const {
  const std::vector<InstId>& insts = (*this)[block].insts;
  CHECK(!insts.empty() && isTerminator((*this)[insts.back()].op), "block without a terminator");
  return insts.back();
}

NameId NameTable::intern(std::string_view name) {
  const auto [entry, is_new] = ids_.try_emplace(std::string(name), NameId(static_cast<uint32_t>(names_.size())));
  if (is_new) names_.push_back(&entry->first);
  return entry->second;
}

Function& Module::addFunction(std::string name) {
  functions.push_back(std::make_unique<Function>());
  functions.back()->name = std::move(name);
  functions.back()->result_type = types.never;
  return *functions.back();
}

}  // namespace krait::ir
