// The opcode tables, one per supported version, and the choice among them.
#include "frontend/bytecode/opcode_table.h"

#include "frontend/bytecode/emit.h"

namespace krait::bytecode {
namespace {

constexpr OpcodeTable makeTable311() {
  OpcodeTable table{.rows = {}, .extended_arg = 144, .cache = 0};
#define KRAIT_OPCODE(number, name, caches, flow, emitter)                                                    \
  table.rows[number] = {#name, caches, Flow::flow, emitter, {}, {}};
#define KRAIT_REFUSED(number, name, caches, phrase, hint)                                                    \
  table.rows[number] = {#name, caches, Flow::Next, nullptr, phrase, hint};
#include "frontend/bytecode/opcodes_311.def"
#undef KRAIT_OPCODE
#undef KRAIT_REFUSED
  return table;
}

constexpr OpcodeTable kTable311 = makeTable311();

}  // namespace

const OpcodeTable* opcodeTable(PythonVersion version) {
  return version.major == 3 && version.minor == 11 ? &kTable311 : nullptr;
}

}  // namespace krait::bytecode
