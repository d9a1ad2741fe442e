// Declares the emit function of every table row. They are defined, one small function per opcode, in
// emit_*.cpp.
#pragma once

#include "frontend/bytecode/opcode_table.h"

namespace krait::bytecode {

#define KRAIT_OPCODE(number, name, caches, flow, emitter) void emitter(Emitter&, const Instruction&);
#define KRAIT_REFUSED(number, name, caches, phrase, hint)
#include "frontend/bytecode/opcodes_311.def"
#undef KRAIT_OPCODE
#undef KRAIT_REFUSED

}  // namespace krait::bytecode
