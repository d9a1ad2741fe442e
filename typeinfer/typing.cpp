// The walk over a structured body.
#include "typeinfer/typing.h"

#include <array>

#include "frontend/ir/type_text.h"
#include "frontend/support/check.h"

namespace krait::infer {
namespace {

using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::ValueId;

constexpr std::array<InferRule, ir::kOpCount> kRules = {
#define KRAIT_OP(id, operands, results, attribute, traits) infer_##id,
#include "frontend/ir/ops.def"
#undef KRAIT_OP
};

// Ops whose rule must run although an operand is Never: what they do does not depend on its value.
bool acceptsNever(Op op) {
  return op == Op::jump || op == Op::yield || op == Op::break_to || op == Op::continue_to || op == Op::loop ||
         op == Op::for_ || op == Op::ret || op == Op::check_bound || op == Op::check_bound_free;
}

std::string valueName(const ir::Module& module, const ir::Function& function, ValueId value) {
  const ir::NameId name = function[value].name;
  return name.valid() ? module.names[name] : "a value";
}

}  // namespace

Typing::Typing(Inference& inference, ir::FuncId id, std::set<InstId>& reached_exits)
    : module(inference.module_), function(module[id]), inference(inference), id(id), exits_(reached_exits) {}

bool Typing::walk() {
  changed_ = false;
  walkBlock(function.entry);
  return changed_;
}

void Typing::finalize(std::set<ir::FuncId>& callees, std::vector<ir::FuncId>& order) {
  finalizing = true;
  callees_ = &callees;
  order_ = &order;
  walkBlock(function.entry);
  CHECK(!changed_, "a type grew after the fixpoint");
}

std::string Typing::text(TypeId type) const { return ir::typeText(module, type); }

SourcePlace Typing::place(InstId inst) const { return {function.file, function.name, function[inst].range}; }

bool Typing::isWaiting(InstId inst) const {
  const Inst& i = function[inst];
  if (acceptsNever(i.op)) return false;
  for (const ValueId operand : i.operands) {
    if (type(operand) == module.types.never) return true;
  }
  return false;
}

Flow Typing::walkBlock(ir::BlockId block) {
  const std::vector<InstId> insts = function[block].insts;
  std::vector<InstId> rewritten;
  std::vector<InstId>* const outer_output = output_;
  const ir::BlockId outer_block = output_block_;
  if (finalizing) output_ = &rewritten, output_block_ = block;
  Flow flow = Flow::Next;
  for (size_t i = 0; i < insts.size() && flow == Flow::Next; ++i) flow = visit(insts[i]);
  if (finalizing) {
    const bool is_open = rewritten.empty() || !ir::isTerminator(function[rewritten.back()].op);
    if (is_open) {
      rewritten.push_back(function.makeInst(Op::unreachable, {}, 0, module.types.never));
      function[rewritten.back()].parent = block;
    }
    function[block].insts = std::move(rewritten);
    output_ = outer_output;
    output_block_ = outer_block;
  }
  return flow;
}

Flow Typing::visit(InstId inst) {
  if (finalizing) applyReplacements(inst);
  if (isWaiting(inst)) return Flow::Stop;
  const Flow flow = kRules[static_cast<size_t>(function[inst].op)](*this, inst);
  if (!finalizing) return flow;
  // A spliced region has already put its instructions in place of this one.
  if (function[inst].op == Op::if_ && function[inst].regions.empty()) return flow;
  foldLiteral(inst);
  function[inst].parent = output_block_;
  output_->push_back(inst);
  return flow;
}

void Typing::applyReplacements(InstId inst) {
  for (ValueId& operand : function[inst].operands) {
    for (auto found = replacement_.find(operand); found != replacement_.end(); found = replacement_.find(operand)) {
      operand = found->second;
    }
  }
}

// An instruction whose result is known and that has no effect becomes the constant.
void Typing::foldLiteral(InstId inst) {
  Inst& i = function[inst];
  if (i.results.size() != 1 || ir::hasRegions(i.op) || i.op == Op::call_direct) return;
  const ir::Type& result = typeData(i.results[0]);
  if (result.kind != ir::TypeKind::Literal) return;
  i.op = Op::constant;
  i.operands.clear();
  i.attribute = result.constant.index;
}

void Typing::grow(ValueId value, TypeId new_type) {
  if (type(value) == new_type) return;
  CHECK(!finalizing, "the type of a value changed in the finalizing walk");
  function[value].type = new_type;
  changed_ = true;
}

void Typing::setResult(InstId inst, TypeId type, size_t k) { grow(function[inst].results[k], type); }

void Typing::setLiteral(InstId inst, ir::Constant constant) {
  setResult(inst, constantType(module, module.constants.intern(std::move(constant))));
}

void Typing::flow(ValueId source, ValueId value, InstId at) {
  const std::optional<TypeId> joined = join(module, type(value), type(source));
  if (!joined) conflict(value, type(source), source, at);
  if (type(value) == module.types.never && type(source) != module.types.never) {
    const InstId definition = function[source].inst;
    first_source_[value] = definition.valid() ? function[definition].range : function[at].range;
  }
  grow(value, *joined);
}

// A given result type takes every number of its kind or a lower one.
void Typing::checkGivenResult(TypeId incoming, InstId at) const {
  const std::optional<Numeric> from = numericOf(module, incoming), to = numericOf(module, function.result_type);
  const bool fits = from && to ? from->kind() <= to->kind() : incoming == function.result_type;
  if (!fits) error(DiagKind::return_type_conflict, at, {text(incoming), text(function.result_type)});
}

void Typing::flowReturn(ValueId source, InstId at) {
  if (finalizing) {
    const TypeId outgoing = widen(module, type(source));
    const std::optional<TypeId> known = join(module, function.result_type, outgoing);
    if (known != function.result_type && outgoing != module.types.never) checkGivenResult(outgoing, at);
    return;
  }
  const TypeId incoming = widen(module, type(source));
  const std::optional<TypeId> joined = join(module, function.result_type, incoming);
  if (!joined) error(DiagKind::return_type_conflict, at, {text(incoming), text(function.result_type)});
  if (*joined == function.result_type) return;
  function.result_type = *joined;
  changed_ = true;
  inference.resultGrew(id);
}

void Typing::conflict(ValueId value, TypeId incoming, ValueId source, InstId at) const {
  const InstId definition = function[source].inst;
  const InstId here = definition.valid() && function[definition].range.known() ? definition : at;
  std::vector<DiagnosticNote> notes;
  if (const auto found = first_source_.find(value); found != first_source_.end()) {
    notes.push_back({"it is " + text(type(value)) + " here:", {function.file, function.name, found->second}});
  }
  const ir::NameId own_name = function[value].name;
  const std::string name = valueName(module, function, own_name.valid() ? value : source);
  error(DiagKind::no_common_type, here, {name, text(incoming), text(type(value))}, std::move(notes));
}

void Typing::error(DiagKind kind, InstId at, std::initializer_list<std::string> args,
                   std::vector<DiagnosticNote> notes) const {
  fail(kind, place(at), args, std::move(notes));
}

ValueId Typing::emit(Op op, std::vector<ValueId> operands, TypeId type, uint32_t attribute, SourceRange range) {
  CHECK(finalizing, "emit before the finalizing walk");
  const InstId inst = function.makeInst(op, std::move(operands), 1, type, range);
  function[inst].attribute = attribute;
  function[inst].parent = output_block_;
  output_->push_back(inst);
  return function[inst].results[0];
}

ValueId Typing::emitConstant(ir::ConstId constant, SourceRange range) {
  return emit(Op::constant, {}, constantType(module, constant), constant.index, range);
}

ValueId Typing::convert(ValueId value, TypeId wanted, SourceRange range) {
  if (type(value) == wanted || wanted == module.types.never) return value;
  return emit(Op::convert, {value}, wanted, 0, range);
}

void Typing::want(InstId inst, size_t k, TypeId wanted) {
  if (!finalizing) return;
  const ValueId converted = convert(operand(inst, k), wanted, function[inst].range);
  function[inst].operands[k] = converted;
}

void Typing::wantAll(InstId inst, TypeId wanted) {
  for (size_t k = 0; k < function[inst].operands.size(); ++k) want(inst, k, wanted);
}

void Typing::noteCallee(ir::FuncId callee) {
  if (finalizing && callees_->insert(callee).second) order_->push_back(callee);
}

// Puts the instructions of a region in the place of the op that owns it; `yield` gives the op's results.
void Typing::spliceBlock(InstId inst, ir::BlockId block) {
  std::vector<InstId>* const output = output_;
  const ir::BlockId output_block = output_block_;
  walkBlock(block);
  for (const InstId inner : function[block].insts) {
    if (function[inner].op == Op::yield) {
      for (size_t k = 0; k < function[inst].results.size(); ++k) replace(function[inst].results[k], operand(inner, k));
    } else {
      function[inner].parent = output_block;
      output->push_back(inner);
    }
  }
  function[inst].regions.clear();
}

}  // namespace krait::infer
