// The bodies of functions for type inference: bytecode, to SSA, to structured form with names resolved.
#pragma once

#include <map>

#include "codegen/driver/environment.h"
#include "frontend/ir/pass.h"
#include "frontend/support/options.h"
#include "typeinfer/infer.h"

namespace krait::driver {

class BytecodeFunctions : public infer::FunctionProvider {
 public:
  BytecodeFunctions(ir::Module& module, Environment& environment, ir::PassManager& passes, const Options& options)
      : module_(module), environment_(environment), passes_(passes), options_(options) {}

  const std::vector<ir::Parameter>& parameters(ir::ConstId callee) override;
  ir::FuncId makeBody(ir::ConstId callee) override;
  ir::ConstId libraryFunction(std::string_view name) override { return environment_.libraryFunction(name); }

 private:
  const FunctionObject& object(ir::ConstId callee);

  ir::Module& module_;
  Environment& environment_;
  ir::PassManager& passes_;
  const Options& options_;
  std::map<ir::ConstId, FunctionObject> objects_;
  std::map<ir::ConstId, std::vector<ir::Parameter>> parameters_;
};

}  // namespace krait::driver
