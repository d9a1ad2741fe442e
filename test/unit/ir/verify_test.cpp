// Invariants that text can't break: the verifier sees them in storage that was tampered with. The others are
// tested in test/ir/verify-*.kir.
#include "frontend/ir/verify.h"

#include <gtest/gtest.h>

#include "frontend/ir/parse.h"
#include "frontend/ir/pass.h"
#include "frontend/support/check.h"

namespace krait::ir {
namespace {

class VerifyStorage : public testing::Test {
 protected:
  void SetUp() override {
    const auto error = parse(
        "func \"f\" (%a, %b) {\n^0:\n  %1 = add %a, %b\n  %2 = constant 5\n  jump ^1(%1)\n^1(%x.3):\n  ret "
        "%x.3\n}\n"
        "func structured \"s\" (%a) {\n  if_ %a {\n    yield\n  } else {\n    ret %a\n  }\n  ret %a\n}\n",
        module_);
    ASSERT_FALSE(error.has_value()) << errorText(*error);
    ASSERT_EQ(message(), "");
    ASSERT_EQ(message(1), "");
  }

  Function& cfg() { return *module_.functions[0]; }
  Function& structured() { return *module_.functions[1]; }
  Inst& inst(Function& function, size_t i) { return function[function[function.entry].insts[i]]; }
  std::string message(size_t function = 0) {
    return verify(module_, *module_.functions[function]).value_or("");
  }

  Module module_;
};

TEST_F(VerifyStorage, LayoutStartsWithTheEntry) {
  std::swap(cfg().layout[0], cfg().layout[1]);
  EXPECT_EQ(message(), "the layout does not start with the entry");
}

TEST_F(VerifyStorage, ABlockIsInOnePlace) {
  cfg().layout.push_back(cfg().layout[1]);
  EXPECT_EQ(message(), "^2: the block is used twice");
}

TEST_F(VerifyStorage, ABlockKnowsItsOwner) {
  structured()[inst(structured(), 0).regions[1]].owner = InstId();
  EXPECT_NE(message(1).find("the block names another owner"), std::string::npos);
}

TEST_F(VerifyStorage, AnInstructionIsInOnePlace) {
  std::vector<InstId>& insts = cfg()[cfg().entry].insts;
  insts.insert(insts.begin(), insts[0]);
  EXPECT_EQ(message(), "'%1 = add': the instruction is used twice");
}

TEST_F(VerifyStorage, AnInstructionKnowsItsParent) {
  inst(cfg(), 0).parent = cfg().layout[1];
  EXPECT_EQ(message(), "'%1 = add': the instruction names another parent");
}

TEST_F(VerifyStorage, AValueIsDefinedOnce) {
  inst(cfg(), 1).results = inst(cfg(), 0).results;
  EXPECT_EQ(message(), "'%1 = constant': the value %1 is defined twice");
}

TEST_F(VerifyStorage, AValueKnowsItsDefinition) {
  cfg()[inst(cfg(), 0).results[0]].inst = cfg()[cfg().entry].insts[1];
  EXPECT_EQ(message(), "'%1 = add': %1 names another definition");
}

TEST_F(VerifyStorage, OperandsExist) {
  inst(cfg(), 0).operands[1] = ValueId(1000);
  EXPECT_EQ(message(), "'%1 = add': an operand that does not exist");
}

TEST_F(VerifyStorage, AttributesExist) {
  inst(cfg(), 1).attribute = 1000;
  EXPECT_EQ(message(), "'%2 = constant': the attribute does not exist");
}

TEST_F(VerifyStorage, ParametersAreThoseOfTheEntry) {
  cfg().parameters.pop_back();
  EXPECT_EQ(message(), "the parameters are not those of the entry");
}

TEST_F(VerifyStorage, AStructuredFunctionIsOneBlock) {
  const BlockId block = structured().addBlock();
  structured().layout.push_back(block);
  EXPECT_EQ(message(1), "a structured function with several blocks");
}

TEST_F(VerifyStorage, AnIfHasTwoRegions) {
  inst(structured(), 0).regions.pop_back();
  EXPECT_EQ(message(1), "'if_': wrong number of regions");
}

TEST_F(VerifyStorage, TheRunnerNamesThePassThatBreaksTheIr) {
  PassManager manager({});
  const auto breaks = [](Module&, Function& function) { function.parameters.clear(); };
  try {
    manager.run("break-it", breaks, module_, cfg());
    FAIL() << "not noticed";
  } catch (const InternalError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("invalid IR after 'break-it': the parameters are not those of the entry"),
              std::string::npos);
    EXPECT_NE(text.find("func \"f\""), std::string::npos);
  }
}

}  // namespace
}  // namespace krait::ir
