// Rules of terminators and structured control flow: where values flow, and what is reached.
#include "frontend/support/check.h"
#include "typeinfer/expand_loops.h"

namespace krait::infer {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::TypeKind;
using ir::ValueId;

// Each operand flows into its counterpart; in the finalizing walk it is converted to that one's type.
// `to` is a copy: converting adds instructions, which moves the lists that they hold.
void flowAll(Typing& t, InstId inst, size_t first_operand, std::vector<ValueId> to) {
  CHECK(t.function[inst].operands.size() == first_operand + to.size(), "operands of a jump and their targets");
  for (size_t k = 0; k < to.size(); ++k) {
    t.flow(t.operand(inst, first_operand + k), to[k], inst);
    t.want(inst, first_operand + k, t.type(to[k]));
  }
}

// The parameters of a loop's region that carry values around it.
std::vector<ValueId> carried(const Typing& t, InstId loop) {
  const std::vector<ValueId>& parameters = t.function[t.function[loop].regions[0]].parameters;
  const size_t own = t.function[loop].op == ir::Op::for_ ? 2 : 0;
  return {parameters.begin() + static_cast<std::ptrdiff_t>(own), parameters.end()};
}

Flow notInStructuredForm(Typing&, InstId) { CHECK(false, "type inference needs structured control flow"); }

}  // namespace

Flow infer_jump(Typing& t, InstId inst) { return notInStructuredForm(t, inst); }
Flow infer_branch(Typing& t, InstId inst) { return notInStructuredForm(t, inst); }

Flow infer_ret(Typing& t, InstId inst) {
  t.flowReturn(t.operand(inst, 0), inst);
  t.want(inst, 0, t.function.result_type);
  return Flow::Stop;
}

Flow infer_unreachable(Typing&, InstId) { return Flow::Stop; }

Flow infer_yield(Typing& t, InstId inst) {
  const InstId owner = t.function[t.function[inst].parent].owner;
  flowAll(t, inst, 0, t.function[owner].results);
  t.markExit(owner);
  return Flow::Stop;
}

Flow infer_break_to(Typing& t, InstId inst) {
  const InstId label = t.function[inst].label();
  flowAll(t, inst, 0, t.function[label].results);
  t.markExit(label);
  return Flow::Stop;
}

Flow infer_continue_to(Typing& t, InstId inst) {
  flowAll(t, inst, 0, carried(t, t.function[inst].label()));
  return Flow::Stop;
}

// A condition that became known late has had both branches walked: then only the one taken says whether the code goes on.
Flow infer_if_(Typing& t, InstId inst) {
  const std::vector<BlockId> regions = t.function[inst].regions;
  if (const ir::Constant* condition = literalOf(t.module, t.operandType(inst, 0))) {
    const BlockId taken = regions[condition->integer != 0 ? 0 : 1];
    if (t.finalizing) {
      t.spliceBlock(inst, taken);
      return t.function[t.function[taken].insts.back()].op == ir::Op::yield ? Flow::Next : Flow::Stop;
    }
    t.walkBlock(taken);
  } else {
    t.want(inst, 0, t.module.types.boolean);
    for (const BlockId region : regions) t.walkBlock(region);
  }
  return t.exits(inst) ? Flow::Next : Flow::Stop;
}

Flow infer_scope(Typing& t, InstId inst) {
  t.walkBlock(t.function[inst].regions[0]);
  return t.exits(inst) ? Flow::Next : Flow::Stop;
}

Flow infer_loop(Typing& t, InstId inst) {
  flowAll(t, inst, 0, carried(t, inst));
  t.walkBlock(t.function[inst].regions[0]);
  return t.exits(inst) ? Flow::Next : Flow::Stop;
}

Flow infer_for_(Typing& t, InstId inst) {
  if (t.operandType(inst, 0) == t.module.types.never) return t.waitsForList(inst) ? t.passOver(inst) : Flow::Stop;
  if (expandLoop(t, inst)) return infer_scope(t, inst);
  const std::vector<ValueId> values = carried(t, inst);
  flowAll(t, inst, 1, values);
  const BlockId body = t.function[inst].regions[0];
  const ValueId position = t.function[body].parameters[0];
  const ValueId item = t.function[body].parameters[1];
  t.function[position].type = t.module.types.index;
  const ir::TypeId item_type = itemType(t, inst, t.operandType(inst, 0));
  if (!t.finalizing) t.function[item].type = item_type;
  if (item_type == t.module.types.never) t.await(item);
  t.walkBlock(body);
  for (size_t k = 0; k < values.size(); ++k) t.flow(values[k], t.function[inst].results[k], inst);
  return Flow::Next;
}

}  // namespace krait::infer
