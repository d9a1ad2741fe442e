// What compiled code does not support: the diagnostic says it in the words of the user, at the exact place.
#include <gtest/gtest.h>

#include "frontend/bytecode/build_function.h"
#include "frontend/support/diagnostics.h"
#include "test/unit/bytecode/python_code.h"

namespace krait::bytecode {
namespace {

struct Refusal {
  const char* statement;  // in a function of x and y
  const char* phrase;
};

constexpr Refusal kRefusals[] = {
    {"return {x, y}", "a set"},
    {"return {1, 2, 3}", "a set"},
    {"return {x: y}", "a dict"},
    {"return {**x}", "a dict"},
    {"return f'{x}'", "an f-string"},
    {"return f'a{x}b'", "an f-string"},
    {"return {i for i in x}", "a set comprehension"},
    {"return {i: i for i in x}", "a dict comprehension"},
    {"import math", "an import statement"},
    {"from math import pi", "an import statement"},
    {"return g(a=1, **x)", "a call with **keywords"},
    {"a, *b = x", "a starred name in an assignment"},
    {"del x[0]", "deleting an item"},
    {"del x.a", "deleting an attribute"},
    {"global g; g = x", "assigning to a global variable"},
    {"global g; del g", "deleting a global variable"},
    {"class C: pass", "a class definition"},
    {"raise", "raise without an exception"},
    {"raise x from y", "raise ... from an exception"},
    {"with x: pass", "a with statement"},
    {"with x as z: return z", "a with statement"},
    {"try: x()\n  except E: pass", "try/except or try/finally"},
    {"try: x()\n  finally: y()", "try/except or try/finally"},
    {"match x:\n    case [a, b]: pass", "a sequence pattern"},
    {"match x:\n    case {1: a}: pass", "a mapping pattern"},
    {"match x:\n    case int(): pass", "a class pattern"},
};

TEST(Refusal, NamesWhatWasWritten) {
  std::string source;
  for (size_t i = 0; i < std::size(kRefusals); ++i) {
    source += "def f" + std::to_string(i) + "(x, y):\n  " + kRefusals[i].statement + "\n";
  }
  ir::Module module;
  const std::vector<CodeObject> functions = compilePython(module, source);
  for (size_t i = 0; i < std::size(kRefusals); ++i) {
    EXPECT_EQ(failureOf(module, findCode(functions, "f" + std::to_string(i))),
              "unsupported_opcode: " + std::string(kRefusals[i].phrase) +
                  " is not supported in compiled code")
        << kRefusals[i].statement;
  }
}

TEST(Refusal, FunctionKinds) {
  EXPECT_EQ(failureOf("def f(): yield 1"), "unsupported_function_kind: a generator can't be compiled");
  EXPECT_EQ(failureOf("async def f(): pass"),
            "unsupported_function_kind: an async function can't be compiled");
  EXPECT_EQ(failureOf("async def f(): yield 1"),
            "unsupported_function_kind: an async generator can't be compiled");
  EXPECT_EQ(failureOf("def f(**a): pass"),
            "unsupported_function_kind: a function with a **parameter can't be compiled");
}

TEST(Refusal, PythonVersion) {
  ir::Module module;
  CodeObject code = compilePython(module, "def f(): pass").at(0);
  code.version = {3, 15};
  EXPECT_EQ(failureOf(module, code), "unsupported_python_version: bytecode of Python 3.15 is not supported");
}

TEST(Refusal, LargeInt) {
  EXPECT_EQ(failureOf("def f(): return -9223372036854775809"),
            "int_constant_too_large: the int constant -9223372036854775809 does not fit in 64 bits");
  EXPECT_EQ(failureOf("def f(): return 2 ** 63"),
            "int_constant_too_large: the int constant 9223372036854775808 does not fit in 64 bits");
}

Diagnostic diagnosticOf(const std::string& source) {
  ir::Module module;
  try {
    buildFunction(compilePython(module, source).at(0), module);
  } catch (const CompileFailure& failure) {
    EXPECT_TRUE(module.functions.empty()) << "a function that failed is left in the module";
    return failure.diagnostic();
  }
  throw std::runtime_error("no diagnostic");
}

TEST(Refusal, PointsAtTheExpression) {
  const Diagnostic diagnostic = diagnosticOf("def f(x):\n  y = x + len({x})\n");
  EXPECT_EQ(diagnostic.place.file, "test.py");
  EXPECT_EQ(diagnostic.place.function, "f");
  EXPECT_EQ(diagnostic.place.range, (SourceRange{2, 2, 14, 17}));
}

TEST(Refusal, PointsAtTheTry) {
  EXPECT_EQ(
      diagnosticOf("def f(x):\n  y = 1\n  try:\n    y = x()\n  except E:\n    y = 2\n").place.range.line, 3U);
}

TEST(Refusal, IgnoresTryThatIsNotReached) {
  EXPECT_EQ(bodyOf("def f(x):\n  return x\n  try: x()\n  except E: pass\n"), "^0:\n  ret %x\n");
}

}  // namespace
}  // namespace krait::bytecode
