// Result types of the math module.
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {

ir::TypeId inferMathUnary(CallSite& site) {
  if (isComplex(site.number(0).dtype)) site.refuse(0, "Use cmath.");
  site.want(0, site.t.module.types.floating);
  return site.t.module.types.floating;
}

}  // namespace krait::infer
