// CPython bytecode to the IR: the way into this folder.
#pragma once

#include "frontend/bytecode/code_object.h"
#include "frontend/ir/function.h"

namespace krait::bytecode {

// Adds the function to the module as a control-flow graph in SSA form, not yet typed.
//
// nested_code: of a nested function, the constant that its make_function names; what it says of captured values
// (capture_plan.h) becomes the first parameters of the entry block (Function::captured), and what it says of a fold
// (generator_fold.h) what `yield` means. For a root function every free variable is read by `load_free`.
//
// Throws CompileFailure for what is malformed or not supported; the module is then as before, but for
// interned names and constants.
ir::FuncId buildFunction(const CodeObject&, ir::Module&, ir::ConstId nested_code = {});

}  // namespace krait::bytecode
