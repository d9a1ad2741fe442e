// Nested functions: what is captured, and when capturing a value would not mean what sharing the variable
// means.
#include <gtest/gtest.h>

#include "frontend/bytecode/build_function.h"
#include "frontend/ir/print.h"
#include "frontend/ir/verify.h"
#include "test/unit/bytecode/python_code.h"

namespace krait::bytecode {
namespace {

// The body of a nested function, made as the enclosing function's text says: by the constant of its first make_function, or
// as a root without one.
std::string nestedText(const std::string& source, std::string_view name, bool is_root = false) {
  ir::Module module;
  const std::vector<CodeObject> functions = compilePython(module, source);
  ir::ConstId code;
  for (uint32_t i = 0; i < functions.size() && !is_root; ++i) {
    if (functions[i].name == name) continue;
    const ir::Function& outer = module[buildFunction(functions[i], module, code)];
    for (uint32_t k = 0; k < outer.instCount(); ++k) {
      const ir::Inst& inst = outer[ir::InstId(k)];
      if (inst.op == ir::Op::make_function && module.constants[inst.constant()].text == name) code = inst.constant();
    }
    if (code.valid()) break;
  }
  const ir::Function& function = module[buildFunction(findCode(functions, name), module, code)];
  EXPECT_EQ(ir::verify(module, function), std::nullopt);
  return ir::print(module, function);
}

constexpr const char* kInner = "def f(n):\n  k = n + 1\n  def g(x, y=2): return x + k\n  return g(n)\n";

TEST(Captures, ArePassedByValue) {
  EXPECT_EQ(bodyOf(kInner), R"(^0:
  %1 = constant 1
  %k.2 = add %n, %1
  %3 = constant (2,)
  %g.4 = make_function @code "f.<locals>.g" #2 ((), "k") %3, %k.2
  %5 = call none %g.4, %n
  ret %5
)");
  EXPECT_EQ(nestedText(kInner, "f.<locals>.g"),
            "func \"f.<locals>.g\" [%k] (%x, %y) file \"test.py\" line 3 handle 2 {\n"
            "^0:\n  %1 = add %x, %k\n  ret %1\n}\n");
}

TEST(Captures, FreeVariablesOfARootAreLoadedByName) {
  EXPECT_EQ(nestedText(kInner, "f.<locals>.g", true),
            "func \"f.<locals>.g\" (%x, %y) file \"test.py\" line 3 handle 2 {\n"
            "^0:\n  %1 = load_free \"k\"\n  %2 = add %x, %1\n  ret %2\n}\n");
}

constexpr const char* kRecursive = "def f(n, c):\n  def g(x): return g(x - c)\n  return g(n)\n";

// A function that names itself is made anew where it does; of itself it captures the tuple of its defaults.
TEST(Captures, TheFunctionItselfIsMadeAnew) {
  EXPECT_EQ(bodyOf(kRecursive), R"(^0:
  %1 = constant ()
  %g.2 = make_function @code "f.<locals>.g" #2 ((), "c", ("g", @code "f.<locals>.g" #2, 0, 1)) %1, %c, %1
  %3 = call none %g.2, %n
  ret %3
)");
  EXPECT_EQ(nestedText(kRecursive, "f.<locals>.g"),
            "func \"f.<locals>.g\" [%c, %g] (%x) file \"test.py\" line 2 handle 2 {\n"
            "^0:\n  %g.1 = make_function @code \"f.<locals>.g\" #2 ((), \"c\", (\"g\", @code \"f.<locals>.g\" #2, 0, 1)) "
            "%g, %c, %g\n  %2 = sub %x, %c\n  %3 = call none %g.1, %2\n  ret %3\n}\n");
}

TEST(Captures, PassThroughTwoLevels) {
  const char* source = "def f(k):\n  def g():\n    def h(): return k\n    return h()\n  return g()\n";
  EXPECT_EQ(nestedText(source, "f.<locals>.g"),
            "func \"f.<locals>.g\" [%k] () file \"test.py\" line 2 handle 2 {\n"
            "^0:\n  %1 = constant ()\n"
            "  %h.2 = make_function @code \"f.<locals>.g.<locals>.h\" #3 ((), \"k\") %1, %k\n"
            "  %3 = call none %h.2\n  ret %3\n}\n");
}

// Each of two functions that call each other captures what both need; what only the other one needs is marked.
TEST(Captures, OfFunctionsThatCallEachOther) {
  const std::string body = bodyOf(
      "def f(m, n):\n  def h(): return k() + m\n  def k(): return h() + n\n  return h()\n");
  EXPECT_NE(body.find("((), \"m\", \"^n\""), std::string::npos) << body;
}

TEST(Captures, AnnotationsAreDropped) {
  const std::string body = bodyOf("def f(n):\n  def g(x: 'int') -> 'int': return x\n  return g(n)\n");
  EXPECT_NE(body.find("make_function @code \"f.<locals>.g\""), std::string::npos) << body;
}

std::string refusal(const std::string& what) {
  return "unsupported_opcode: " + what + " is not supported in compiled code";
}

TEST(Captures, MayChangeBetweenCalls) {
  for (const char* source : {"def f():\n  k = 1\n  g = lambda: k\n  k = 2\n  return g()\n",
                             "def f(a):\n  for k in a:\n    g = lambda: k\n    k = g()\n",
                             "def f(a):\n  def h(): return k()\n  def k(): return h()\n  return h()\n"}) {
    EXPECT_NE(bodyOf(source).find("make_function"), std::string::npos) << source;
  }
}

TEST(Captures, MayNotChangeWhileTheFunctionIsKept) {
  const std::string text = refusal("changing 'k' while a nested function that uses it is kept");
  EXPECT_EQ(failureOf("def f():\n  k = 1\n  g = lambda: k\n  h = g\n  k = 2\n  return h()\n"), text);
  EXPECT_EQ(failureOf("def f(k):\n  t = (lambda: k,)\n  del k\n  return t\n"), text);
  EXPECT_EQ(failureOf("def f(k):\n  g = lambda x: k\n  return g((k := 3))\n"), text) << "among the arguments";
}

// What a call gives may still hold such a function: type inference looks at its type.
TEST(Captures, AFunctionThatMayBeUsedAfterAChangeIsMarked) {
  const std::string body = bodyOf("def f(h):\n  k = 1\n  g = lambda: k\n  r = h(g)\n  k = 2\n  return r\n");
  EXPECT_NE(body.find("make_function.late"), std::string::npos) << body;
}

TEST(Captures, MayChangeBefore) {
  EXPECT_NE(bodyOf("def f(a):\n  k = 0\n  for x in a: k += x\n  def g(): return k\n  return g()\n")
                .find("make_function"),
            std::string::npos);
}

TEST(Captures, MustBeBound) {
  const std::string text =
      refusal("a nested function that uses 'k', which may have no value here,");
  EXPECT_EQ(failureOf("def f(c):\n  if c: k = 1\n  def g(): return k\n  return g()\n"), text);
}

TEST(Captures, MayNotBeChangedByTheNestedFunction) {
  ir::Module module;
  const char* source = "def f():\n  k = 1\n  def g():\n    nonlocal k\n    k = 2\n  g()\n";
  const std::vector<CodeObject> functions = compilePython(module, source);
  EXPECT_EQ(failureOf(module, findCode(functions, "f.<locals>.g")),
            refusal("changing 'k', a variable of the enclosing function,"));
}

}  // namespace
}  // namespace krait::bytecode
