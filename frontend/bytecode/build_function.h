// CPython bytecode to the IR: the way into this folder.
#pragma once

#include "frontend/bytecode/code_object.h"
#include "frontend/ir/function.h"

namespace krait::bytecode {

// Adds the function to the module as a control-flow graph in SSA form, not yet typed.
//
// captured_count: for a nested function, how many captured values its make_function has; they become the
// first parameters of the entry block (Function::captured), named after the free variables in order. It is
// the number of free variables, or one less when the function calls itself: then its own name is left out,
// and is read by `load_free` of the name that ends the function's qualified name. With 0, for a root
// function, every free variable is read by `load_free`.
//
// Throws CompileFailure for what is malformed or not supported; the module is then as before, but for
// interned names and constants.
ir::FuncId buildFunction(const CodeObject&, ir::Module&, int captured_count = 0);

}  // namespace krait::bytecode
