// A typed call of a row of the catalogue: what a lower<Name> function sees. It gives the parts of the result.
#pragma once

#include "codegen/lower/arithmetic.h"
#include "codegen/lower/array.h"
#include "codegen/lower/number.h"
#include "typeinfer/function_table.h"

namespace krait::lower {

class CallLowering {
 public:
  CallLowering(FunctionLowering& lowering, ir::InstId id) : f(lowering), inst(lowering.inst(id)) {}

  FunctionLowering& f;
  const ir::Inst& inst;

  [[nodiscard]] size_t count() const { return inst.operands.size(); }
  [[nodiscard]] const Parts& parts(size_t k) const { return f.parts(inst.operands[k]); }
  [[nodiscard]] llvm::Value* part(size_t k) const { return parts(k)[0]; }
  [[nodiscard]] ir::TypeId type(size_t k) const { return f.type(inst.operands[k]); }
  [[nodiscard]] const ir::Type& data(size_t k) const { return f.typeData(inst.operands[k]); }
  [[nodiscard]] Number number(size_t k) const { return numberOf(f.ir_module, type(k)); }
  [[nodiscard]] ir::TypeId resultType() const { return f.type(inst.results[0]); }
  [[nodiscard]] const ir::Type& resultData() const { return f.typeData(inst.results[0]); }
  [[nodiscard]] std::string_view rowData() const {
    return functionRow(static_cast<FunctionId>(inst.attribute)).data;
  }
};

#define KRAIT_FUNCTION(id, name, parameters, infer_name, lower_name, data) Parts lower##lower_name(CallLowering&);
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION

#define KRAIT_ATTRIBUTE(id, owner, name, infer_name, lower_name) Parts lower##lower_name(CallLowering&);
#include "typeinfer/attributes.def"
#undef KRAIT_ATTRIBUTE

}  // namespace krait::lower
