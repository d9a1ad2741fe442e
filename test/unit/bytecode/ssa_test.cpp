// SSA construction: the IR of small functions.
#include <gtest/gtest.h>

#include "frontend/bytecode/build_function.h"
#include "frontend/ir/print.h"
#include "frontend/ir/verify.h"
#include "test/unit/bytecode/python_code.h"

namespace krait::bytecode {
namespace {

TEST(Ssa, StraightLineKeepsNames) {
  EXPECT_EQ(bodyOf("def f(a, b):\n  c = a * b\n  c += 1\n  return c\n"), R"(^0:
  %c.1 = mul %a, %b
  %2 = constant 1
  %c.3 = add.inplace %c.1, %2
  ret %c.3
)");
}

TEST(Ssa, HeaderHoldsTheParameters) {
  ir::Module module;
  const ir::Function& function = buildPython(module, "\ndef f(a, /, b, *, c): return a\n");
  EXPECT_EQ(ir::print(module, function),
            "func \"f\" (%a, /, %b, *, %c) file \"test.py\" line 2 handle 1 {\n^0:\n  ret %a\n}\n");
}

TEST(Ssa, JoinOnlyWhatDiffers) {
  EXPECT_EQ(bodyOf("def f(c, x, y):\n  if c: x = y\n  return x + y\n"), R"(^0:
  %1 = truth %c
  branch %1, ^1, ^2(%x)
^1:
  jump ^2(%y)
^2(%x.2):
  %3 = add %x.2, %y
  ret %3
)");
}

TEST(Ssa, WhileLoop) {
  EXPECT_EQ(bodyOf("def f(n, k):\n  while n: n -= k\n  return n\n"), R"(^0:
  %1 = truth %n
  branch %1, ^1(%n), ^2(%n)
^1(%n.2):
  %n.3 = sub.inplace %n.2, %k
  %4 = truth %n.3
  branch %4, ^1(%n.3), ^2(%n.3)
^2(%n.5):
  ret %n.5
)");
}

TEST(Ssa, ForLoopCountsAPosition) {
  EXPECT_EQ(bodyOf("def f(a):\n  s = 0\n  for x in a: s += x\n  return s\n"), R"(^0:
  %s.1 = constant 0
  %2 = get_iter %a
  %3 = iter_begin %2
  jump ^1(%s.1, %3)
^1(%s.4, %5):
  %6 = iter_more %2, %5
  branch %6, ^2, ^3
^2:
  %x.7 = iter_item %2, %5
  %8 = iter_next %2, %5
  %s.9 = add.inplace %s.4, %x.7
  jump ^1(%s.9, %8)
^3:
  ret %s.4
)");
}

// `k`, `t` and the outer iterator pass through both loops unchanged.
TEST(Ssa, NestedLoopsCarryOnlyWhatChanges) {
  EXPECT_EQ(bodyOf("def f(a, k):\n  t = k\n  for x in a:\n    for y in x: g(t)\n  return t\n"), R"(^0:
  %1 = get_iter %a
  %2 = iter_begin %1
  jump ^1(%2)
^1(%3):
  %4 = iter_more %1, %3
  branch %4, ^2, ^6
^2:
  %x.5 = iter_item %1, %3
  %6 = iter_next %1, %3
  %7 = get_iter %x.5
  %8 = iter_begin %7
  jump ^3(%8)
^3(%9):
  %10 = iter_more %7, %9
  branch %10, ^4, ^5
^4:
  %y.11 = iter_item %7, %9
  %12 = iter_next %7, %9
  %13 = load_global "g"
  %14 = call none %13, %k
  jump ^3(%12)
^5:
  jump ^1(%6)
^6:
  ret %k
)");
}

TEST(Ssa, SwapInALoop) {
  EXPECT_EQ(bodyOf("def f(a, b):\n  while True:\n    a, b = b, a % b\n    if not b: return a\n"), R"(^0:
  jump ^1(%a, %b)
^1(%a.1, %b.2):
  %b.3 = mod %a.1, %b.2
  %4 = truth %b.3
  branch %4, ^3, ^2
^2:
  ret %b.2
^3:
  jump ^1(%b.2, %b.3)
)");
}

TEST(Ssa, StackSlotsJoin) {
  EXPECT_EQ(bodyOf("def f(c, x):\n  return g(1 if c else 2, x or c)\n"), R"(^0:
  %1 = load_global "g"
  %2 = truth %c
  branch %2, ^1, ^2
^1:
  %3 = constant 1
  jump ^3(%3)
^2:
  %4 = constant 2
  jump ^3(%4)
^3(%5):
  %6 = truth %x
  branch %6, ^5(%x), ^4
^4:
  jump ^5(%c)
^5(%7):
  %8 = call none %1, %5, %7
  ret %8
)");
}

TEST(Ssa, ChainedComparisonEvaluatesTheMiddleOnce) {
  EXPECT_EQ(bodyOf("def f(a, b):\n  return a < g() < b\n"), R"(^0:
  %1 = load_global "g"
  %2 = call none %1
  %3 = lt %a, %2
  %4 = truth %3
  branch %4, ^1, ^2
^1:
  %5 = lt %2, %b
  jump ^3(%5)
^2:
  jump ^3(%3)
^3(%6):
  ret %6
)");
}

TEST(Ssa, BreakAndElse) {
  EXPECT_EQ(bodyOf("def f(a):\n  for x in a:\n    if x is None: break\n  else:\n    return 1\n  return x\n"),
            R"(^0:
  %1 = get_iter %a
  %2 = iter_begin %1
  jump ^1(%2)
^1(%3):
  %4 = iter_more %1, %3
  branch %4, ^2, ^5
^2:
  %x.5 = iter_item %1, %3
  %6 = iter_next %1, %3
  %7 = constant none
  %8 = is %x.5, %7
  branch %8, ^3, ^4
^3:
  ret %x.5
^4:
  jump ^1(%6)
^5:
  %9 = constant 1
  ret %9
)");
}

TEST(Ssa, CheckOnlyWhatMayBeUnbound) {
  EXPECT_EQ(bodyOf("def f(c):\n  if c: x = 1\n  return x + x\n"), R"(^0:
  %1 = constant true
  %2 = constant false
  %3 = unbound
  %4 = truth %c
  branch %4, ^1, ^2(%3, %2)
^1:
  %x.5 = constant 1
  jump ^2(%x.5, %1)
^2(%x.6, %7):
  check_bound "x" %7
  %8 = add %x.6, %x.6
  ret %8
)");
  EXPECT_EQ(bodyOf("def f(c):\n  if c: x = 1\n  else: x = 1.5\n  return x\n").find("check_bound"),
            std::string::npos);
}

TEST(Ssa, LoopVariableMayBeUnboundAfterTheLoop) {
  const std::string body = bodyOf("def f(a):\n  for x in a: pass\n  return x\n");
  EXPECT_NE(body.find("check_bound \"x\""), std::string::npos) << body;
}

TEST(Ssa, DeletedIsUnbound) {
  EXPECT_EQ(bodyOf("def f(x):\n  del x\n  return x\n"), R"(^0:
  %1 = constant false
  %2 = unbound
  check_bound "x" %1
  ret %2
)");
}

TEST(Ssa, NeverAssignedIsChecked) {
  EXPECT_EQ(bodyOf("def f():\n  return x\n  x = 1\n"), R"(^0:
  %1 = constant false
  %2 = unbound
  check_bound "x" %1
  ret %2
)");
}

TEST(Emit, Calls) {
  EXPECT_EQ(bodyOf("def f(a):\n  return g(a, 1, k=a.m(a)(2), z=3)\n"), R"(^0:
  %1 = load_global "g"
  %2 = constant 1
  %3 = load_attribute "m" %a
  %4 = call none %3, %a
  %5 = constant 2
  %6 = call none %4, %5
  %7 = constant 3
  %8 = call ("k", "z") %1, %a, %2, %6, %7
  ret %8
)");
}

TEST(Emit, ItemsSlicesAttributes) {
  EXPECT_EQ(bodyOf("def f(a, i):\n  a[i, 1:] = a.b[::i]\n  a.c = i\n"), R"(^0:
  %1 = load_attribute "b" %a
  %2 = constant none
  %3 = constant none
  %4 = build_slice %2, %3, %i
  %5 = getitem %1, %4
  %6 = constant 1
  %7 = constant none
  %8 = constant none
  %9 = build_slice %6, %7, %8
  %10 = build_tuple %i, %9
  setitem %a, %10, %5
  store_attribute "c" %a, %i
  %11 = constant none
  ret %11
)");
}

TEST(Emit, Unpacking) {
  EXPECT_EQ(bodyOf("def f(t):\n  a, (b, c) = t\n  return c, b, a\n"), R"(^0:
  %a.1, %2 = unpack %t
  %b.3, %c.4 = unpack %2
  %5 = build_tuple %c.4, %b.3, %a.1
  ret %5
)");
}

TEST(Emit, Operators) {
  EXPECT_EQ(bodyOf("def f(a, b):\n  return -a, +a, ~a, not a, a @ b, a // b, a in b, a is not b, a >= b\n"),
            R"(^0:
  %1 = neg %a
  %2 = pos %a
  %3 = invert %a
  %4 = logical_not %a
  %5 = matmul %a, %b
  %6 = floordiv %a, %b
  %7 = contains %b, %a
  %8 = is_not %a, %b
  %9 = ge %a, %b
  %10 = build_tuple %1, %2, %3, %4, %5, %6, %7, %8, %9
  ret %10
)");
}

TEST(Emit, AssertAndRaise) {
  EXPECT_EQ(bodyOf("def f(a):\n  assert a, 'no'\n  raise E\n"), R"(^0:
  %1 = truth %a
  branch %1, ^2, ^1
^1:
  %2 = constant @class builtins.AssertionError
  %3 = constant "no"
  %4 = call none %2, %3
  raise %4
^2:
  %5 = load_global "E"
  raise %5
)");
}

TEST(Emit, RangesAreThoseOfTheExpressions) {
  ir::Module module;
  const ir::Function& function = buildPython(module, "def f(a):\n  return a + g(a)\n");
  EXPECT_EQ(ir::print(module, function, {.ranges = true}),
            R"(func "f" (%a) file "test.py" line 1 handle 1 {
^0:
  %1 = load_global "g" !2:13-2:14
  %2 = call none %1, %a !2:13-2:17
  %3 = add %a, %2 !2:9-2:17
  ret %3 !2:2-2:17
}
)");
}

// Long chains of joins are completed without recursion.
TEST(Ssa, TenThousandBranches) {
  std::string source = "def f(c, x):\n";
  for (int i = 0; i < 10000; ++i) source += "  if c: x = x + 1\n";
  ir::Module module;
  const ir::Function& function = buildPython(module, source + "  return x\n");
  EXPECT_EQ(function.layout.size(), 20001U);
  EXPECT_EQ(ir::verify(module, function), std::nullopt);
}

}  // namespace
}  // namespace krait::bytecode
