// Where the emit functions of functions.def write: one block that computes the nodes in their order.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/expr/syntax.h"
#include "frontend/ir/function.h"

namespace krait::expr {

class Emitter {
 public:
  Emitter(const Syntax& syntax, ir::Module& module, ir::Function& function);

  // The value of the last statement.
  ir::ValueId run();

  ir::ValueId emit(ir::Op op, std::vector<ir::ValueId> operands, uint32_t attribute = 0);
  ir::ValueId emitConstant(ir::Constant constant);
  // A call of a function of the catalogue.
  ir::ValueId callBuiltin(std::string_view name, std::vector<ir::ValueId> arguments,
                          const std::vector<std::string>& keywords = {});
  ir::ValueId callMethod(std::string_view name, ir::ValueId object, std::vector<ir::ValueId> arguments);
  ir::ValueId loadAttribute(ir::ValueId object, std::string_view name);
  ir::ValueId callValue(ir::ValueId callee, std::vector<ir::ValueId> arguments,
                        const std::vector<std::string>& keywords = {});
  [[nodiscard]] std::vector<ir::ValueId> valuesOf(const Node& node) const;

 private:
  ir::ValueId emitNode(const Node& node);
  ir::ValueId emitAssign(const Node& node);
  ir::ValueId emitFunction(const Node& node);
  ir::ValueId emitOperandCall(const Node& node);

  const Syntax& syntax_;
  ir::Module& module_;
  ir::Function& function_;
  SourceRange range_;
  std::vector<ir::ValueId> values_;                     // by node
  std::unordered_map<std::string, ir::ValueId> names_;  // what each name is at this point
};

// The emit functions of functions.def.
ir::ValueId emitCall(Emitter&, const Node& call, std::string_view target);
ir::ValueId emitOfArray(Emitter&, const Node& call,
                        std::string_view target);  // numbers become arrays without dimensions
ir::ValueId emitOfArrays(Emitter&, const Node& call, std::string_view target);  // of two arguments
ir::ValueId emitCast(Emitter&, const Node& call, std::string_view target);
[[noreturn]] ir::ValueId emitContains(Emitter&, const Node& call,
                                      std::string_view target);  // fails: it was of no texts

}  // namespace krait::expr
