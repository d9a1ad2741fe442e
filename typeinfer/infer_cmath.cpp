// Result types of the cmath module: everything is taken as a complex.
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {

using ir::TypeId;

TypeId inferCmathUnary(CallSite& site) {
  site.wantComplex(0);
  return site.t.module.types.complex;
}

TypeId inferCmathLog(CallSite& site) {
  site.wantComplex(0);
  if (!site.isAbsent(1)) site.wantComplex(1);
  return site.t.module.types.complex;
}

TypeId inferCmathPolar(CallSite& site) {
  site.wantComplex(0);
  const TypeId parts[] = {site.t.module.types.floating, site.t.module.types.floating};
  return site.t.module.types.tuple(parts);
}

TypeId inferCmathRect(CallSite& site) {
  site.wantFloat(0);
  site.wantFloat(1);
  return site.t.module.types.complex;
}

TypeId inferCmathPhase(CallSite& site) {
  site.wantComplex(0);
  return site.t.module.types.floating;
}

TypeId inferCmathPredicate(CallSite& site) {
  site.wantComplex(0);
  return site.t.module.types.boolean;
}

TypeId inferCmathIsClose(CallSite& site) {
  site.wantComplex(0);
  site.wantComplex(1);
  for (size_t k = 2; k < 4; ++k) {
    if (!site.isAbsent(k)) site.wantFloat(k);
  }
  return site.t.module.types.boolean;
}

}  // namespace krait::infer
