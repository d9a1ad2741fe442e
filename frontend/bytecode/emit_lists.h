// What the emit functions of BUILD_LIST, LIST_APPEND and LIST_EXTEND do for a list that does not become a tuple.
#pragma once

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {

void buildList(Emitter& emitter, const Instruction& instruction);
void appendToList(Emitter& emitter, const Instruction& instruction);
void extendList(Emitter& emitter, const Instruction& instruction);

}  // namespace krait::bytecode
