// What one CPython version's opcodes mean to the compiler: a row per opcode number, from
// opcodes_<version>.def.
//
// Everything that differs between versions stands in the table: numbers, inline caches, which opcodes jump
// and which way. An emitter that means the same in two versions is named by both tables.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "frontend/bytecode/code_object.h"

namespace krait::bytecode {

class Emitter;
struct Instruction;

// Turns one instruction into IR at the emitter's current place.
using EmitFunction = void (*)(Emitter&, const Instruction&);

// Where control goes after an instruction. Targets are relative, in code units, to the end of the instruction
// and its caches. A branch goes either there or to the next instruction.
enum class Flow : uint8_t { Next, JumpForward, JumpBackward, BranchForward, BranchBackward, Exit };

struct OpcodeRow {
  std::string_view name = {};  // empty: this version has no such opcode
  uint8_t caches = 0;          // inline cache entries that follow, in code units
  Flow flow = Flow::Next;
  EmitFunction emit = nullptr;  // null: not supported, and `phrase` says what the user wrote
  std::string_view phrase = {};
  std::string_view hint = {};
};

struct OpcodeTable {
  std::array<OpcodeRow, 256> rows;
  uint8_t extended_arg;  // the prefix that carries the upper bytes of an argument
  uint8_t cache;         // what inline cache entries look like in co_code
};

// Null where the version is not supported.
[[nodiscard]] const OpcodeTable* opcodeTable(PythonVersion);

[[nodiscard]] constexpr bool isJump(Flow flow) {
  return flow == Flow::JumpForward || flow == Flow::JumpBackward;
}
[[nodiscard]] constexpr bool isBranch(Flow flow) {
  return flow == Flow::BranchForward || flow == Flow::BranchBackward;
}
[[nodiscard]] constexpr bool isBackward(Flow flow) {
  return flow == Flow::JumpBackward || flow == Flow::BranchBackward;
}
[[nodiscard]] constexpr bool fallsThrough(Flow flow) { return flow == Flow::Next || isBranch(flow); }

}  // namespace krait::bytecode
