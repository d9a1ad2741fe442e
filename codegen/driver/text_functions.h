// Functions from IR text instead of bytecode, so that type inference and lowering can be run on text alone. A call of
// `@function "name"` is a call of the function of that name in the text; every instance is parsed anew.
#pragma once

#include <map>
#include <string>

#include "frontend/ir/parse.h"
#include "frontend/ir/print.h"
#include "typeinfer/infer.h"

namespace krait::driver {

class TextFunctions : public infer::FunctionProvider {
 public:
  TextFunctions(ir::Module& module, std::string text) : module_(module), text_(std::move(text)) {}

  const std::vector<ir::Parameter>& parameters(ir::ConstId callee) override;
  ir::FuncId makeBody(ir::ConstId callee) override;
  // The text's function "krait.lib.statistics.median"; the package's own are Python, which is not read here.
  ir::ConstId libraryFunction(std::string_view name) override;

 private:
  ir::Module& module_;
  const std::string text_;
  std::map<ir::ConstId, std::vector<ir::Parameter>> parameters_;
};

// Infers the first function of the text for the types that its parameters are written with; the module, empty on entry,
// then holds it and what it calls. Fails with CompileFailure, std::runtime_error for text that is no IR.
void inferText(ir::Module& module, const std::string& text, const Options& options);

// What catalogue names mean to the text form's parser and printer.
[[nodiscard]] ir::ParseOptions catalogueParseOptions();
[[nodiscard]] ir::PrintOptions catalogueNames(ir::PrintOptions options);

// LLVM IR of a typed module for this machine, before optimisation.
[[nodiscard]] std::string lowerToText(const ir::Module& module, const Options& options);

}  // namespace krait::driver
