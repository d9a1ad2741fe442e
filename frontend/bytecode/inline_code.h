// The code of a list comprehension, translated in the place where it is called.
//
// CPython makes it a function of one argument, the iterator. Its variables are SSA variables after those of the function
// around it; its free variables are that function's own; and its end is a jump to what follows the call:
//
//   ys = [x * k for x in xs]      %l = build_list
//                                 for x in %xs:  list_append %l, x * k
#pragma once

#include <memory>
#include <vector>

#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {

struct InlinedCode {
  const CodeObject& code;
  std::vector<Instruction> instructions;
  CodeBlocks blocks;
  Variables variables;
  FunctionInput input;
  CaptureLog log = {};

  InlinedCode(const CodeObject& code, uint32_t first_variable);
};

// Whether the call, with no arguments of its own, is that of a comprehension with the iterator on the stack: then its
// list is.
bool emitComprehensionCall(Emitter& emitter);

// How many SSA variables the code needs: its own, its stack's, and some for the emit functions.
[[nodiscard]] uint32_t ssaVariableCount(const CodeObject& code, const Variables& variables);

}  // namespace krait::bytecode
