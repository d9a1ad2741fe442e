// The exception table's encoding.
#include "frontend/bytecode/exception_table.h"

#include <gtest/gtest.h>

#include "test/unit/bytecode/python_code.h"

namespace krait::bytecode {
namespace {

CodeObject codeWithTable(std::vector<uint8_t> table) {
  CodeObject code;
  code.code = {151, 0, 100, 0, 83, 0};
  code.positions.resize(3);
  code.stack_size = 1;
  ir::Module module;
  code.constants = {module.constants.intern(ir::noneConstant())};
  code.exception_table = std::move(table);
  return code;
}

std::string failureWithTable(std::vector<uint8_t> table) {
  ir::Module module;
  CodeObject code = codeWithTable(std::move(table));
  code.constants = {module.constants.intern(ir::noneConstant())};
  return failureOf(module, code);
}

TEST(ExceptionTable, DecodesEntries) {
  const std::vector<ExceptionEntry> expected = {{0, 1, 2, 0, false}, {1, 3, 2, 2, true}};
  EXPECT_EQ(decodeExceptionTable(codeWithTable({0x80, 1, 2, 0, 0x81, 2, 2, 5})), expected);
}

TEST(ExceptionTable, DecodesNumbersOfSeveralBytes) {
  CodeObject code = codeWithTable({0xc1, 0x02, 0x41, 0x00, 0x42, 0x03, 0x40, 0x07});
  code.code.resize(2000);
  const std::vector<ExceptionEntry> expected = {{66, 130, 131, 3, true}};
  EXPECT_EQ(decodeExceptionTable(code), expected);
}

TEST(ExceptionTable, AgreesWithThePython) {
  ir::Module module;
  const CodeObject code = compilePython(module, "def f(a):\n  try: a()\n  except E: return 2\n").at(0);
  const std::vector<ExceptionEntry> entries = decodeExceptionTable(code);
  ASSERT_GE(entries.size(), 2U);
  EXPECT_EQ(code.code[2 * entries[0].target], 35) << "a handler starts with PUSH_EXC_INFO";
  EXPECT_FALSE(entries[0].push_last_instruction);
  EXPECT_TRUE(entries.back().push_last_instruction);
}

TEST(ExceptionTable, RefusesWhatDoesNotDecode) {
  const std::string truncated =
      "malformed_bytecode: the code object is malformed: the exception table is truncated";
  EXPECT_EQ(failureWithTable({0x80, 1, 2}), truncated);
  EXPECT_EQ(failureWithTable({0x80, 0x41}), truncated);
  EXPECT_EQ(failureWithTable({0x00, 1, 2, 0}), "malformed_bytecode: the code object is malformed: an entry "
                                               "of the exception table starts at the wrong byte");
  EXPECT_EQ(failureWithTable({0x80, 1, 9, 0}),
            "malformed_bytecode: the code object is malformed: the exception table leaves the code");
  EXPECT_EQ(failureWithTable({0xff, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x3f, 1, 1, 1}),
            "malformed_bytecode: the code object is malformed: a number of the exception table is too large");
}

}  // namespace
}  // namespace krait::bytecode
