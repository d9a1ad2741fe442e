// What is proved of a loop's checks, and under which conditions; and the arithmetic of bounds that does it.
#include "codegen/lower/check_plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codegen/driver/text_functions.h"
#include "frontend/ir/parse.h"

namespace krait::lower {
namespace {

using ir::Op;

// The plan of the first outermost loop of a function.
class CheckPlanTest : public testing::Test {
 protected:
  CheckPlan plan(const std::string& header, const std::string& body, const Options& options = {}) {
    const std::string text = "func structured \"f\" " + header + " -> None {\n" + body +
                             "\n%end = constant none : None\nret %end\n}\n";
    const auto error = ir::parse(text, module_, driver::catalogueParseOptions());
    EXPECT_FALSE(error) << ir::errorText(*error) << text;
    const ir::Function& function = *module_.functions.back();
    return planChecks(module_, function, firstLoop(function), options);
  }

  static ir::InstId firstLoop(const ir::Function& function) {
    for (const ir::InstId id : function[function.entry].insts) {
      if (function[id].op == Op::for_ || function[id].op == Op::loop) return id;
    }
    return {};
  }

  // How many instructions of an op are in a set.
  int count(const std::unordered_set<ir::InstId>& insts, Op op) const {
    const ir::Function& function = *module_.functions.back();
    return static_cast<int>(
        std::ranges::count_if(insts, [&](ir::InstId id) { return function[id].op == op; }));
  }

  ir::Module module_;
};

std::string forLoop(const std::string& range_arguments, const std::string& body) {
  return "%r = call_builtin \"builtins.range\" " + range_arguments +
         " : Range\n%it = get_iter %r : Range\n"
         "for_ #0 poll=strip %it (%pos: Index, %i: int) {\n" +
         body + "\ncontinue_to #0\n}";
}

constexpr const char* kLength =
    "%n = call_builtin \"builtins.len\" %a : int\n%l1 = constant 1 : Literal(1)\n%one = convert %l1 : int\n";

TEST_F(CheckPlanTest, ItemsBelowTheLengthNeedNothing) {
  const CheckPlan proved =
      plan("(%a: float64[::1])", kLength + forLoop("%n", "%x = getitem %a, %i : float64"));
  EXPECT_EQ(count(proved.proven, Op::getitem), 1);
  EXPECT_TRUE(proved.provable.empty());
  EXPECT_TRUE(proved.conditions.empty());
}

TEST_F(CheckPlanTest, NeighboursOfInnerItemsNeedNothing) {
  const CheckPlan proved =
      plan("(%a: float64[::1])",
           kLength + std::string("%stop = sub %n, %one : int\n") +
               forLoop("%one, %stop", "%j = sub %i, %one : int\n%k = add %i, %one : int\n"
                                      "%x = getitem %a, %j : float64\n%y = getitem %a, %k : float64"));
  EXPECT_EQ(count(proved.proven, Op::getitem), 2);
  EXPECT_EQ(count(proved.proven, Op::add) + count(proved.proven, Op::sub), 2);
}

TEST_F(CheckPlanTest, AnotherArrayIsTestedAgainstItsLength) {
  const CheckPlan proved =
      plan("(%a: float64[::1], %b: float64[::1])", kLength + forLoop("%n", "%x = getitem %b, %i : float64"));
  EXPECT_TRUE(proved.proven.empty());
  EXPECT_EQ(count(proved.provable, Op::getitem), 1);
  ASSERT_EQ(proved.conditions.size(), 1U);  // len(b) - len(a) >= 0
  EXPECT_EQ(proved.conditions[0].constant, 0);
  EXPECT_EQ(proved.conditions[0].terms.size(), 2U);
}

TEST_F(CheckPlanTest, AnIndexThatSurelyWrapsIsNotTested) {
  const CheckPlan proved =
      plan("(%a: float64[::1])",
           kLength + forLoop("%n", "%j = sub %i, %one : int\n%x = getitem %a, %j : float64"));
  EXPECT_EQ(count(proved.proven, Op::sub), 1);
  EXPECT_EQ(count(proved.proven, Op::getitem), 0);
  EXPECT_TRUE(proved.provable.empty());
}

TEST_F(CheckPlanTest, AFlattenedIndexTakesOneTestOfTheSize) {
  const std::string inner =
      "%r2 = call_builtin \"builtins.range\" %w : Range\n%it2 = get_iter %r2 : Range\n"
      "for_ #1 poll=strip %it2 (%pos2: Index, %j: int) {\n%row = mul %i, %w : int\n%at = add %row, %j : int\n"
      "%x = getitem %a, %at : float64\ncontinue_to #1\n}";
  const CheckPlan proved = plan("(%a: float64[::1], %h: int, %w: int)", forLoop("%h", inner));
  EXPECT_EQ(count(proved.provable, Op::getitem), 1);
  EXPECT_EQ(count(proved.provable, Op::mul) + count(proved.provable, Op::add), 2);
  // w >= 0, and len(a) - h * w >= 0
  EXPECT_EQ(proved.conditions.size(), 2U);
  EXPECT_TRUE(std::ranges::any_of(proved.conditions, [](const Bound& bound) {
    return bound.constant == 0 && std::ranges::any_of(bound.terms, [](const Term& term) {
             return term.second >= 0 && term.coefficient == -1;
           });
  }));
}

TEST_F(CheckPlanTest, ConditionsNarrowWhatTheyCompare) {
  const std::string guarded =
      "%c = lt %k, %n : bool\n%t = truth %c : bool\nif_ %t {\n%d = ge %k, %one : bool\n%u = truth %d : bool\n"
      "if_ %u {\nyield\n} else {\ncontinue_to #0\n}\n%x = getitem %a, %k : float64\nyield\n}";
  const CheckPlan proved =
      plan("(%a: float64[::1], %s: float)",
           kLength + forLoop("%n", "%k = call_builtin \"builtins.int\" %s : int\n" + guarded));
  EXPECT_EQ(count(proved.proven, Op::getitem), 1);
}

TEST_F(CheckPlanTest, ACounterDoesNotOverflowAndAnAccumulatorMay) {
  const std::string loop =
      "%l0 = constant 0 : Literal(0)\n%zero = convert %l0 : int\n%r = call_builtin \"builtins.range\" %m : "
      "Range\n"
      "%it = get_iter %r : Range\n%c, %s = for_ #0 poll=strip %it (%pos: Index, %i: int) (%k: int = %zero, "
      "%t: int = %zero) {\n"
      "%k2 = add.inplace %k, %one : int\n%t2 = add.inplace %t, %m : int\ncontinue_to #0(%k2, %t2)\n}";
  std::string typed = loop;
  typed.replace(typed.find("%c, %s"), 6, "%c: int, %s: int");
  const CheckPlan proved = plan("(%a: float64[::1], %m: int)", kLength + typed);
  EXPECT_EQ(count(proved.proven, Op::add), 1);
  EXPECT_TRUE(proved.provable.empty());
}

TEST_F(CheckPlanTest, WithoutChecksNothingIsTested) {
  Options options;
  options.boundscheck = false;
  options.overflow_checks = false;
  const CheckPlan proved = plan("(%a: float64[::1], %b: float64[::1])",
                                kLength + forLoop("%n", "%x = getitem %b, %i : float64"), options);
  EXPECT_TRUE(proved.provable.empty());
  EXPECT_EQ(proved.nonnegative.size(), 1U);
}

Bound atom(int number) { return Bound::ofAtom(number); }

TEST(Bounds, EqualAtomsCancel) {
  const MaybeBound rest = difference(atom(0), difference(atom(0), Bound{2}));
  ASSERT_TRUE(rest);
  EXPECT_EQ(*rest, Bound{2});
}

TEST(Bounds, ProductsKeepTheirOrderAndEndAtDegreeTwo) {
  const MaybeBound area = product(sum(atom(1), Bound{-1}), atom(0));
  ASSERT_TRUE(area);
  EXPECT_EQ(*area, *difference(product(atom(0), atom(1)), atom(0)));
  EXPECT_FALSE(product(area, atom(2)));
}

TEST(Bounds, CoefficientsThatOverflowAreNoBound) {
  const Bound large{INT64_MAX, {}};
  EXPECT_FALSE(sum(large, Bound{1}));
  EXPECT_FALSE(product(large, Bound{2}));
  EXPECT_FALSE(difference(Bound{0}, Bound{INT64_MIN}));
}

TEST(Bounds, ExtremesFollowTheLimits) {
  AtomTable atoms;
  const int n = atoms.number({ir::ValueId(1), 0}, {0, 100});
  const int any = atoms.number({ir::ValueId(2)});
  EXPECT_TRUE(fitsInt64(*product(atom(n), Bound{-5}), atoms));
  EXPECT_EQ(least(*product(atom(n), Bound{-5}), atoms), -500);
  EXPECT_FALSE(fitsInt64(*sum(atom(any), Bound{1}), atoms));
  EXPECT_FALSE(fitsInt64(*product(atom(any), atom(any)), atoms));
  EXPECT_TRUE(fitsInt64(atom(any), atoms));
}

TEST(Ranges, AFactProvesWhatFollowsFromIt) {
  RangeProofs proofs;
  const int i = proofs.atoms.number({ir::ValueId(1)}), n = proofs.atoms.number({ir::ValueId(2)});
  EXPECT_FALSE(proofs.isNonNegative(difference(atom(n), atom(i))));
  proofs.learn(difference(difference(atom(n), atom(i)), Bound{1}));  // i + 1 <= n
  EXPECT_TRUE(proofs.isNonNegative(difference(atom(n), atom(i))));
  EXPECT_FALSE(proofs.isNonNegative(difference(difference(atom(n), atom(i)), Bound{2})));
}

TEST(Ranges, TheUnionKeepsOnlyWhatHoldsOfBoth) {
  RangeProofs proofs;
  const int n = proofs.atoms.number({ir::ValueId(1), 0}, {0, 1000});
  const Range both = proofs.either({{Bound{1}}, {atom(n)}}, Range::between(0, 2000));
  EXPECT_EQ(both.lows, std::vector<Bound>{Bound{0}});
  EXPECT_EQ(both.highs, std::vector<Bound>{Bound{2000}});
}

}  // namespace
}  // namespace krait::lower
