// The pass runner: an internal error names its pass and holds the IR, and leaves the process and the runner usable.
#include "frontend/ir/pass.h"

#include <gtest/gtest.h>

#include "frontend/ir/parse.h"
#include "frontend/support/check.h"

namespace krait::ir {
namespace {

constexpr const char* kText = "func \"f\" (%x) {\n^0:\n  ret %x\n}\n";

class PassManagerTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto error = parse(kText, module);
    ASSERT_FALSE(error) << errorText(*error);
  }
  Function& function() { return *module.functions[0]; }

  Module module;
};

void breakPromise(Module&, Function&) { CHECK(1 + 1 == 3, "arithmetic"); }
void removeTerminator(Module&, Function& f) { f[f.entry].insts.clear(); }
void doNothing(Module&, Function&) {}

template <typename Work>
std::string errorOf(const Work& work) {
  try {
    work();
  } catch (const InternalError& error) {
    EXPECT_TRUE(error.isPlaced());
    return error.what();
  }
  ADD_FAILURE() << "no InternalError";
  return {};
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_F(PassManagerTest, AnInternalErrorNamesThePassAndHoldsTheFunction) {
  PassManager passes({});
  const std::string text = errorOf([&] { passes.run("break-promise", breakPromise, module, function()); });
  EXPECT_TRUE(contains(text, "internal error: 1 + 1 == 3 does not hold at pass_test.cpp:")) << text;
  EXPECT_TRUE(contains(text, "arithmetic")) << text;
  EXPECT_TRUE(contains(text, "in pass 'break-promise', function 'f'")) << text;
  EXPECT_TRUE(contains(text, "ret %x")) << text;
}

TEST_F(PassManagerTest, InvalidIrIsTheFaultOfThePassBefore) {
  PassManager passes({});
  const std::string text = errorOf([&] { passes.run("remove-terminator", removeTerminator, module, function()); });
  EXPECT_TRUE(contains(text, "invalid IR after 'remove-terminator'")) << text;
}

TEST_F(PassManagerTest, TheRunnerGoesOnAfterAnError) {
  PassManager passes({});
  errorOf([&] { passes.run("break-promise", breakPromise, module, function()); });
  EXPECT_TRUE(passes.run("do-nothing", doNothing, module, function()));
}

TEST_F(PassManagerTest, AStageHoldsTheModuleButKeepsWhatAPassSaid) {
  PassManager passes({});
  const auto fails = [](Module&) { CHECK(false); };
  const std::string text = errorOf([&] { passes.runStage("infer-types", fails, module); });
  EXPECT_TRUE(contains(text, "in stage 'infer-types'")) << text;
  EXPECT_TRUE(contains(text, "func \"f\"")) << text;
  const auto nested = [&](Module& m) { passes.run("break-promise", breakPromise, m, function()); };
  const std::string inner = errorOf([&] { passes.runStage("infer-types", nested, module); });
  EXPECT_TRUE(contains(inner, "in pass 'break-promise'")) << inner;
  EXPECT_FALSE(contains(inner, "in stage")) << inner;
}

TEST_F(PassManagerTest, ShowsChangesOnly) {
  std::string shown;
  PassManager passes({.print_changed = true, .verify = false, .output = [&](std::string_view text) { shown += text; }});
  passes.run("do-nothing", doNothing, module, function());
  EXPECT_EQ(shown, "");
  passes.run("remove-terminator", removeTerminator, module, function());
  EXPECT_TRUE(shown.starts_with("; after remove-terminator\n")) << shown;
}

TEST_F(PassManagerTest, StopsAfterAStage) {
  PassManager passes({.stop_after = "infer-types"});
  EXPECT_TRUE(passes.runStage("another", [](Module&) {}, module));
  EXPECT_FALSE(passes.runStage("infer-types", [](Module&) {}, module));
}

}  // namespace
}  // namespace krait::ir
