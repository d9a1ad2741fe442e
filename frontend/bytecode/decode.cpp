// The decoder. Each step checks its bounds, so that any bytes at all end in instructions or in a diagnostic.
#include "frontend/bytecode/decode.h"

#include <string>

#include "frontend/bytecode/refuse.h"

namespace krait::bytecode {
namespace {

std::string atUnit(uint32_t unit) { return " at offset " + std::to_string(2 * unit); }

class Decoder {
 public:
  Decoder(const CodeObject& code, const OpcodeTable& table)
      : code_(code), table_(table), units_(static_cast<uint32_t>(code.code.size() / 2)),
        instruction_at_(units_, kNoInstruction) {}

  std::vector<Instruction> run() {
    checkSizes();
    for (uint32_t unit = 0; unit < units_; unit = instructions_.back().end_unit) decodeAt(unit);
    for (Instruction& instruction : instructions_) resolveTarget(instruction);
    return std::move(instructions_);
  }

 private:
  void checkSizes() const {
    if (code_.code.empty()) malformed(code_, "it has no instructions");
    if (code_.code.size() % 2 != 0) malformed(code_, "half a code unit at the end");
    if (code_.positions.size() != units_) malformed(code_, "the positions do not match the instructions");
  }

  // The opcode after any prefixes, whose bytes become the upper part of the argument.
  uint32_t decodePrefixes(uint32_t unit, uint32_t& upper) const {
    constexpr uint32_t kMaxPrefixes = 3;
    const uint32_t first = unit;
    while (opcode(unit) == table_.extended_arg) {
      upper = (upper | byte(unit)) << 8;
      if (++unit == units_) malformed(code_, "an argument without its instruction" + atUnit(first));
      if (unit - first > kMaxPrefixes)
        malformed(code_, "an argument of more than four bytes" + atUnit(first));
    }
    return unit;
  }

  void decodeAt(uint32_t first) {
    Instruction instruction{.unit = first};
    const uint32_t unit = decodePrefixes(first, instruction.argument);
    instruction.argument |= byte(unit);
    instruction.row = &table_.rows[opcode(unit)];
    if (instruction.row->name.empty()) {
      malformed(code_, "unknown opcode " + std::to_string(opcode(unit)) + atUnit(unit), range(unit));
    }
    instruction.end_unit = skipCaches(unit + 1, instruction.row->caches);
    instruction.range = range(unit);
    instruction_at_[first] = static_cast<uint32_t>(instructions_.size());
    instructions_.push_back(instruction);
  }

  [[nodiscard]] uint32_t skipCaches(uint32_t unit, uint32_t count) const {
    if (count > units_ - unit) malformed(code_, "the last instruction is truncated");
    for (const uint32_t end = unit + count; unit < end; ++unit) {
      if (opcode(unit) != table_.cache) malformed(code_, "no inline cache" + atUnit(unit));
    }
    return unit;
  }

  void resolveTarget(Instruction& instruction) const {
    const Flow flow = instruction.row->flow;
    if (!isJump(flow) && !isBranch(flow)) return;
    const int64_t distance = instruction.argument;
    const int64_t target = int64_t{instruction.end_unit} + (isBackward(flow) ? -distance : distance);
    if (target < 0 || target >= units_) {
      malformed(code_, "a jump out of the code" + atUnit(instruction.unit), instruction.range);
    }
    instruction.target = instruction_at_[static_cast<size_t>(target)];
    if (instruction.target == kNoInstruction) {
      malformed(code_, "a jump into the middle of an instruction" + atUnit(instruction.unit),
                instruction.range);
    }
  }

  [[nodiscard]] uint8_t opcode(uint32_t unit) const { return code_.code[size_t{2} * unit]; }
  [[nodiscard]] uint8_t byte(uint32_t unit) const { return code_.code[size_t{2} * unit + 1]; }

  [[nodiscard]] SourceRange range(uint32_t unit) const {
    const Position& at = code_.positions[unit];
    return {at.line, at.end_line, at.column, at.end_column};
  }

  const CodeObject& code_;
  const OpcodeTable& table_;
  uint32_t units_;
  std::vector<uint32_t> instruction_at_;  // by code unit
  std::vector<Instruction> instructions_;
};

}  // namespace

std::vector<Instruction> decode(const CodeObject& code, const OpcodeTable& table) {
  return Decoder(code, table).run();
}

}  // namespace krait::bytecode
