// Reads the instructions before a store backwards: what MAKE_FUNCTION takes is loaded right before it.
#include "frontend/bytecode/static_functions.h"

#include <algorithm>
#include <map>
#include <set>

#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/make_function_flags.h"

namespace krait::bytecode {
namespace {

struct Definition {
  ir::ConstId code;
  std::vector<uint32_t> used;  // variables
};

class DefinitionFinder {
 public:
  DefinitionFinder(const CodeObject& code, const std::vector<Instruction>& instructions, ir::Module& module)
      : code_(code), instructions_(instructions), module_(module) {}

  [[nodiscard]] std::map<uint32_t, Definition> find() const;

 private:
  [[nodiscard]] std::optional<Definition> definitionAt(size_t store) const;
  [[nodiscard]] bool is(size_t index, EmitFunction emit) const {
    return index < instructions_.size() && instructions_[index].row->emit == emit;
  }
  [[nodiscard]] std::optional<ir::ConstId> constantAt(size_t index, ir::ConstKind kind) const;

  const CodeObject& code_;
  const std::vector<Instruction>& instructions_;
  ir::Module& module_;
};

bool changesVariable(const Instruction& instruction) {
  const EmitFunction emit = instruction.row->emit;
  return emit == emitStoreFast || emit == emitStoreDeref || emit == emitDeleteFast || emit == emitDeleteDeref;
}

std::optional<ir::ConstId> DefinitionFinder::constantAt(size_t index, ir::ConstKind kind) const {
  if (!is(index, emitLoadConst) || instructions_[index].argument >= code_.constants.size()) return std::nullopt;
  const ir::ConstId constant = code_.constants[instructions_[index].argument];
  return module_.constants[constant].kind == kind ? std::optional(constant) : std::nullopt;
}

// The positions wrap around below 0, and are then past the end.
std::optional<Definition> DefinitionFinder::definitionAt(size_t store) const {
  if (!is(store, emitStoreFast) && !is(store, emitStoreDeref)) return std::nullopt;
  if (!is(store - 1, emitMakeFunction)) return std::nullopt;
  const uint32_t flags = instructions_[store - 1].argument;
  size_t at = store - 2;
  const std::optional<ir::ConstId> code = constantAt(at, ir::ConstKind::Code);
  if (!code) return std::nullopt;
  Definition definition{*code, {}};
  if ((flags & kHasClosure) != 0) {
    if (!is(--at, emitBuildTuple)) return std::nullopt;
    const uint32_t count = instructions_[at].argument;
    for (uint32_t k = 0; k < count; ++k) {
      if (!is(--at, emitLoadClosure)) return std::nullopt;
      definition.used.insert(definition.used.begin(), instructions_[at].argument);
    }
  }
  if ((flags & kHasKeywordDefaults) == 0) return definition;
  // Annotations stand between the closure and these defaults; what lies behind them is not looked for.
  if ((flags & kHasAnnotations) != 0 || !is(--at, emitBuildConstKeyMap)) return std::nullopt;
  const std::optional<ir::ConstId> names = constantAt(--at, ir::ConstKind::Tuple);
  if (!names) return std::nullopt;
  definition.code = withKeywordDefaults(module_, *code, *names);
  return definition;
}

std::map<uint32_t, Definition> DefinitionFinder::find() const {
  std::map<uint32_t, Definition> definitions;
  std::set<uint32_t> changed;
  const int parameters = code_.argument_count + code_.keyword_only_count + ((code_.flags & kHasVarArgs) != 0 ? 1 : 0);
  for (int k = 0; k < parameters; ++k) changed.insert(static_cast<uint32_t>(k));
  for (size_t i = 0; i < instructions_.size(); ++i) {
    if (!changesVariable(instructions_[i])) continue;
    const uint32_t variable = instructions_[i].argument;
    const bool is_first = changed.insert(variable).second;
    definitions.erase(variable);
    if (!is_first) continue;
    if (std::optional<Definition> definition = definitionAt(i)) definitions.emplace(variable, std::move(*definition));
  }
  return definitions;
}

// Adds what the function `variable`, just met, is made with.
void addNeeds(const Variables& variables, const std::map<uint32_t, Definition>& definitions, uint32_t variable,
              std::set<uint32_t>& all) {
  if (variable < variables.size() && variables[variable].function) {
    for (const Captured& each : variables[variable].function->captured) all.insert(each.position);
    return;
  }
  const auto found = definitions.find(variable);
  if (found == definitions.end()) return;
  for (const uint32_t used : found->second.used) {
    if (all.insert(used).second) addNeeds(variables, definitions, used, all);
  }
}

std::vector<Captured> inOrder(const std::set<uint32_t>& all, std::span<const uint32_t> direct) {
  std::vector<Captured> captured;
  for (const uint32_t variable : all) {
    captured.push_back({variable, std::ranges::find(direct, variable) != direct.end()});
  }
  return captured;
}

}  // namespace

void findStaticFunctions(const CodeObject& code, const std::vector<Instruction>& instructions, ir::Module& module,
                         Variables& variables) {
  const std::map<uint32_t, Definition> definitions = DefinitionFinder(code, instructions, module).find();
  std::vector<std::pair<uint32_t, StaticFunction>> functions;
  for (const auto& [variable, definition] : definitions) {
    std::set<uint32_t> all;
    addNeeds(variables, definitions, variable, all);
    const bool is_known = variable < variables.size() &&
                          std::ranges::all_of(all, [&](uint32_t each) { return each < variables.size(); });
    if (is_known) functions.emplace_back(variable, StaticFunction{definition.code, inOrder(all, definition.used)});
  }
  for (auto& [variable, function] : functions) variables.setFunction(variable, std::move(function));
}

std::vector<Captured> capturedFor(const Variables& variables, std::span<const uint32_t> used) {
  std::set<uint32_t> all(used.begin(), used.end());
  for (const uint32_t variable : used) addNeeds(variables, {}, variable, all);
  return inOrder(all, used);
}

}  // namespace krait::bytecode
