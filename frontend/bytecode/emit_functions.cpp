// MAKE_FUNCTION: nested functions, their defaults and captured variables.
#include <algorithm>
#include <array>

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {
namespace {

// Bits of the argument, in the order in which their values lie on the stack.
constexpr uint32_t kHasDefaults = 1;
constexpr uint32_t kHasKeywordDefaults = 2;
constexpr uint32_t kHasAnnotations = 4;
constexpr uint32_t kHasClosure = 8;

struct HiddenFunction {
  std::string_view name;
  std::string_view phrase;
};

// CPython compiles these expressions to functions.
constexpr std::array kHiddenFunctions = {
    HiddenFunction{"<listcomp>", "a list comprehension"},
    HiddenFunction{"<setcomp>", "a set comprehension"},
    HiddenFunction{"<dictcomp>", "a dict comprehension"},
    HiddenFunction{"<genexpr>", "a generator expression"},
};

void refuseHiddenFunction(Emitter& emitter, std::string_view name) {
  const auto hidden = std::ranges::find(kHiddenFunctions, name, &HiddenFunction::name);
  if (hidden != kHiddenFunctions.end()) emitter.refuseHere(hidden->phrase, "Write it as a loop.");
}

ir::ConstId popCode(Emitter& emitter) {
  const std::optional<ir::ConstId> code = emitter.asConstant(emitter.popValue());
  if (!code || emitter.constant(*code).kind != ir::ConstKind::Code)
    emitter.malformedHere("a function without its code");
  return *code;
}

std::vector<uint32_t> popCells(Emitter& emitter) {
  StackItem item = emitter.pop();
  if (item.kind != ItemKind::Cells) emitter.malformedHere("a function without its closure");
  return std::move(item.variables);
}

// `def f` stores the function in its own name at once.
bool isOwnName(Emitter& emitter, uint32_t variable, std::string_view function_name) {
  const Instruction* next = emitter.nextInstruction();
  return next != nullptr && next->row->emit == emitStoreDeref && next->argument == variable &&
         emitter.variableAt(variable).name == function_name;
}

void captureVariable(Emitter& emitter, uint32_t variable, std::string_view function_name,
                     std::vector<ir::ValueId>& operands) {
  if (emitter.variableAt(variable).kind == VariableKind::Free) {
    operands.push_back(
        emitter.emit(ir::Op::load_free, {}, emitter.nameId(emitter.variableAt(variable).name).index));
  } else if (isOwnName(emitter, variable, function_name)) {
    emitter.noteCapture(variable, true, {});
  } else {
    emitter.noteCapture(variable, false, emitter.boundFlag(variable));
    operands.push_back(emitter.readUnchecked(variable));
  }
}

}  // namespace

void emitMakeFunction(Emitter& emitter, const Instruction& instruction) {
  const uint32_t flags = instruction.argument;
  const ir::ConstId code = popCode(emitter);
  const std::string name(lastNamePart(emitter.constant(code).text));
  refuseHiddenFunction(emitter, name);
  std::vector<uint32_t> captured;
  if ((flags & kHasClosure) != 0) captured = popCells(emitter);
  if ((flags & kHasAnnotations) != 0) (void)emitter.popValue();
  if ((flags & kHasKeywordDefaults) != 0) {
    emitter.refuseHere("a default of a keyword-only parameter of a nested function", "");
  }
  const bool has_defaults = (flags & kHasDefaults) != 0;
  std::vector<ir::ValueId> operands = {has_defaults ? emitter.popValue()
                                                    : emitter.emitConstant(ir::tupleConstant({}))};
  for (const uint32_t variable : captured) captureVariable(emitter, variable, name, operands);
  emitter.pushValue(emitter.emit(ir::Op::make_function, std::move(operands), code.index));
}

}  // namespace krait::bytecode
