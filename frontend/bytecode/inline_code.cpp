// Translating one code object inside another.
#include "frontend/bytecode/inline_code.h"

#include <algorithm>
#include <utility>

#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/protected_code.h"
#include "frontend/bytecode/refuse.h"
#include "frontend/support/check.h"

namespace krait::bytecode {

InlinedCode::InlinedCode(const CodeObject& code, uint32_t first_variable)
    : code(code), instructions(decode(code, *opcodeTable(code.version))), blocks(findBlocks(code, instructions)),
      variables(code, {}, first_variable), input{code, instructions, blocks, variables} {
  refuseProtectedCode(code, instructions, blocks);
}

uint32_t ssaVariableCount(const CodeObject& code, const Variables& variables) {
  constexpr size_t kOwn = 8;
  const size_t slots = static_cast<size_t>(std::max(code.stack_size, 0)) + kOwn;
  return static_cast<uint32_t>(2 * (variables.size() + slots));
}

bool emitComprehensionCall(Emitter& emitter) {
  const bool is_call = emitter.depth() >= 2 && emitter.item(1).kind == ItemKind::Iterator &&
                       emitter.item(2).kind == ItemKind::Comprehension;
  if (!is_call) return false;
  const StackItem iterator = emitter.pop();
  const StackItem comprehension = emitter.pop();
  emitter.pushValue(emitter.inlineCode(comprehension, iterator.value));
  return true;
}

Emitter::Emitter(const FunctionInput& input, Emitter& outer, std::vector<uint32_t> outer_variables)
    : input_(input), module_(outer.module_), function_(outer.function_), ssa_(outer.ssa_),
      shapes_(input.blocks.blocks.size()), here_(outer.here_), range_(outer.range_), outer_(&outer),
      outer_variables_(std::move(outer_variables)) {
  if (outer_variables_.size() != freeCount()) malformed(input.code, "its closure has another number of variables");
}

uint32_t Emitter::takeVariables(uint32_t count) {
  if (outer_ != nullptr) return outer_->takeVariables(count);
  if (next_variable_ == 0) next_variable_ = ssaVariableCount(input_.code, input_.variables);
  return std::exchange(next_variable_, next_variable_ + count);
}

void Emitter::keepInlined(std::unique_ptr<InlinedCode> code) {
  if (outer_ != nullptr) return outer_->keepInlined(std::move(code));
  inlined_.push_back(std::move(code));
}

ir::ValueId Emitter::inlineCode(const StackItem& comprehension, ir::ValueId iterator) {
  const uint32_t handle = constant(comprehension.names).handle;
  const auto code = std::ranges::find(input_.code.comprehensions, handle, &CodeObject::handle);
  if (code == input_.code.comprehensions.end()) malformedHere("a comprehension without its code");
  const uint32_t own = static_cast<uint32_t>(code->local_names.size() + code->cell_names.size() + code->free_names.size());
  const uint32_t first = takeVariables(ssaVariableCount(*code, input_.variables) + 2 * own);
  auto inlined = std::make_unique<InlinedCode>(*code, first);
  Emitter inner(inlined->input, *this, comprehension.variables);
  const ir::ValueId result = inner.runInlined(iterator);
  inlined->log = std::move(inner.log_);
  keepInlined(std::move(inlined));
  return result;
}

ir::ValueId Emitter::runInlined(ir::ValueId iterator) {
  const auto is_end = [](const Instruction& each) { return each.row->emit == emitReturnValue; };
  uint32_t ends = 0;
  for (const CodeBlock& block : input_.blocks.blocks) {
    ir_blocks_.push_back(function_.addBlock());
    ssa_.expectEdges(ir_blocks_.back(), block.predecessor_count);
    ends += is_end(input_.instructions[block.end - 1]) ? 1 : 0;
  }
  after_ = makeBlock(ends);
  for (size_t i = 0; i < input_.variables.size(); ++i) {
    const bool is_iterator = i == 0;
    ssa_.write(input_.variables.value(i), here_, is_iterator ? iterator : ssa_.unboundValue());
    ssa_.write(input_.variables.flag(i), here_, is_iterator ? ssa_.trueValue() : ssa_.falseValue());
  }
  connect(terminate(ir::Op::jump, {}), 0);
  for (uint32_t block = 0; block < ir_blocks_.size(); ++block) runBlock(block);
  outer_->enterNewBlock(after_);
  return ssa_.read(resultSlot(), after_);
}

void Emitter::leaveInlined(ir::ValueId result) {
  ssa_.write(resultSlot(), here_, result);
  connectBlock(terminate(ir::Op::jump, {}), after_);
}

// The variable is read where this code is, with what the function around it knows of the variable.
ir::ValueId Emitter::readOuter(uint32_t index) {
  const uint32_t variable = outer_variables_[index - (input_.variables.size() - freeCount())];
  const ir::BlockId outer_here = std::exchange(outer_->here_, here_);
  const SourceRange outer_range = std::exchange(outer_->range_, range_);
  const ir::ValueId value = outer_->readAny(variable, ir::Op::check_captured);
  outer_->here_ = outer_here;
  outer_->range_ = outer_range;
  return value;
}

ir::ValueId Emitter::readAny(uint32_t index, ir::Op check) {
  if (variableAt(index).kind != VariableKind::Free) return readVariable(index, check);
  return isInlined() ? readOuter(index) : emit(ir::Op::load_free, {}, nameId(variableAt(index).name).index);
}

}  // namespace krait::bytecode
