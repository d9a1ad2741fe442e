// The spine: a Python function and its argument types become machine code. The whole pipeline is the column of names in
// compile.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "codegen/driver/environment.h"
#include "codegen/jit/compile.h"
#include "codegen/lower/lower_module.h"
#include "frontend/expr/build_expression.h"
#include "frontend/ir/pass.h"
#include "frontend/support/diagnostics.h"
#include "frontend/support/options.h"
#include "runtime/abi.h"

namespace krait::driver {

struct CompileRequest {
  uint32_t function = 0;               // the host's handle
  std::optional<expr::ExpressionSource> expression;  // instead of a function
  std::string name;                    // its qualified name: with the handle, the constant that calls of it refer to
  std::vector<std::string> arguments;  // type notation, one per parameter
  std::optional<std::string> result;   // type notation; nothing: as inferred
  Options options;
  ir::PassOptions passes;              // printing and stopping, for people
  jit::CompileOptions jit;
};

// Machine code with all that it refers to. Its address and lifetime are what kr_compiled stands for.
struct Compiled {
  kr_compiled abi{};
  std::unique_ptr<jit::CompiledModule> code;
  std::string result_type;
  std::string symbol;  // of the entry point in the object
  std::vector<lower::CapturedMemory> captured;
  std::vector<uintptr_t> captured_words;  // the table of them that the code reads
  std::vector<std::string> texts;  // what the sites point to
  std::vector<kr_site> sites;
  std::vector<Diagnostic> remarks;
  std::string typed_ir;
};

// `module` is empty and belongs to this compilation: the environment interns its constants in it.
// Throws CompileFailure for the user's errors, InternalError for ours.
[[nodiscard]] std::unique_ptr<Compiled> compile(jit::Engine&, ir::Module& module, Environment&, const CompileRequest&);

// The name of a row of the catalogue, for printing.
[[nodiscard]] std::string_view builtinName(uint32_t row);

// The root function alone, as type inference is given it. `request.passes` shows what lies on the way.
void buildRoot(ir::Module& module, Environment&, const CompileRequest&);

// The typed module alone: all stages before lowering.
void inferModule(ir::Module& module, Environment&, const CompileRequest&, std::vector<Diagnostic>& remarks);

}  // namespace krait::driver
