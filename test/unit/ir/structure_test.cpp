// The structure passes keep what a function does: random functions are interpreted before and after.
#include <gtest/gtest.h>

#include <chrono>
#include <map>

#include "frontend/ir/parse.h"
#include "frontend/ir/print.h"
#include "frontend/ir/verify.h"
#include "frontend/passes/drop_dead.h"
#include "frontend/passes/find_for_loops.h"
#include "frontend/passes/recover_structure.h"
#include "frontend/support/diagnostics.h"
#include "test/unit/ir/interpreter.h"
#include "test/unit/ir/random_function.h"

namespace krait::test {
namespace {

constexpr int kFuel = 300;
constexpr uint32_t kRuns = 4;

std::vector<Trace> traces(const ir::Module& module, const ir::Function& function) {
  std::vector<Trace> all;
  for (uint32_t run = 0; run < kRuns; ++run) {
    all.push_back(interpret(module, function, {run, 1 + run * 7, 2}, 1000 + run, kFuel));
  }
  return all;
}

void expectValid(const ir::Module& module, const ir::Function& function) {
  const auto failure = ir::verify(module, function);
  ASSERT_FALSE(failure.has_value()) << *failure << "\n" << ir::print(module, function);
}

void expectRoundTrip(const ir::Module& module, const ir::Function& function) {
  const std::string text = ir::print(module, function);
  ir::Module parsed;
  const auto error = ir::parse(text, parsed);
  ASSERT_FALSE(error.has_value()) << ir::errorText(*error) << "\n" << text;
  ASSERT_EQ(text, ir::print(parsed));
}

// Through both passes, with the same traces after each.
void expectSameBehaviour(ir::Module& module, ir::Function& function) {
  ASSERT_NO_FATAL_FAILURE(expectValid(module, function));
  ASSERT_NO_FATAL_FAILURE(expectRoundTrip(module, function));
  const std::string before = ir::print(module, function);
  const std::vector<Trace> expected = traces(module, function);
  passes::recoverStructure(module, function);
  ASSERT_NO_FATAL_FAILURE(expectValid(module, function)) << before;
  ASSERT_NO_FATAL_FAILURE(expectRoundTrip(module, function));
  ASSERT_EQ(expected, traces(module, function)) << before << ir::print(module, function);
  const std::string structured = ir::print(module, function);
  passes::findForLoops(module, function);
  ASSERT_NO_FATAL_FAILURE(expectValid(module, function)) << structured;
  ASSERT_EQ(expected, traces(module, function)) << structured << ir::print(module, function);
}

// How many there are of each op; iter_more only at the start of a loop, since a `for` that never comes to a
// second iteration is no loop.
std::map<ir::Op, int> countOps(const ir::Function& function) {
  std::map<ir::Op, int> counts;
  std::vector<ir::BlockId> blocks = function.layout;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const ir::InstId owner = function[blocks[i]].owner;
    const bool is_loop = owner.valid() && function[owner].op == ir::Op::loop;
    for (const ir::InstId id : function[blocks[i]].insts) {
      const bool is_first = id == function[blocks[i]].insts[0];
      if (function[id].op != ir::Op::iter_more || (is_loop && is_first)) ++counts[function[id].op];
      blocks.insert(blocks.end(), function[id].regions.begin(), function[id].regions.end());
    }
  }
  return counts;
}

TEST(Structure, RandomCfgsKeepTheirTraces) {
  for (uint32_t seed = 1; seed <= 4000; ++seed) {
    ir::Module module;
    ir::Function& function = addRandomCfg(module, seed, 3 + seed % 18);
    ASSERT_NO_FATAL_FAILURE(expectSameBehaviour(module, function)) << "seed " << seed;
  }
}

TEST(Structure, RandomProgramsKeepTheirTraces) {
  for (uint32_t seed = 1; seed <= 1500; ++seed) {
    ir::Module module;
    ir::Function& function = addRandomProgram(module, seed, 3, 3);
    ASSERT_NO_FATAL_FAILURE(expectSameBehaviour(module, function)) << "seed " << seed;
  }
}

TEST(Structure, EveryForOfAProgramIsFound) {
  int found = 0;
  for (uint32_t seed = 1; seed <= 500; ++seed) {
    ir::Module module;
    ir::Function& function = addRandomProgram(module, seed, 3, 3);
    passes::recoverStructure(module, function);
    passes::findForLoops(module, function);
    std::map<ir::Op, int> counts = countOps(function);
    EXPECT_EQ(counts[ir::Op::iter_more], 0) << "seed " << seed << "\n" << ir::print(module, function);
    found += counts[ir::Op::for_];
  }
  EXPECT_GT(found, 100);
}

TEST(Structure, LargeFunctionsTakeMilliseconds) {
  ir::Module module;
  ir::Function& function = addRandomCfg(module, 7, 2000);
  const auto start = std::chrono::steady_clock::now();
  passes::recoverStructure(module, function);
  const auto spent = std::chrono::steady_clock::now() - start;
  expectValid(module, function);
  EXPECT_LT(std::chrono::duration_cast<std::chrono::milliseconds>(spent).count(), 500);
}

// 60 loops in one another, each with a few blocks, over 2,000 blocks in all.
TEST(Structure, DeepNestsTakeMilliseconds) {
  std::string text = "func \"nest\" (%a, %b, %c) {\n^0:\n  jump ^1(%a)\n";
  constexpr int kDepth = 60;
  const auto name = [](int block) { return "^" + std::to_string(block); };
  int next = 1;
  std::vector<int> headers;
  for (int depth = 0; depth < kDepth; ++depth) {
    headers.push_back(next);
    const int exit = 100000 + depth;
    text += name(next) + "(%x." + std::to_string(next) + "):\n  %c." + std::to_string(next) +
            " = call_builtin 0\n  branch %c." + std::to_string(next) + ", " + name(next + 1) + ", " +
            name(exit) + "\n";
    ++next;
    for (int i = 0; i < 32; ++i) {
      text += name(next) + ":\n  jump " + name(next + 1);
      text += i == 31 ? "(%x." + std::to_string(headers.back()) + ")\n" : "\n";
      ++next;
    }
  }
  text += name(next) + "(%y):\n  jump " + name(headers.back()) + "(%y)\n";
  for (int depth = kDepth - 1; depth > 0; --depth) {
    text += name(100000 + depth) + ":\n  jump " + name(headers[static_cast<size_t>(depth) - 1]) + "(%x." +
            std::to_string(headers[static_cast<size_t>(depth)]) + ")\n";
  }
  text += name(100000) + ":\n  ret %x.1\n}\n";
  ir::Module module;
  const auto error = ir::parse(text, module);
  ASSERT_FALSE(error.has_value()) << ir::errorText(*error);
  ir::Function& function = *module.functions[0];
  expectValid(module, function);
  const auto start = std::chrono::steady_clock::now();
  passes::recoverStructure(module, function);
  const auto spent = std::chrono::steady_clock::now() - start;
  expectValid(module, function);
  EXPECT_EQ(countOps(function)[ir::Op::loop], kDepth);
  EXPECT_LT(std::chrono::duration_cast<std::chrono::milliseconds>(spent).count(), 500);
}

TEST(Structure, IrreducibleFlowIsADiagnostic) {
  ir::Module module;
  const auto error = ir::parse("func \"f\" (%a) {\n^0:\n  branch %a, ^1, ^2\n^1:\n  branch %a, ^2, ^3\n^2:\n "
                               " jump ^1\n^3:\n  ret %a\n}\n",
                               module);
  ASSERT_FALSE(error.has_value());
  try {
    passes::recoverStructure(module, *module.functions[0]);
    FAIL() << "accepted";
  } catch (const CompileFailure& failure) {
    EXPECT_EQ(failure.diagnostic().kind, DiagKind::irreducible_flow);
  }
}

}  // namespace
}  // namespace krait::test
