// One walk over the function.
#include "codegen/passes/drop_self_stores.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;

// One value, or one put together of such.
bool areSameKey(const ir::Function& function, ValueId a, ValueId b) {
  if (a == b) return true;
  const InstId made_a = function[a].inst, made_b = function[b].inst;
  if (!made_a.valid() || !made_b.valid() || function[a].type != function[b].type) return false;
  const Inst& one = function[made_a];
  const Inst& other = function[made_b];
  const bool puts_together = one.op == Op::convert || one.op == Op::build_tuple || one.op == Op::build_slice || one.op == Op::constant;
  if (!puts_together || one.op != other.op || one.attribute != other.attribute || one.operands.size() != other.operands.size()) return false;
  for (size_t k = 0; k < one.operands.size(); ++k) {
    if (!areSameKey(function, one.operands[k], other.operands[k])) return false;
  }
  return true;
}

// The same elements of the same array, whatever has been written since.
bool areSameView(const ir::Module& module, const ir::Function& function, ValueId a, ValueId b) {
  if (a == b) return true;
  const InstId made_a = function[a].inst, made_b = function[b].inst;
  if (!made_a.valid() || !made_b.valid()) return false;
  const Inst& one = function[made_a];
  const Inst& other = function[made_b];
  const bool are_views = one.op == Op::getitem && other.op == Op::getitem && areSameKey(function, one.operands[1], other.operands[1]);
  return are_views && module.types.kind(function[one.operands[0]].type) == ir::TypeKind::Array &&
         areSameView(module, function, one.operands[0], other.operands[0]);
}

bool storesIntoItself(const ir::Module& module, const ir::Function& function, InstId id) {
  const Inst& inst = function[id];
  if (inst.op != Op::map_into || inst.operands.size() != 2) return false;
  const ir::Block& region = function[inst.regions[0]];
  const std::vector<ValueId>& given = function[region.insts.back()].operands;
  const bool gives_element = region.insts.size() == 1 && given.size() == 1 && given[0] == region.parameters[0];
  const ir::Type& type = module.types[function[inst.operands[0]].type];
  // One of another number of axes may be broadcast; a read-only one has its error.
  const bool is_plain = !type.readonly && type.ndim == module.types[function[inst.operands[1]].type].ndim;
  return gives_element && is_plain && areSameView(module, function, inst.operands[0], inst.operands[1]);
}

void dropInBlock(const ir::Module& module, ir::Function& function, BlockId block) {
  std::erase_if(function[block].insts, [&](InstId id) { return storesIntoItself(module, function, id); });
  for (const InstId id : function[block].insts) {
    for (const BlockId region : function[id].regions) dropInBlock(module, function, region);
  }
}

}  // namespace

void dropSelfStores(ir::Module& module, ir::Function& function) { dropInBlock(module, function, function.entry); }

}  // namespace krait::passes
