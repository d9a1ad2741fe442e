// The bodies of functions for type inference: bytecode, to SSA, to structured form with names resolved.
#pragma once

#include <map>

#include "codegen/driver/environment.h"
#include "frontend/expr/build_expression.h"
#include "frontend/ir/pass.h"
#include "frontend/support/options.h"
#include "typeinfer/infer.h"

namespace krait::driver {

class BytecodeFunctions : public infer::FunctionProvider {
 public:
  BytecodeFunctions(ir::Module& module, Environment& environment, ir::PassManager& passes, const Options& options)
      : module_(module), options_(options), environment_(environment), passes_(passes) {}

  const std::vector<ir::Parameter>& parameters(ir::ConstId callee) override;
  ir::FuncId makeBody(ir::ConstId callee) override;
  ir::ConstId libraryFunction(std::string_view name) override { return environment_.libraryFunction(name); }

 protected:
  // Untyped IR with jumps and names to structured form with constants.
  void structure(ir::Function& function);

  ir::Module& module_;
  const Options& options_;

 private:
  const FunctionObject& object(ir::ConstId callee);

  Environment& environment_;
  ir::PassManager& passes_;
  std::map<ir::ConstId, FunctionObject> objects_;
  std::map<ir::ConstId, std::vector<ir::Parameter>> parameters_;
};

// An expression as the root; what it calls comes from bytecode.
class ExpressionFunctions : public BytecodeFunctions {
 public:
  ExpressionFunctions(BytecodeFunctions functions, ir::ConstId root, const expr::ExpressionSource& expression);

  const std::vector<ir::Parameter>& parameters(ir::ConstId callee) override;
  ir::FuncId makeBody(ir::ConstId callee) override;

 private:
  ir::ConstId root_;
  const expr::ExpressionSource& expression_;
  std::vector<ir::Parameter> operands_;
};

}  // namespace krait::driver
