// The spine of the translation, and what is checked before it.
#include "frontend/bytecode/build_function.h"

#include <array>
#include <memory>

#include "frontend/bytecode/clean_blocks.h"
#include "frontend/bytecode/emitter.h"
#include "frontend/bytecode/inline_code.h"
#include "frontend/bytecode/protected_code.h"
#include "frontend/bytecode/refuse.h"

namespace krait::bytecode {
namespace {

struct RefusedFlag {
  uint32_t flag;
  std::string_view kind;
  std::string_view hint;
};

constexpr std::array kRefusedFlags = {
    RefusedFlag{kIsAsyncGenerator, "an async generator", ""},
    RefusedFlag{kIsCoroutine, "an async function", ""},
    RefusedFlag{kIsGenerator, "a generator",
                "Fill an array and return it, or pass the loop's body as a function."},
    RefusedFlag{kHasVarKeywords, "a function with a **parameter", "Write the keyword-only parameters out."},
};

bool hasVarArgs(const CodeObject& code) { return (code.flags & kHasVarArgs) != 0; }

const OpcodeTable& requireTable(const CodeObject& code) {
  const OpcodeTable* table = opcodeTable(code.version);
  if (table != nullptr) return *table;
  const std::string version = std::to_string(code.version.major) + "." + std::to_string(code.version.minor);
  fail(DiagKind::unsupported_python_version, placeIn(code, firstLine(code)), {version});
}

void checkKind(const CodeObject& code, ir::GeneratorFold fold) {
  for (const RefusedFlag& refused : kRefusedFlags) {
    if ((code.flags & refused.flag) == 0) continue;
    if (refused.flag == kIsGenerator && fold != ir::GeneratorFold::None) continue;
    fail(DiagKind::unsupported_function_kind, placeIn(code, firstLine(code)),
         {std::string(refused.kind), std::string(refused.hint)});
  }
}

void checkCounts(const CodeObject& code) {
  constexpr int kMaxStack = 1'000'000;
  const bool is_negative =
      code.argument_count < 0 || code.keyword_only_count < 0 || code.positional_only_count < 0;
  const int64_t parameters = int64_t{code.argument_count} + code.keyword_only_count + (hasVarArgs(code) ? 1 : 0);
  if (is_negative || code.positional_only_count > code.argument_count ||
      parameters > static_cast<int64_t>(code.local_names.size())) {
    malformed(code, "its parameters do not match its variables");
  }
  if (code.stack_size < 0 || code.stack_size > kMaxStack) malformed(code, "the stack size is out of range");
}

// The entry block takes the captured variables first.
void addParameters(const CodeObject& code, const Variables& variables, ir::Module& module,
                   ir::Function& function) {
  for (const uint32_t variable : variables.captured()) {
    function.addParameter(function.entry, module.types.never, module.names.intern(variables[variable].name));
    ++function.captured;
  }
  function.positional_only = code.positional_only_count;
  const int named = code.argument_count + code.keyword_only_count;
  const int count = named + (hasVarArgs(code) ? 1 : 0);
  for (int i = 0; i < count; ++i) {
    const ir::NameId name = module.names.intern(code.local_names[static_cast<size_t>(i)]);
    function.parameters.push_back({.name = name, .keyword_only = i >= code.argument_count && i < named,
                                   .default_value = {}, .variadic = i >= named});
    function.addParameter(function.entry, module.types.never, name);
  }
}

// What the consumer of a generator was given beside it.
void addFoldParameters(ir::GeneratorFold fold, ir::Module& module, ir::Function& function) {
  for (int k = 0; k < ir::foldParameters(fold); ++k) {
    const ir::NameId name = module.names.intern(".1");
    function.parameters.push_back({.name = name});
    function.addParameter(function.entry, module.types.never, name);
  }
}

std::unique_ptr<ir::Function> startFunction(const CodeObject& code, const Variables& variables,
                                            ir::Module& module) {
  auto function = std::make_unique<ir::Function>();
  function->name = code.name;
  function->file = code.file;
  function->first_line = code.first_line;
  function->handle = code.handle;
  function->result_type = module.types.never;
  function->entry = function->addBlock();
  function->layout = {function->entry};
  addParameters(code, variables, module, *function);
  return function;
}

// A value is named after the first variable that it is stored in, a join after the variable joined.
std::vector<ir::NameId> ssaNames(const Variables& variables, ir::Module& module) {
  std::vector<ir::NameId> names(2 * variables.size());
  for (size_t i = 0; i < variables.size(); ++i) {
    names[variables.value(i).index] = module.names.intern(variables[i].name);
  }
  return names;
}

}  // namespace

ir::FuncId buildFunction(const CodeObject& code, ir::Module& module, ir::ConstId nested_code) {
  const OpcodeTable& table = requireTable(code);
  const auto fold = nested_code.valid() ? static_cast<ir::GeneratorFold>(module.constants[nested_code].integer)
                                        : ir::GeneratorFold::None;
  checkKind(code, fold);
  checkCounts(code);
  const std::vector<Instruction> instructions = decode(code, table);
  const CodeBlocks blocks = findBlocks(code, instructions);
  refuseProtectedCode(code, instructions, blocks);
  Variables variables(code, nested_code.valid() ? readPlan(module, nested_code) : CapturePlan{});
  findStaticFunctions(code, instructions, module, variables);
  std::unique_ptr<ir::Function> function = startFunction(code, variables, module);
  addFoldParameters(fold, module, *function);
  SsaBuilder ssa(module, *function, ssaNames(variables, module));
  const FunctionInput input{code, instructions, blocks, variables, fold};
  Emitter emitter(input, module, *function, ssa);
  const CaptureLog captures = emitter.run();
  ssa.finish();
  checkCaptures(code, instructions, blocks, captures, ssa, *function);
  for (const auto& each : emitter.inlined()) {
    checkCaptures(each->code, each->instructions, each->blocks, each->log, ssa, *function);
  }
  cleanBlocks(*function);
  module.functions.push_back(std::move(function));
  return ir::FuncId(static_cast<uint32_t>(module.functions.size() - 1));
}

}  // namespace krait::bytecode
