// Fuzz target: a code object made of any bytes becomes structured IR or a diagnostic, never anything else.
//
// The input is a header of kHeaderBytes, the exception table, and the bytecode (codeObjectFrom, below); a shorter one
// is no input. Constants and names come from fixed tables, so that a mutation changes what is read and not how much
// there is to read. test/fuzz/make_seeds.py writes this form of real functions.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "frontend/bytecode/build_function.h"
#include "frontend/ir/pass.h"
#include "frontend/passes/drop_dead.h"
#include "frontend/passes/find_for_loops.h"
#include "frontend/passes/recover_structure.h"
#include "frontend/support/diagnostics.h"

namespace krait {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr size_t kHeaderBytes = 8;
constexpr int kNames = 16;

std::vector<std::string> names(int count, const std::string& prefix) {
  std::vector<std::string> made;
  for (int k = 0; k < count; ++k) made.push_back(prefix + std::to_string(k));
  return made;
}

std::vector<ir::ConstId> constants(ir::Module& module) {
  ir::ConstantTable& table = module.constants;
  const ir::ConstId one = table.intern(ir::intConstant(1));
  const ir::ConstId name = table.intern(ir::textConstant(ir::ConstKind::Str, "keyword"));
  const ir::ConstId code = table.intern(ir::textConstant(ir::ConstKind::Code, "nested", 1));
  return {table.intern(ir::noneConstant()),        one,
          table.intern(ir::intConstant(2)),        table.intern(ir::floatConstant(2.5)),
          name,                                    code,
          table.intern(ir::tupleConstant({name})), table.intern(ir::tupleConstant({one, one})),
          table.intern(ir::boolConstant(true)),    table.intern(ir::complexConstant(0.0, 1.0))};
}

// Header: positional parameters, keyword-only ones, flags, stack size, locals beyond the parameters, cells, free
// variables, bytes of the exception table.
bytecode::CodeObject codeObjectFrom(ir::Module& module, Bytes input) {
  bytecode::CodeObject code;
  code.name = "f";
  code.file = "fuzz.py";
  code.first_line = 1;
  code.argument_count = input[0] % 8;
  code.keyword_only_count = input[1] % 4;
  code.flags = input[2] & (bytecode::kHasVarArgs | bytecode::kHasVarKeywords | bytecode::kIsGenerator);
  code.stack_size = input[3];
  code.local_names = names(code.argument_count + code.keyword_only_count + input[4] % kNames, "local");
  code.cell_names = names(input[5] % 4, "cell");
  code.free_names = names(input[6] % 4, "free");
  code.names = names(kNames, "name");
  code.constants = constants(module);
  const Bytes rest = input.subspan(kHeaderBytes);
  const size_t table_size = std::min<size_t>(input[7], rest.size());
  code.exception_table.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(table_size));
  code.code.assign(rest.begin() + static_cast<std::ptrdiff_t>(table_size), rest.end());
  code.positions.resize(code.code.size() / 2);
  return code;
}

// The passes verify what they leave; what they find wrong is an InternalError, which ends the process.
void build(Bytes input) {
  constexpr ir::Pass kPasses[] = {{"recover-structure", passes::recoverStructure},
                                  {"find-for-loops", passes::findForLoops},
                                  {"drop-dead", passes::dropDead}};
  ir::Module module;
  const ir::FuncId id = bytecode::buildFunction(codeObjectFrom(module, input), module);
  ir::PassManager manager({});
  manager.run(kPasses, module, module[id]);
}

}  // namespace
}  // namespace krait

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < krait::kHeaderBytes) return 0;
  try {
    krait::build({data, size});
  } catch (const krait::CompileFailure&) {
  }
  return 0;
}
