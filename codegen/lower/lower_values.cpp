// Constants, unbound variables, and ops that type inference leaves none of.
#include "codegen/lower/number.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;

[[noreturn]] void notTyped() { CHECK(false, "an op that type inference should have resolved"); }

// A captured array stands where it is in the host's memory; the host keeps it alive.
Parts capturedArray(FunctionLowering& f, const ir::CapturedArray& array) {
  Parts parts{f.word(static_cast<int64_t>(array.owner)),
              llvm::ConstantExpr::getIntToPtr(f.word(static_cast<int64_t>(array.data)), f.b.getPtrTy())};
  for (const int64_t extent : array.shape) parts.push_back(f.word(extent));
  for (const int64_t stride : array.strides) parts.push_back(f.word(stride));
  return parts;
}

Parts numpyScalar(FunctionLowering& f, const ir::Constant& constant) {
  llvm::Type* type = registerType(f.m.context(), constant.dtype);
  if (!type->isFloatingPointTy()) return {llvm::ConstantInt::get(type, static_cast<uint64_t>(constant.integer))};
  Parts parts{llvm::ConstantFP::get(type, constant.real())};
  if (ir::dtypeKind(constant.dtype) == ir::DTypeKind::Complex) parts.push_back(llvm::ConstantFP::get(type, constant.imag()));
  return parts;
}

// Literals, and tuples of them, take no parts; captured arrays and NumPy scalars do.
void appendConstant(FunctionLowering& f, const ir::Constant& constant, Parts& out) {
  if (constant.kind == ir::ConstKind::Array) out.append(capturedArray(f, constant.array));
  if (constant.kind == ir::ConstKind::Scalar) out.append(numpyScalar(f, constant));
  if (constant.kind != ir::ConstKind::Tuple) return;
  for (const ir::ConstId element : constant.elements) appendConstant(f, f.ir_module.constants[element], out);
}

void checkBound(FunctionLowering& f, InstId id) {
  const ir::ValueId flag = f.inst(id).operands[0];
  llvm::Value* name = f.text(f.ir_module.names[f.inst(id).name()]);
  if (f.typeData(flag).kind != ir::TypeKind::Literal) {
    return f.raiseIf(f.b.CreateNot(f.part(flag)), kr_error_unbound_local, {name});
  }
  const bool is_bound = f.ir_module.constants[f.typeData(flag).constant].integer != 0;
  if (!is_bound) f.raise(kr_error_unbound_local, {name});
}

}  // namespace

void lower_constant(FunctionLowering& f, InstId id) {
  Parts parts;
  appendConstant(f, f.ir_module.constants[f.inst(id).constant()], parts);
  f.define(f.inst(id).results[0], std::move(parts));
}

void lower_unbound(FunctionLowering& f, InstId id) { f.define(f.inst(id).results[0], {}); }
void lower_check_bound(FunctionLowering& f, InstId id) { checkBound(f, id); }

void lower_load_global(FunctionLowering&, InstId) { notTyped(); }
void lower_load_free(FunctionLowering&, InstId) { notTyped(); }
void lower_store_attribute(FunctionLowering&, InstId) { notTyped(); }
void lower_call(FunctionLowering&, InstId) { notTyped(); }

}  // namespace krait::lower
