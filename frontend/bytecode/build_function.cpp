// The spine of the translation, and what is checked before it.
#include "frontend/bytecode/build_function.h"

#include <array>
#include <memory>

#include "frontend/bytecode/clean_blocks.h"
#include "frontend/bytecode/emitter.h"
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
    RefusedFlag{kHasVarArgs, "a function with a *parameter", "Write the parameters out, or take a tuple."},
    RefusedFlag{kHasVarKeywords, "a function with a **parameter", "Write the keyword-only parameters out."},
};

const OpcodeTable& requireTable(const CodeObject& code) {
  const OpcodeTable* table = opcodeTable(code.version);
  if (table != nullptr) return *table;
  const std::string version = std::to_string(code.version.major) + "." + std::to_string(code.version.minor);
  fail(DiagKind::unsupported_python_version, placeIn(code, firstLine(code)), {version});
}

void checkKind(const CodeObject& code) {
  for (const RefusedFlag& refused : kRefusedFlags) {
    if ((code.flags & refused.flag) == 0) continue;
    fail(DiagKind::unsupported_function_kind, placeIn(code, firstLine(code)),
         {std::string(refused.kind), std::string(refused.hint)});
  }
}

void checkCounts(const CodeObject& code) {
  constexpr int kMaxStack = 1'000'000;
  const bool is_negative =
      code.argument_count < 0 || code.keyword_only_count < 0 || code.positional_only_count < 0;
  const int64_t parameters = int64_t{code.argument_count} + code.keyword_only_count;
  if (is_negative || code.positional_only_count > code.argument_count ||
      parameters > static_cast<int64_t>(code.local_names.size())) {
    malformed(code, "its parameters do not match its variables");
  }
  if (code.stack_size < 0 || code.stack_size > kMaxStack) malformed(code, "the stack size is out of range");
}

// The entry block takes the captured variables first.
void addParameters(const CodeObject& code, const Variables& variables, ir::Module& module,
                   ir::Function& function) {
  for (size_t i = 0; i < variables.size(); ++i) {
    if (variables[i].kind != VariableKind::CapturedFree) continue;
    function.addParameter(function.entry, module.types.never, module.names.intern(variables[i].name));
    ++function.captured;
  }
  function.positional_only = code.positional_only_count;
  const int count = code.argument_count + code.keyword_only_count;
  for (int i = 0; i < count; ++i) {
    const ir::NameId name = module.names.intern(code.local_names[static_cast<size_t>(i)]);
    function.parameters.push_back({name, i >= code.argument_count});
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

ir::FuncId buildFunction(const CodeObject& code, ir::Module& module, int captured_count) {
  const OpcodeTable& table = requireTable(code);
  checkKind(code);
  checkCounts(code);
  const std::vector<Instruction> instructions = decode(code, table);
  const CodeBlocks blocks = findBlocks(code, instructions);
  refuseProtectedCode(code, instructions, blocks);
  const Variables variables(code, captured_count);
  std::unique_ptr<ir::Function> function = startFunction(code, variables, module);
  SsaBuilder ssa(module, *function, ssaNames(variables, module));
  const FunctionInput input{code, instructions, blocks, variables};
  const CaptureLog captures = Emitter(input, module, *function, ssa).run();
  ssa.finish();
  checkCaptures(code, instructions, blocks, captures, ssa);
  cleanBlocks(*function);
  module.functions.push_back(std::move(function));
  return ir::FuncId(static_cast<uint32_t>(module.functions.size() - 1));
}

}  // namespace krait::bytecode
