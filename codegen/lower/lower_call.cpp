// Calls between compiled functions, of the catalogue's functions, and attributes.
#include <array>

#include "codegen/lower/call_lowering.h"
#include "codegen/lower/symbols.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using LowerFunction = Parts (*)(CallLowering&);

constexpr LowerFunction kLowerFunctions[] = {
#define KRAIT_FUNCTION(id, name, parameters, infer_name, lower_name, data) &lower##lower_name,
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION
};

constexpr std::array kLowerAttributes = {
#define KRAIT_ATTRIBUTE(id, owner, name, infer_name, lower_name) &lower##lower_name,
#include "typeinfer/attributes.def"
#undef KRAIT_ATTRIBUTE
};

// Where an error inside a library function is shown to the user.
void noteLibraryCall(FunctionLowering& f) {
  const size_t offset = offsetof(kr_context, library_call_site);
  f.b.CreateStore(f.b.getInt32(f.site()), f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), f.context, offset));
}

}  // namespace

// A result that is known from the types alone.
Parts lowerLiteral(CallLowering&) { return {}; }
// Type inference makes it a call_direct, or an error.
Parts lowerLibrary(CallLowering&) { CHECK(false, "a library function is called like any compiled function"); }
Parts lowerRefuse(CallLowering&) { CHECK(false, "krait.lib.refuse() is an error of type inference"); }
// A conversion to the result's type has already been asked for.
Parts lowerIdentity(CallLowering& call) { return call.parts(0); }

void lower_call_builtin(FunctionLowering& f, InstId id) {
  CallLowering call(f, id);
  f.define(f.inst(id).results[0], kLowerFunctions[f.inst(id).attribute](call));
}

void lower_load_attribute(FunctionLowering& f, InstId id) {
  if (f.typeData(f.inst(id).results[0]).kind == ir::TypeKind::Method) {
    return f.define(f.inst(id).results[0], f.parts(f.inst(id).operands[0]));
  }
  const ir::TypeKind kind = f.typeData(f.inst(id).operands[0]).kind;
  const std::string_view owner = kind == ir::TypeKind::Array         ? "ndarray"
                                 : kind == ir::TypeKind::RecordArray ? "records"
                                 : kind == ir::TypeKind::Method      ? "flags"
                                                                     : "number";
  const auto attribute = findAttribute(owner, f.ir_module.names[f.inst(id).name()]);
  CHECK(attribute, "an attribute that is not in the table");
  CallLowering call(f, id);
  f.define(f.inst(id).results[0], kLowerAttributes[static_cast<size_t>(*attribute)](call));
}

void lower_call_direct(FunctionLowering& f, InstId id) {
  const ir::Inst& inst = f.inst(id);
  if (f.ir_module[inst.callee()].library && !f.function.library) noteLibraryCall(f);
  llvm::SmallVector<llvm::Value*, 16> arguments{f.context};
  for (const ir::ValueId operand : inst.operands) {
    arguments.append(f.parts(operand).begin(), f.parts(operand).end());
  }
  llvm::Function* callee = f.m.function(inst.callee());
  llvm::CallInst* call = f.b.CreateCall(callee, arguments);
  call->setCallingConv(callee->getCallingConv());
  f.define(inst.results[0], unpackResult(f.b, call, partCount(f.ir_module, f.type(inst.results[0]))));
}

}  // namespace krait::lower
