// Opcode table, decoder and basic blocks.
#include "frontend/bytecode/decode.h"

#include <gtest/gtest.h>

#include <sstream>

#include "frontend/bytecode/blocks.h"
#include "test/unit/bytecode/python_code.h"

namespace krait::bytecode {
namespace {

const OpcodeTable& table() { return *opcodeTable({3, 11}); }

std::vector<Instruction> decodePython(const std::string& source) {
  ir::Module module;
  return decode(compilePython(module, source).at(0), table());
}

const Instruction& findOpcode(const std::vector<Instruction>& instructions, std::string_view name) {
  for (const Instruction& instruction : instructions) {
    if (instruction.row->name == name) return instruction;
  }
  throw std::runtime_error("no " + std::string(name));
}

TEST(OpcodeTable, HasEveryOpcodeOfThePython) {
  std::istringstream in(runDumpScript("--opcodes"));
  size_t rows = 0;
  size_t caches = 0;
  std::string name;
  for (size_t number = 0; in >> number >> name >> caches; ++rows) {
    if (name == "CACHE" || name == "EXTENDED_ARG") continue;
    EXPECT_EQ(table().rows[number].name, name);
    EXPECT_EQ(table().rows[number].caches, caches) << name;
  }
  EXPECT_GT(rows, 100U);
}

TEST(OpcodeTable, EveryRowEmitsOrSaysWhatIsNotSupported) {
  for (const OpcodeRow& row : table().rows) {
    if (!row.name.empty()) EXPECT_NE(row.emit == nullptr, row.phrase.empty()) << row.name;
  }
}

TEST(OpcodeTable, OnlySupportedVersions) {
  EXPECT_EQ(opcodeTable({3, 10}), nullptr);
  EXPECT_EQ(opcodeTable({2, 11}), nullptr);
}

TEST(Decode, SkipsCachesAndKeepsRanges) {
  const std::vector<Instruction> instructions = decodePython("def f(a, b):\n  return a + b\n");
  ASSERT_EQ(instructions.size(), 5U);
  EXPECT_EQ(instructions[3].row->name, "BINARY_OP");
  EXPECT_EQ(instructions[3].range, (SourceRange{2, 2, 9, 14}));
  EXPECT_EQ(instructions[3].end_unit - instructions[3].unit, 2U);
  EXPECT_EQ(instructions[4].row->name, "RETURN_VALUE");
}

TEST(Decode, FoldsExtendedArguments) {
  std::string source = "def f():\n  x = 0\n";
  for (int i = 0; i < 300; ++i) source += "  x = " + std::to_string(1000 + i) + "\n";
  const std::vector<Instruction> instructions = decodePython(source);
  uint32_t largest = 0;
  for (const Instruction& instruction : instructions) {
    EXPECT_NE(instruction.row->name, "EXTENDED_ARG");
    if (instruction.row->name == "LOAD_CONST") largest = std::max(largest, instruction.argument);
  }
  EXPECT_GE(largest, 299U);
}

TEST(Decode, ResolvesJumpsBothWays) {
  const std::vector<Instruction> instructions = decodePython("def f(a):\n  for x in a:\n    g(x)\n");
  const Instruction& head = findOpcode(instructions, "FOR_ITER");
  const Instruction& back = findOpcode(instructions, "JUMP_BACKWARD");
  EXPECT_EQ(&instructions[back.target], &head);
  EXPECT_EQ(instructions[head.target].row->name, "LOAD_CONST");
}

TEST(Blocks, AreReachableAndInReversePostorder) {
  ir::Module module;
  const CodeObject code =
      compilePython(module, "def f(n):\n  while n:\n    if n > 3: return 1\n    n -= 1\n").at(0);
  const CodeBlocks blocks = findBlocks(code, decode(code, table()));
  uint32_t edges = 1;
  for (uint32_t i = 0; i < blocks.blocks.size(); ++i) {
    const CodeBlock& block = blocks.blocks[i];
    EXPECT_LT(block.first, block.end);
    EXPECT_GT(block.predecessor_count, 0U);
    EXPECT_EQ(blocks.block_at[block.first], i);
    edges += static_cast<uint32_t>(block.successors.size());
  }
  uint32_t predecessors = 0;
  for (const CodeBlock& block : blocks.blocks) predecessors += block.predecessor_count;
  EXPECT_EQ(predecessors, edges);
}

TEST(Blocks, LeaveOutExceptionHandlers) {
  ir::Module module;
  const CodeObject code = compilePython(module, "def f():\n  try: return 1\n  except E: return 2\n").at(0);
  const std::vector<Instruction> instructions = decode(code, table());
  for (const CodeBlock& block : findBlocks(code, instructions).blocks) {
    for (uint32_t i = block.first; i < block.end; ++i) EXPECT_NE(instructions[i].row->name, "PUSH_EXC_INFO");
  }
}

}  // namespace
}  // namespace krait::bytecode
