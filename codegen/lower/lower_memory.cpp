// Reference counts of array memory, where place-releases put them.
#include "codegen/lower/lowering.h"

namespace krait::lower {

void lower_retain(FunctionLowering& f, ir::InstId id) {
  f.callRuntime("kr_buffer_retain", {f.part(f.inst(id).operands[0])});
}

void lower_release(FunctionLowering& f, ir::InstId id) {
  f.callRuntime("kr_buffer_release", {f.context, f.part(f.inst(id).operands[0])});
}

}  // namespace krait::lower
