// Constants, unbound variables, and ops that type inference leaves none of.
#include "codegen/lower/number.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;

[[noreturn]] void notTyped() { CHECK(false, "an op that type inference should have resolved"); }

llvm::Value* loadCaptured(FunctionLowering& f, llvm::Type* type, size_t word) {
  llvm::Value* address = f.b.CreateConstGEP1_64(f.b.getInt64Ty(), f.m.capturedTable(), word);
  llvm::LoadInst* load = f.b.CreateLoad(type, address);
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(f.m.context(), {}));
  return load;
}

// A captured array stands where it is in the host's memory; the host keeps it alive. Its shape is known, its address is looked up.
Parts capturedArray(FunctionLowering& f, const ir::Constant& constant) {
  const ir::CapturedArray& array = constant.array;
  const size_t place = 2 * f.m.capturedIndex(constant);
  Parts parts{loadCaptured(f, f.b.getInt64Ty(), place), loadCaptured(f, f.b.getPtrTy(), place + 1)};
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
  if (constant.kind == ir::ConstKind::Array) out.append(capturedArray(f, constant));
  if (constant.kind == ir::ConstKind::Scalar) out.append(numpyScalar(f, constant));
  if (constant.kind != ir::ConstKind::Tuple) return;
  for (const ir::ConstId element : constant.elements) appendConstant(f, f.ir_module.constants[element], out);
}

void checkBound(FunctionLowering& f, InstId id, kr_error_kind error) {
  const ir::ValueId flag = f.inst(id).operands[0];
  llvm::Value* name = f.text(f.ir_module.names[f.inst(id).name()]);
  if (f.typeData(flag).kind != ir::TypeKind::Literal) {
    return f.raiseIf(f.b.CreateNot(f.part(flag)), error, {name});
  }
  const bool is_bound = f.ir_module.constants[f.typeData(flag).constant].integer != 0;
  if (!is_bound) f.raise(error, {name});
}

}  // namespace

void lower_constant(FunctionLowering& f, InstId id) {
  Parts parts;
  appendConstant(f, f.ir_module.constants[f.inst(id).constant()], parts);
  f.define(f.inst(id).results[0], std::move(parts));
}

void lower_unbound(FunctionLowering& f, InstId id) { f.define(f.inst(id).results[0], {}); }
void lower_check_bound(FunctionLowering& f, InstId id) { checkBound(f, id, kr_error_unbound_local); }
void lower_check_captured(FunctionLowering& f, InstId id) { checkBound(f, id, kr_error_unbound_captured); }

void lower_load_global(FunctionLowering&, InstId) { notTyped(); }
void lower_load_free(FunctionLowering&, InstId) { notTyped(); }
void lower_store_attribute(FunctionLowering&, InstId) { notTyped(); }
void lower_call(FunctionLowering&, InstId) { notTyped(); }

}  // namespace krait::lower
