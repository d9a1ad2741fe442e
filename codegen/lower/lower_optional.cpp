// Values that may be None: a flag, then the value's parts.
#include "codegen/lower/call_lowering.h"

namespace krait::lower {

Parts lowerRequired(CallLowering& call) {
  FunctionLowering& f = call.f;
  if (call.data(0).kind != ir::TypeKind::Optional) return call.parts(0);
  const ir::Constant& text = f.ir_module.constants[call.data(1).constant];
  // An empty text stands where a test has shown that there is a value.
  if (!text.text.empty()) f.raiseIf(f.b.CreateNot(call.part(0)), kr_error_complex_to_real, {f.text(text.text)});
  return Parts(call.parts(0).begin() + 1, call.parts(0).end());
}

}  // namespace krait::lower
