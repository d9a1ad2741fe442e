// The spine of this folder.
#include "frontend/expr/build_expression.h"

#include "frontend/expr/emit.h"
#include "frontend/expr/split_text.h"

namespace krait::expr {
namespace {

void returnValue(ir::Module& module, ir::Function& function, ir::ValueId value, SourceRange range) {
  const ir::InstId inst = function.makeInst(ir::Op::ret, {value}, 0, module.types.never, range);
  function.append(function.entry, inst);
}

ir::ValueId storeOutput(Emitter& emitter, const ir::Function& function, ir::ValueId value, const std::string& casting) {
  const ir::ValueId output = function[function.entry].parameters.back();
  const ir::ValueId rule = emitter.emitConstant(ir::textConstant(ir::ConstKind::Str, casting));
  return emitter.callBuiltin("krait.lib.store_into", {output, value, rule});
}

}  // namespace

Syntax readExpression(const ExpressionSource& source) {
  Syntax syntax = parse(source.text);
  return source.text_names.empty() ? syntax : splitText(std::move(syntax), source.text_names).syntax;
}

std::vector<ir::Parameter> expressionParameters(const Syntax& syntax, bool has_output, ir::Module& module) {
  std::vector<ir::Parameter> parameters;
  for (const Operand& operand : syntax.operands) parameters.push_back({.name = module.names.intern(operand.name)});
  if (has_output) parameters.push_back({.name = module.names.intern(".out")});
  return parameters;
}

ir::FuncId buildExpression(const ExpressionSource& source, ir::Module& module) {
  const Syntax syntax = readExpression(source);
  ir::Function& function = module.addFunction("expression");
  function.file = kFileName;
  function.first_line = 1;
  function.result_type = module.types.never;
  function.entry = function.addBlock();
  function.layout = {function.entry};
  function.parameters = expressionParameters(syntax, source.has_output, module);
  for (const ir::Parameter& parameter : function.parameters) {
    function.addParameter(function.entry, module.types.never, parameter.name);
  }
  Emitter emitter(syntax, module, function);
  const SourceRange range = syntax[syntax.result].range;
  ir::ValueId result = emitter.run();
  if (source.has_output) result = storeOutput(emitter, function, result, source.casting);
  returnValue(module, function, result, range);
  return ir::FuncId(static_cast<uint32_t>(module.functions.size() - 1));
}

}  // namespace krait::expr
