// From bytecode to the form that type inference works on.
#include "codegen/driver/provide_functions.h"

#include <algorithm>

#include "frontend/bytecode/build_function.h"
#include "frontend/passes/drop_dead.h"
#include "frontend/passes/find_for_loops.h"
#include "frontend/passes/narrow_none.h"
#include "frontend/passes/recover_structure.h"
#include "frontend/passes/resolve_names.h"

namespace krait::driver {
namespace {

std::vector<ir::Parameter> readParameters(ir::Module& module, const FunctionObject& object) {
  const bytecode::CodeObject& code = object.code;
  std::vector<ir::Parameter> parameters;
  const int count = code.argument_count + code.keyword_only_count;
  for (int k = 0; k < count; ++k) {
    const std::string& name = code.local_names[static_cast<size_t>(k)];
    parameters.push_back({.name = module.names.intern(name), .keyword_only = k >= code.argument_count, .default_value = {}});
  }
  if ((code.flags & bytecode::kHasVarArgs) != 0) {
    const ir::NameId name = module.names.intern(code.local_names[static_cast<size_t>(count)]);
    parameters.push_back({.name = name, .keyword_only = false, .default_value = {}, .variadic = true});
  }
  const size_t first = static_cast<size_t>(code.argument_count) - object.defaults.size();
  for (size_t k = 0; k < object.defaults.size(); ++k) parameters[first + k].default_value = object.defaults[k];
  for (const auto& [name, value] : object.keyword_defaults) {
    for (ir::Parameter& parameter : parameters) {
      if (module.names[parameter.name] == name) parameter.default_value = value;
    }
  }
  for (ir::Parameter& parameter : parameters) {
    parameter.widened = std::ranges::count(object.widened, module.names[parameter.name]) != 0;
  }
  return parameters;
}

}  // namespace

const FunctionObject& BytecodeFunctions::object(ir::ConstId callee) {
  const auto found = objects_.find(callee);
  if (found != objects_.end()) return found->second;
  const StageTime time(passes_.clock(), ir::kOwnStages, "read-functions");
  const ir::Constant& constant = module_.constants[callee];
  const uint32_t handle = constant.handle;
  FunctionObject made = constant.kind == ir::ConstKind::Code ? FunctionObject{environment_.code(handle), {}, {}}
                                                             : environment_.function(handle);
  return objects_.emplace(callee, std::move(made)).first->second;
}

const std::vector<ir::Parameter>& BytecodeFunctions::parameters(ir::ConstId callee) {
  const auto found = parameters_.find(callee);
  if (found != parameters_.end()) return found->second;
  return parameters_.emplace(callee, readParameters(module_, object(callee))).first->second;
}

ir::FuncId BytecodeFunctions::makeBody(ir::ConstId callee) {
  const bool is_nested = module_.constants[callee].kind == ir::ConstKind::Code;
  const bytecode::CodeObject& code = object(callee).code;
  const ir::FuncId id = [&] {
    const StageTime time(passes_.clock(), ir::kOwnStages, "build-function");
    return bytecode::buildFunction(code, module_, is_nested ? callee : ir::ConstId());
  }();
  ir::Function& function = module_[id];
  function.parallel = object(callee).parallel.value_or(options_.parallel);
  function.library = ir::isLibraryFunction(module_.constants[callee]);
  structure(function);
  return id;
}

void BytecodeFunctions::structure(ir::Function& function) {
  const auto resolve = [&](ir::Module& module, ir::Function& body) { passes::resolveNames(module, body, environment_); };
  passes_.run("resolve-names", resolve, module_, function);
  passes_.run("recover-structure", passes::recoverStructure, module_, function);
  passes_.run("find-for-loops", passes::findForLoops, module_, function);
  passes_.run("narrow-none", passes::narrowNone, module_, function);
  passes_.run("drop-dead", passes::dropDead, module_, function);
}

ExpressionFunctions::ExpressionFunctions(BytecodeFunctions functions, ir::ConstId root,
                                         const expr::ExpressionSource& expression)
    : BytecodeFunctions(std::move(functions)), root_(root), expression_(expression),
      operands_(expr::expressionParameters(expr::readExpression(expression), expression.has_output, module_)) {}

const std::vector<ir::Parameter>& ExpressionFunctions::parameters(ir::ConstId callee) {
  return callee == root_ ? operands_ : BytecodeFunctions::parameters(callee);
}

ir::FuncId ExpressionFunctions::makeBody(ir::ConstId callee) {
  if (callee != root_) return BytecodeFunctions::makeBody(callee);
  const ir::FuncId id = expr::buildExpression(expression_, module_);
  module_[id].parallel = options_.parallel;
  structure(module_[id]);
  return id;
}

}  // namespace krait::driver
