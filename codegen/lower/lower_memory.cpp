// Reference counts of arrays and lists, where place-releases puts them.
#include "codegen/lower/list.h"

namespace krait::lower {

void lower_retain(FunctionLowering& f, ir::InstId id) {
  const ir::ValueId value = f.inst(id).operands[0];
  f.callRuntime(isList(f.ir_module, f.type(value)) ? "kr_list_retain" : "kr_buffer_retain", {f.part(value)});
}

void lower_release(FunctionLowering& f, ir::InstId id) {
  const ir::ValueId value = f.inst(id).operands[0];
  f.callRuntime(isList(f.ir_module, f.type(value)) ? "kr_list_release" : "kr_buffer_release", {f.context, f.part(value)});
}

}  // namespace krait::lower
