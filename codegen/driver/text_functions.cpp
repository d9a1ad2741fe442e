// The spine on IR text.
#include "codegen/driver/text_functions.h"

#include <stdexcept>

#include "codegen/jit/target.h"
#include "codegen/lower/lower_module.h"
#include "frontend/support/check.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/raw_ostream.h"
#include "typeinfer/function_table.h"

namespace krait::driver {
namespace {

// Adds the text's functions to the module; throws for text that is no IR.
void parseInto(ir::Module& module, const std::string& text) {
  if (const auto error = ir::parse(text, module, catalogueParseOptions())) {
    throw std::runtime_error(ir::errorText(*error));
  }
}

std::vector<ir::TypeId> parameterTypes(const ir::Function& function) {
  std::vector<ir::TypeId> types;
  for (const ir::ValueId parameter : function[function.entry].parameters) types.push_back(function[parameter].type);
  return types;
}

}  // namespace

const std::vector<ir::Parameter>& TextFunctions::parameters(ir::ConstId callee) {
  const auto found = parameters_.find(callee);
  if (found != parameters_.end()) return found->second;
  const ir::FuncId body = makeBody(callee);
  std::vector<ir::Parameter> parameters = module_[body].parameters;
  module_.functions.pop_back();
  return parameters_.emplace(callee, std::move(parameters)).first->second;
}

ir::FuncId TextFunctions::makeBody(ir::ConstId callee) {
  const std::string name = module_.constants[callee].text;
  const size_t first = module_.functions.size();
  parseInto(module_, text_);
  for (size_t i = first; i < module_.functions.size(); ++i) {
    if (module_.functions[i]->name == name) std::swap(module_.functions[first], module_.functions[i]);
  }
  CHECK(module_.functions[first]->name == name, "the text has no function \"" + name + "\"");
  module_.functions.resize(first + 1);
  return ir::FuncId(static_cast<uint32_t>(first));
}

ir::ConstId TextFunctions::libraryFunction(std::string_view name) {
  const std::string full = "krait.lib." + std::string(name);
  if (text_.find('"' + full + '"') == std::string::npos) {
    throw std::runtime_error("the text calls the library function " + full + " and does not have it");
  }
  ir::Constant constant = ir::textConstant(ir::ConstKind::Function, full);
  constant.integer = 1;
  return module_.constants.intern(std::move(constant));
}

void inferText(ir::Module& module, const std::string& text, const Options& options) {
  parseInto(module, text);
  CHECK(!module.functions.empty(), "the text has no function");
  const std::string root = module.functions[0]->name;
  const std::vector<ir::TypeId> arguments = parameterTypes(*module.functions[0]);
  const ir::TypeId result = module.functions[0]->result_type;
  module.functions.clear();
  TextFunctions functions(module, text);
  infer::Inference inference(module, functions, options);
  inference.run(module.constants.intern(ir::textConstant(ir::ConstKind::Function, root)), arguments, result);
}

ir::ParseOptions catalogueParseOptions() {
  return {.builtin_row = [](std::string_view name) -> std::optional<uint32_t> {
    const std::optional<FunctionId> row = findFunction(name);
    return row ? std::optional(static_cast<uint32_t>(*row)) : std::nullopt;
  }};
}

ir::PrintOptions catalogueNames(ir::PrintOptions options) {
  options.builtin_name = [](uint32_t row) { return functionRow(static_cast<FunctionId>(row)).name; };
  return options;
}

std::string lowerToText(const ir::Module& module, const Options& options) {
  const jit::TargetInfo target = jit::describeTarget(cache::CpuVariant::Host);
  llvm::LLVMContext context;
  const lower::LoweredModule lowered = lower::lowerModule(
      module, context, {options, lower::DebugInfo::None, target.data_layout, target.triple});
  std::string text;
  llvm::raw_string_ostream stream(text);
  lowered.module->print(stream, nullptr);
  return text;
}

}  // namespace krait::driver
