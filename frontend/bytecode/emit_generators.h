// What the emit functions of calls and returns do with generator expressions (emit_generators.cpp).
#pragma once

#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {

// Whether the call, with no arguments of its own, made a generator of a function and the iterator on the stack.
bool emitGeneratorCall(Emitter& emitter);
// The end of a generator's code: the result of what consumes it.
void endFold(Emitter& emitter);

}  // namespace krait::bytecode
