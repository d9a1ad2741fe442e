// The walk over the blocks, and what the emit functions need on the way.
#include "frontend/bytecode/emitter.h"

#include <algorithm>

#include "frontend/bytecode/inline_code.h"
#include "frontend/bytecode/refuse.h"
#include "frontend/support/check.h"

namespace krait::bytecode {
namespace {

bool startsBefore(const SourceRange& a, const SourceRange& b) {
  return a.line < b.line || (a.line == b.line && a.column <= b.column);
}

bool endsBehind(const SourceRange& a, const SourceRange& b) {
  return a.end_line > b.end_line || (a.end_line == b.end_line && a.end_column >= b.end_column);
}

// Whether what stands at `inner` may be part of what stands at `outer`.
bool holds(const SourceRange& outer, const SourceRange& inner) {
  return !inner.known() || (startsBefore(outer, inner) && endsBehind(outer, inner));
}

}  // namespace

Emitter::Emitter(const FunctionInput& input, ir::Module& module, ir::Function& function, SsaBuilder& ssa)
    : input_(input), module_(module), function_(function), ssa_(ssa), shapes_(input.blocks.blocks.size()),
      here_(function.entry) {}

CaptureLog Emitter::run() {
  for (const CodeBlock& block : input_.blocks.blocks) {
    ir_blocks_.push_back(function_.addBlock());
    ssa_.expectEdges(ir_blocks_.back(), block.predecessor_count);
  }
  enterFunction();
  for (uint32_t block = 0; block < ir_blocks_.size(); ++block) runBlock(block);
  return std::move(log_);
}

// The entry block only holds the parameters, since the first instruction may be the head of a loop.
void Emitter::enterFunction() {
  const std::vector<ir::ValueId> parameters = function_[function_.entry].parameters;
  const size_t named = parameters.size() - static_cast<size_t>(ir::foldParameters(fold()));
  size_t next = 0;
  const auto enter = [&](size_t variable, bool is_parameter) {
    const ir::ValueId value = is_parameter ? parameters[next++] : ssa_.unboundValue();
    ssa_.write(input_.variables.value(variable), here_, value);
    ssa_.write(input_.variables.flag(variable), here_, is_parameter ? ssa_.trueValue() : ssa_.falseValue());
  };
  for (const uint32_t variable : input_.variables.captured()) enter(variable, true);
  for (size_t i = 0; i < input_.variables.size(); ++i) {
    if (input_.variables[i].kind != VariableKind::CapturedFree) enter(i, next < named);
  }
  if (fold() != ir::GeneratorFold::None) enterFold();
  connect(terminate(ir::Op::jump, {}), 0);
}

void Emitter::enterFold() {
  const bool has_start = fold() == ir::GeneratorFold::Sum || fold() == ir::GeneratorFold::Product;
  writeFoldValue(has_start ? foldParameter() : ssa_.unboundValue());
  writeFoldKey(ssa_.unboundValue());
  writeFoldFlag(false);
}

void Emitter::runBlock(uint32_t block) {
  CHECK(shapes_[block].has_value(), "a block before its predecessors");
  block_ = block;
  here_ = ir_blocks_[block];
  function_.layout.push_back(here_);
  ssa_.enter(here_);
  stack_ = stackOf(*shapes_[block]);
  keyword_names_ = {};
  const CodeBlock& code_block = input_.blocks.blocks[block];
  for (instruction_ = code_block.first; instruction_ < code_block.end; ++instruction_) {
    const Instruction& instruction = input_.instructions[instruction_];
    range_ = instruction.range;
    if (instruction.row->emit == nullptr) refuseInstruction();
    instruction.row->emit(*this, instruction);
  }
  instruction_ = code_block.end - 1;
  if (input_.instructions[instruction_].row->flow == Flow::Next) leaveBlock();
}

void Emitter::leaveBlock() { connectFallThrough(terminate(ir::Op::jump, {})); }

// ---- the operand stack

void Emitter::requireRoom(size_t count) const {
  const size_t limit = static_cast<size_t>(std::max(input_.code.stack_size, 0));
  if (stack_.size() + count > limit) malformedHere("the stack overflows");
}

void Emitter::push(StackItem item) {
  requireRoom(1);
  stack_.push_back(std::move(item));
}

StackItem& Emitter::item(size_t from_top) {
  if (from_top == 0 || from_top > stack_.size()) malformedHere("the stack underflows");
  const size_t depth = stack_.size() - from_top;
  materialise(depth);
  return stack_[depth];
}

// Gives an item that was inherited from the block before its values.
void Emitter::materialise(size_t depth) {
  StackItem& item = stack_[depth];
  if (item.value.valid() || (item.kind != ItemKind::Value && item.kind != ItemKind::Iterator)) return;
  item.value = ssa_.read(input_.variables.slot(depth), here_);
  if (item.kind == ItemKind::Iterator) item.position = ssa_.read(input_.variables.slotPosition(depth), here_);
}

StackItem Emitter::pop() {
  StackItem top = item(1);
  stack_.pop_back();
  return top;
}

ir::ValueId Emitter::popValue() {
  const StackItem top = pop();
  if (top.kind == ItemKind::Mapping) refuseMapping(top);
  if (top.kind != ItemKind::Value) malformedHere("the stack does not hold a value");
  return top.value;
}

std::vector<ir::ValueId> Emitter::popValues(size_t count) {
  if (count > stack_.size()) malformedHere("the stack underflows");
  std::vector<ir::ValueId> values(count);
  for (size_t i = count; i > 0; --i) values[i - 1] = popValue();
  return values;
}

// ---- instructions

ir::InstId Emitter::append(ir::Op op, std::vector<ir::ValueId> operands, int results, uint32_t attribute) {
  const ir::InstId inst = function_.makeInst(op, std::move(operands), results, module_.types.never, range_);
  function_[inst].attribute = attribute;
  return function_.append(here_, inst);
}

ir::ValueId Emitter::emit(ir::Op op, std::vector<ir::ValueId> operands, uint32_t attribute) {
  return function_[append(op, std::move(operands), 1, attribute)].results[0];
}

// The instruction moves behind that which makes the element.
bool Emitter::extendTuple(ir::ValueId tuple, ir::ValueId element) {
  const ir::InstId inst = definitionOf(tuple);
  if (!inst.valid() || function_[inst].op != ir::Op::build_tuple || function_[inst].parent != here_) return false;
  function_[inst].operands.push_back(element);
  std::vector<ir::InstId>& insts = function_[here_].insts;
  const auto place = std::find(insts.rbegin(), insts.rend(), inst);
  std::rotate(std::prev(place.base()), place.base(), insts.end());
  return true;
}

ir::ValueId Emitter::emitConstant(ir::Constant constant) {
  return emitConstant(module_.constants.intern(std::move(constant)));
}

ir::ValueId Emitter::emitConstant(ir::ConstId constant) { return emit(ir::Op::constant, {}, constant.index); }

ir::NameId Emitter::nameAt(uint32_t index) {
  if (index >= input_.code.names.size()) malformedHere("a name index out of range");
  return nameId(input_.code.names[index]);
}

ir::ConstId Emitter::constantAt(uint32_t index) const {
  if (index >= input_.code.constants.size()) malformedHere("a constant index out of range");
  return input_.code.constants[index];
}

std::optional<ir::ConstId> Emitter::asConstant(ir::ValueId value) const {
  const ir::InstId inst = function_[value].inst;
  if (!inst.valid() || function_[inst].op != ir::Op::constant) return std::nullopt;
  return function_[inst].constant();
}

ir::ConstId Emitter::takeKeywordNames() {
  const ir::ConstId names = keyword_names_;
  keyword_names_ = {};
  return names.valid() ? names : module_.constants.intern(ir::noneConstant());
}

// ---- variables

const Variable& Emitter::variableAt(uint32_t index) const {
  if (index >= input_.variables.size()) malformedHere("a variable index out of range");
  return input_.variables[index];
}

ir::ValueId Emitter::readUnchecked(uint32_t index) { return ssa_.read(input_.variables.value(index), here_); }

ir::ValueId Emitter::boundFlag(uint32_t index) { return ssa_.read(input_.variables.flag(index), here_); }

// Past the check the variable is bound, so that the next read needs none.
ir::ValueId Emitter::readVariable(uint32_t index, ir::Op check) {
  const ir::ValueId flag = boundFlag(index);
  if (flag != ssa_.trueValue()) {
    append(check, {flag}, 0, nameId(variableAt(index).name).index);
    ssa_.write(input_.variables.flag(index), here_, ssa_.trueValue());
  }
  const std::optional<StaticFunction>& function = variableAt(index).function;
  if (!function) return readUnchecked(index);
  const ir::ValueId made = makeFunction(function->code, readUnchecked(index), function->captured);
  function_[made].name = nameId(variableAt(index).name);
  return made;
}

// For a name that always is one function: the tuple of its defaults.
ir::ValueId Emitter::readCaptured(uint32_t index, std::vector<Capture>& captures) {
  const Variable& variable = variableAt(index);
  if (variable.kind == VariableKind::Free && isInlined()) return readOuter(index);
  if (variable.kind == VariableKind::Free) return emit(ir::Op::load_free, {}, nameId(variable.name).index);
  captures.push_back({index, variable.name, boundFlag(index)});
  return readUnchecked(index);
}

std::vector<Captured> Emitter::capturedBy(std::span<const uint32_t> used) const {
  return capturedFor(input_.variables, used);
}

// The same function once more, with the iterator as its last value; what it has captured, it has captured before.
ir::ValueId Emitter::makeGenerator(ir::ValueId function, ir::ValueId iterator) {
  const auto made = std::ranges::find(log_.functions, function, &MadeFunction::function);
  if (made == log_.functions.end()) malformedHere("a call with an iterator of what is no generator expression");
  const ir::Inst inst = function_[function_[function].inst];
  std::vector<ir::ValueId> operands = inst.operands;
  operands.push_back(iterator);
  made->function = emit(ir::Op::make_function, std::move(operands), inst.attribute);
  made->is_generator = true;
  return made->function;
}

ir::ValueId Emitter::makeFunction(ir::ConstId code, ir::ValueId defaults, std::span<const Captured> captured) {
  std::vector<ir::ValueId> operands = {defaults};
  std::vector<Capture> captures;
  for (const Captured& each : captured) operands.push_back(readCaptured(each.position, captures));
  const ir::ConstId planned = withPlan(module_, code, input_.variables.planFor(captured));
  const ir::ValueId made = emit(ir::Op::make_function, std::move(operands), planned.index);
  log_.functions.push_back({made, instruction_, false, std::move(captures)});
  return made;
}

void Emitter::writeVariable(uint32_t index, ir::ValueId value) {
  ir::NameId& name = function_[value].name;
  if (!name.valid() && !variableAt(index).function) name = nameId(variableAt(index).name);
  ssa_.write(input_.variables.value(index), here_, value);
  ssa_.write(input_.variables.flag(index), here_, ssa_.trueValue());
  log_.changes.push_back({index, instruction_});
}

void Emitter::deleteVariable(uint32_t index) {
  (void)readVariable(index);
  ssa_.write(input_.variables.value(index), here_, ssa_.unboundValue());
  ssa_.write(input_.variables.flag(index), here_, ssa_.falseValue());
  log_.changes.push_back({index, instruction_});
}

const Instruction* Emitter::nextInstruction() const {
  const uint32_t next = instruction_ + 1;
  return next < input_.blocks.blocks[block_].end ? &input_.instructions[next] : nullptr;
}

// ---- ends of blocks

ir::InstId Emitter::terminate(ir::Op op, std::vector<ir::ValueId> operands) {
  saveStack();
  return append(op, std::move(operands), 0);
}

// Slots that this block did not touch still are what the blocks before have written.
void Emitter::saveStack() {
  for (size_t depth = 0; depth < stack_.size(); ++depth) {
    const StackItem& item = stack_[depth];
    if (item.value.valid()) ssa_.write(input_.variables.slot(depth), here_, item.value);
    if (item.position.valid()) ssa_.write(input_.variables.slotPosition(depth), here_, item.position);
  }
}

void Emitter::connect(ir::InstId terminator, uint32_t block) {
  passShape(block);
  std::vector<ir::Target>& targets = function_[terminator].targets;
  ssa_.addEdge(ir_blocks_[block], {here_, terminator, static_cast<uint32_t>(targets.size())});
  targets.push_back({ir_blocks_[block], {}});
}

void Emitter::passShape(uint32_t block) {
  StackShape shape = shapeOf(stack_);
  if (std::ranges::find(shape, ItemKind::Cells) != shape.end())
    malformedHere("a closure is left on the stack");
  if (std::ranges::find(shape, ItemKind::Comprehension) != shape.end()) {
    refuseHere("a list comprehension over an iterable that depends on a condition", "Assign the iterable to a variable first.");
  }
  const auto mapping = std::ranges::find(stack_, ItemKind::Mapping, &StackItem::kind);
  if (mapping != stack_.end()) refuseMapping(*mapping);
  if (!shapes_[block].has_value()) {
    shapes_[block] = std::move(shape);
  } else if (*shapes_[block] != shape) {
    malformedHere("two paths meet with different stacks");
  }
}

ir::BlockId Emitter::connectNewBlock(ir::InstId terminator) {
  const ir::BlockId block = makeBlock(1);
  connectBlock(terminator, block);
  return block;
}

ir::BlockId Emitter::makeBlock(uint32_t edges) {
  const ir::BlockId block = function_.addBlock();
  ssa_.expectEdges(block, edges);
  return block;
}

void Emitter::connectBlock(ir::InstId terminator, ir::BlockId block) {
  std::vector<ir::Target>& targets = function_[terminator].targets;
  ssa_.addEdge(block, {here_, terminator, static_cast<uint32_t>(targets.size())});
  targets.push_back({block, {}});
}

void Emitter::enterNewBlock(ir::BlockId block) {
  here_ = block;
  function_.layout.push_back(block);
  ssa_.enter(block);
}

// The instructions of an expression stand together.
bool Emitter::expressionHas(EmitFunction emit) const {
  for (const Instruction& each : std::span(input_.instructions).subspan(instruction_ + 1)) {
    if (!holds(range_, each.range)) return false;
    if (each.row->emit == emit && each.range == range_) return true;
  }
  return false;
}

uint32_t Emitter::fallThrough() const { return input_.blocks.blocks[block_].successors[0]; }

uint32_t Emitter::jumpTarget() const { return input_.blocks.blocks[block_].successors.back(); }

// ---- giving up

void Emitter::malformedHere(const std::string& what) const {
  const Instruction& instruction = input_.instructions[instruction_];
  malformed(input_.code, what + " at offset " + std::to_string(2 * instruction.unit), range_);
}

SourcePlace Emitter::here() const { return placeIn(input_.code, range_); }

// The last refused instruction of the same expression names it best.
void Emitter::refuseInstruction() const {
  const OpcodeRow* row = input_.instructions[instruction_].row;
  for (uint32_t i = instruction_ + 1; i < input_.blocks.blocks[block_].end; ++i) {
    const Instruction& later = input_.instructions[i];
    if (later.row->emit == nullptr && later.range == range_) row = later.row;
  }
  refuseHere(row->phrase, row->hint);
}

void Emitter::refuseMapping(const StackItem& mapping) const {
  refuse(input_.code, "a dict", "Use a tuple, a NumPy array or separate variables.", mapping.range);
}

void Emitter::refuseHere(std::string_view phrase, std::string_view hint) const {
  refuse(input_.code, phrase, hint, range_);
}

}  // namespace krait::bytecode
