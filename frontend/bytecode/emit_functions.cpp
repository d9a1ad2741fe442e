// MAKE_FUNCTION: nested functions, their defaults and captured variables.
#include <algorithm>
#include <array>

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emitter.h"
#include "frontend/bytecode/make_function_flags.h"

namespace krait::bytecode {
namespace {

struct HiddenFunction {
  std::string_view name;
  std::string_view phrase;
};

// CPython compiles these expressions to functions.
constexpr std::array kHiddenFunctions = {
    HiddenFunction{"<setcomp>", "a set comprehension"},
    HiddenFunction{"<dictcomp>", "a dict comprehension"},
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

// The mapping's values go to the end of the tuple of defaults; its names become the code's.
ir::ValueId popDefaults(Emitter& emitter, uint32_t flags, ir::ConstId& code) {
  StackItem keywords;
  if ((flags & kHasKeywordDefaults) != 0) {
    keywords = emitter.pop();
    if (keywords.kind != ItemKind::Mapping) emitter.malformedHere("keyword-only defaults that are no mapping");
    code = withKeywordDefaults(emitter.module(), code, keywords.names);
  }
  const bool has_defaults = (flags & kHasDefaults) != 0;
  const ir::ValueId positional =
      has_defaults ? emitter.popValue() : emitter.emitConstant(ir::tupleConstant({}));
  if (keywords.values.empty()) return positional;
  const ir::ValueId keyword_only = emitter.emit(ir::Op::build_tuple, std::move(keywords.values));
  return has_defaults ? emitter.emit(ir::Op::add, {positional, keyword_only}) : keyword_only;
}

// Whether the function goes into a variable that always is this function: it is made where that is read.
bool isStoredInItsName(Emitter& emitter) {
  const Instruction* next = emitter.nextInstruction();
  if (next == nullptr || (next->row->emit != emitStoreFast && next->row->emit != emitStoreDeref)) return false;
  return emitter.variableAt(next->argument).function.has_value();
}

}  // namespace

void emitMakeFunction(Emitter& emitter, const Instruction& instruction) {
  const uint32_t flags = instruction.argument;
  ir::ConstId code = popCode(emitter);
  const std::string_view name = lastNamePart(emitter.constant(code).text);
  refuseHiddenFunction(emitter, name);
  const bool is_comprehension = name == "<listcomp>";
  std::vector<uint32_t> used;
  if ((flags & kHasClosure) != 0) used = popCells(emitter);
  if (is_comprehension) return emitter.push({.kind = ItemKind::Comprehension, .variables = std::move(used), .names = code});
  if ((flags & kHasAnnotations) != 0) (void)emitter.popValue();
  const ir::ValueId defaults = popDefaults(emitter, flags, code);
  const bool is_made_later = isStoredInItsName(emitter);
  emitter.pushValue(is_made_later ? defaults : emitter.makeFunction(code, defaults, emitter.capturedBy(used)));
}

}  // namespace krait::bytecode
