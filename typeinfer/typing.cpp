// The walk over a structured body.
#include "typeinfer/typing.h"

#include <algorithm>
#include <array>
#include <utility>
#include <utility>

#include "frontend/support/check.h"
#include "typeinfer/describe.h"
#include "typeinfer/elements.h"
#include "typeinfer/library.h"
#include "typeinfer/optional.h"
#include "typeinfer/list_types.h"

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
         op == Op::for_ || op == Op::ret || op == Op::check_bound || op == Op::check_captured;
}

std::string valueName(const ir::Module& module, const ir::Function& function, ValueId value) {
  const ir::NameId name = function[value].name;
  return name.valid() ? "'" + module.names[name] + "'" : "this value";
}

}  // namespace

Typing::Typing(Inference& inference, ir::FuncId id, std::set<InstId>& reached_exits)
    : module(inference.module_), function(module[id]), inference(inference), id(id), exits_(reached_exits) {}

bool Typing::walk() {
  changed_ = false;
  awaiting_.clear();
  const uint64_t lists_before = module.list_items.version();
  walkBlock(function.entry);
  return changed_ || module.list_items.version() != lists_before;
}

void Typing::finalize(std::set<ir::FuncId>& callees, std::vector<ir::FuncId>& order) {
  finalizing = true;
  callees_ = &callees;
  order_ = &order;
  walkBlock(function.entry);
  CHECK(!changed_, "a type grew after the fixpoint");
}

std::string Typing::text(TypeId type) const { return describe(module, type); }

SourcePlace Typing::place(InstId inst) const { return {function.file, function.name, function[inst].range}; }

bool Typing::isWaiting(InstId inst) const {
  const Inst& i = function[inst];
  if (acceptsNever(i.op)) return false;
  for (const ValueId operand : i.operands) {
    if (type(operand) == module.types.never) return true;
  }
  return false;
}

// What a list holds may be known only from what stands behind its use, in a loop. So an instruction that waits for it is
// passed over, with all that depends on it.
bool Typing::waitsForList(InstId inst) const {
  return !finalizing && std::ranges::any_of(function[inst].operands, [&](ValueId operand) { return awaiting_.contains(operand); });
}

Flow Typing::passOver(InstId inst) {
  if (finalizing || ir::isTerminator(function[inst].op)) return Flow::Stop;
  for (const ValueId result : function[inst].results) await(result);
  return Flow::Next;
}

void Typing::noteUnknownItems(InstId inst) {
  if (module.list_items.empty() || ir::hasRegions(function[inst].op)) return;
  const std::vector<ValueId>& operands = function[inst].operands;
  const bool is_unknown = std::ranges::any_of(operands, [&](ValueId operand) { return lacksItems(module, type(operand)); });
  for (const ValueId result : function[inst].results) {
    if (is_unknown && type(result) == module.types.never) await(result);
  }
}

Flow Typing::walkBlock(ir::BlockId block) {
  return walkBlock(block, [this](InstId inst) { return visitByOp(inst); });
}

Flow Typing::walkBlock(ir::BlockId block, const Rule& first_rule) {
  const std::vector<InstId> insts = function[block].insts;
  std::vector<InstId> rewritten;
  std::vector<InstId>* const outer_output = output_;
  const ir::BlockId outer_block = output_block_;
  if (finalizing) output_ = &rewritten, output_block_ = block;
  const Rule rule_by_op = [this](InstId inst) { return visitByOp(inst); };
  Flow flow = Flow::Next;
  for (size_t i = 0; i < insts.size() && flow == Flow::Next; ++i) flow = visit(insts[i], i == 0 ? first_rule : rule_by_op);
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

// An operator with an array among its operands is applied to the elements.
Flow Typing::visitByOp(InstId inst) {
  return hasArrayOperator(*this, inst) ? inferArrayOperator(*this, inst)
                                       : kRules[static_cast<size_t>(function[inst].op)](*this, inst);
}

// Before the instruction: the values of operands that may be None.
void Typing::insertRequired(InstId inst) {
  const std::vector<InstId> made = requireOperands(*this, inst);
  if (made.empty()) return;
  const ir::BlockId block = function[inst].parent;
  for (const InstId each : made) function[each].parent = block;
  std::vector<InstId>& insts = function[block].insts;
  insts.insert(std::ranges::find(insts, inst), made.begin(), made.end());
  for (const InstId each : made) visit(each, [this](InstId id) { return visitByOp(id); });
}

Flow Typing::visit(InstId inst, const Rule& rule) {
  if (finalizing) applyReplacements(inst);
  if (isWaiting(inst) && !(waitsForList(inst) && function[inst].op == Op::if_)) {
    return waitsForList(inst) ? passOver(inst) : Flow::Stop;
  }
  if (!finalizing) insertRequired(inst);
  const Flow flow = rule(inst);
  if (!finalizing) return noteUnknownItems(inst), flow;
  // A spliced region has already put its instructions in place of this one.
  if (dropped_ == inst || (function[inst].op == Op::if_ && function[inst].regions.empty())) return flow;
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
  i.inplace = false;
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
  if (finalizing) remarkFloat(source, value, at);
  if (type(value) == module.types.never && type(source) != module.types.never) {
    first_source_[value] = sourceOf(source, at);
  }
  grow(value, *joined);
}

// A given result type takes every number of its kind or a lower one.
void Typing::checkGivenResult(TypeId incoming, InstId at) const {
  const std::optional<Numeric> from = numericOf(module, incoming), to = numericOf(module, function.result_type);
  const bool fits = from && to ? from->kind() <= to->kind() : incoming == function.result_type;
  if (!fits) error(DiagKind::signature_result, at, {text(incoming), text(function.result_type)});
}

// What is known of the result of a library function stays known.
TypeId Typing::returnedType(TypeId value_type) {
  return function.library ? knownType(module, value_type) : widen(module, value_type);
}

void Typing::flowReturn(ValueId source, InstId at) {
  if (finalizing) {
    const TypeId outgoing = returnedType(type(source));
    const std::optional<TypeId> known = join(module, function.result_type, outgoing);
    if (known != function.result_type && outgoing != module.types.never) checkGivenResult(outgoing, at);
    return;
  }
  const TypeId incoming = returnedType(type(source));
  const std::optional<TypeId> joined = join(module, function.result_type, incoming);
  if (!joined) conflictingReturn(incoming, at);
  if (*joined == function.result_type) return;
  if (function.result_type == module.types.never) inference.returned(id, function[at].range);
  function.result_type = *joined;
  changed_ = true;
  inference.resultGrew(id);
}

// int and float meet: the one place where the type of a result may differ from Python's.
void Typing::remarkFloat(ValueId source, ValueId value, InstId at) {
  const bool is_int = widen(module, type(source)) == module.types.integer;
  if (function.library || !is_int || type(value) != module.types.floating || !function[value].name.valid()) return;
  const std::string args[] = {valueName(module, function, value)};
  inference.remark(makeDiagnostic(DiagKind::int_becomes_float, {function.file, function.name, sourceOf(source, at)}, args));
}

void Typing::remarkItem(TypeId item, TypeId items, InstId at) {
  const bool is_int = widen(module, item) == module.types.integer;
  if (!finalizing || function.library || !is_int || items != module.types.floating) return;
  const std::string args[] = {"an item of the list"};
  inference.remark(makeDiagnostic(DiagKind::int_becomes_float, place(at), args));
}

// Where a value comes from; of a parameter, where it flows.
SourceRange Typing::sourceOf(ValueId value, InstId otherwise) const {
  const InstId definition = function[value].inst;
  const bool is_known = definition.valid() && function[definition].range.known();
  return function[is_known ? definition : otherwise].range;
}

// Two places whose types do not go together, as a diagnostic shows them: the later one is the place of the error.
struct Typing::Disagreement {
  SourceRange here;
  TypeId type;
  SourceRange elsewhere;
  TypeId other;

  void order() {
    if (!elsewhere.known() || elsewhere.line <= here.line) return;
    std::swap(here, elsewhere);
    std::swap(type, other);
  }
};

void Typing::disagree(DiagKind kind, Disagreement two, const std::string& subject, const std::string& verb) const {
  two.order();
  std::vector<DiagnosticNote> notes;
  if (two.elsewhere.known()) {
    notes.push_back({"it " + verb + " " + text(two.other) + " here", {function.file, function.name, two.elsewhere}});
  }
  const std::string args[] = {subject, text(two.type), text(two.other)};
  Diagnostic diagnostic = makeDiagnostic(kind, {function.file, function.name, two.here}, args);
  diagnostic.notes = std::move(notes);
  const bool are_tuples = module.types.kind(two.type) == ir::TypeKind::Tuple && module.types.kind(two.other) == ir::TypeKind::Tuple;
  if (are_tuples) diagnostic.hint = "The length and the types of a tuple are part of its type: use a list or an array.";
  throw CompileFailure(std::move(diagnostic));
}

void Typing::conflict(ValueId value, TypeId incoming, ValueId source, InstId at) const {
  const auto found = first_source_.find(value);
  const SourceRange first = found == first_source_.end() ? SourceRange{} : found->second;
  const std::string name = valueName(module, function, function[value].name.valid() ? value : source);
  disagree(DiagKind::no_common_type, {sourceOf(source, at), incoming, first, type(value)}, name, "is");
}

void Typing::conflictingReturn(TypeId incoming, InstId at) const {
  const Disagreement two{function[at].range, incoming, inference.firstReturn(id), function.result_type};
  disagree(DiagKind::return_type_conflict, two, "the function", "returns");
}

void Typing::error(DiagKind kind, InstId at, std::initializer_list<std::string> args,
                   std::vector<DiagnosticNote> notes) const {
  fail(kind, place(at), args, std::move(notes));
}

void Typing::append(InstId inst) {
  function[inst].parent = output_block_;
  output_->push_back(inst);
}

void Typing::extendBlock(ir::BlockId block, const std::function<void(InstId)>& extend) {
  std::vector<InstId> insts = function[block].insts;
  const InstId terminator = insts.back();
  insts.pop_back();
  std::vector<InstId>* const outer_output = std::exchange(output_, &insts);
  const ir::BlockId outer_block = std::exchange(output_block_, block);
  extend(terminator);
  output_ = outer_output;
  output_block_ = outer_block;
  insts.push_back(terminator);
  function[block].insts = std::move(insts);
}

InstId Typing::emitInst(Op op, std::vector<ValueId> operands, SourceRange range) {
  CHECK(finalizing, "emit before the finalizing walk");
  const InstId inst = function.makeInst(op, std::move(operands), 0, module.types.never, range);
  function[inst].parent = output_block_;
  output_->push_back(inst);
  return inst;
}

ValueId Typing::emit(Op op, std::vector<ValueId> operands, TypeId type, uint32_t attribute, SourceRange range) {
  CHECK(finalizing, "emit before the finalizing walk");
  const InstId inst = function.makeInst(op, std::move(operands), 1, type, range);
  function[inst].attribute = attribute;
  function[inst].parent = output_block_;
  output_->push_back(inst);
  return function[inst].results[0];
}

void Typing::emitByRule(Op op, std::vector<ValueId> operands, SourceRange range) {
  CHECK(finalizing, "emit before the finalizing walk");
  const InstId inst = function.makeInst(op, std::move(operands), 0, module.types.never, range);
  kRules[static_cast<size_t>(op)](*this, inst);
  function[inst].parent = output_block_;
  output_->push_back(inst);
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
