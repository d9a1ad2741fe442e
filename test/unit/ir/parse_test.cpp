// The text form: what prints parses to the same, and no text makes the parser crash.
#include "frontend/ir/parse.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "frontend/ir/constant_text.h"
#include "frontend/ir/print.h"
#include "frontend/ir/type_text.h"
#include "frontend/ir/verify.h"
#include "test/unit/ir/random_function.h"

namespace krait::ir {
namespace {

std::string reparsed(const std::string& text) {
  Module module;
  const auto error = parse(text, module);
  return error ? errorText(*error) : print(module, {.ranges = true});
}

TEST(TypeText, PrintsWhatItParses) {
  Module module;
  for (const char* text : {"Never",
                           "None",
                           "bool",
                           "int",
                           "float",
                           "complex",
                           "Index",
                           "Range",
                           "bool_",
                           "int8",
                           "uint64",
                           "float16",
                           "complex128",
                           "float64[::1]",
                           "float64[:]",
                           "float64[:, ::1]",
                           "float64[::1, :]",
                           "float64[:, :]",
                           "float64[()]",
                           "readonly int32[:, :, :]",
                           "Tuple()",
                           "Tuple(int, Tuple(float64, bool_))",
                           "Literal(3)",
                           "Literal(\"a b\")",
                           "Literal(@module numpy)",
                           "Enumerate(float64[::1])",
                           "Zip(int, Range)",
                           "Reversed(Range)",
                           "Slice(int, None, None)",
                           "Method(float64[::1], \"sum\")",
                           "Exception(@class builtins.ValueError #2, int)",
                           "Closure(@code \"f\" #3, int)"}) {
    const auto type = parseType(module, text);
    ASSERT_TRUE(type.has_value()) << text;
    EXPECT_EQ(typeText(module, *type), text);
  }
}

TEST(TypeText, RefusesWhatIsNoType) {
  Module module;
  for (const char* text : {"", "integer", "float64[", "float64[::1, ::1]", "float64[:, ::1, :]",
                           "readonly int", "int int", "Tuple(int", "Literal()", "Tuple(int int)"}) {
    EXPECT_FALSE(parseType(module, text).has_value()) << text;
  }
}

TEST(ConstantText, PrintsWhatItParses) {
  for (const char* text : {"none",
                           "true",
                           "false",
                           "0",
                           "-9223372036854775808",
                           "1.5",
                           "-0.0",
                           "1e+30",
                           "inf",
                           "-inf",
                           "nan",
                           "nan:0xfff8000000000001",
                           "(0.0+2.0j)",
                           "(-1e-30-0.0j)",
                           "(nan+nanj)",
                           "(inf-infj)",
                           "\"a \\\"q\\\" \\\\ \\n\\x07\"",
                           "...",
                           "()",
                           "(1,)",
                           "(1, (2.0, \"x\"))",
                           "@module numpy",
                           "@module \"a b\"",
                           "@builtin numpy.sqrt",
                           "@class numpy.float64 #3",
                           "@dtype float64",
                           "@function \"f\" #2",
                           "@code \"<lambda>\" #4",
                           "@array #5 float64[::1] 3 stride 8 at 0x7f00",
                           "@array #6 readonly int8[:, :] 2x3 stride 1x-2",
                           "@array float64[()]",
                           "@scalar float32 (1.5+0.0j)",
                           "@scalar complex64 (1.0-2.0j)",
                           "@scalar uint64 -1",
                           "@scalar bool_ 1",
                           "@unsupported \"a dict\""}) {
    Module module;
    TextCursor cursor(text);
    const ConstId id = parseConstant(module, cursor);
    EXPECT_TRUE(cursor.atEnd()) << text;
    EXPECT_EQ(constantText(module, id), text);
  }
}

TEST(ConstantText, FloatsKeepTheirBits) {
  std::mt19937_64 random(1);
  Module module;
  for (int i = 0; i < 2000; ++i) {
    const uint64_t bits = random();
    const ConstId id = module.constants.intern({.kind = ConstKind::Float, .real_bits = bits});
    const std::string text = constantText(module, id);
    TextCursor cursor(text);
    EXPECT_EQ(module.constants[parseConstant(module, cursor)].real_bits, bits) << text;
  }
}

TEST(Parse, NamesThatAreNoIdentifiersRoundTrip) {
  const std::string text = "func \"<lambda>\" [%.0, %\"x.3\"] (%\"5\" = 3, /, %\"\", *, %k: int = (1,)) -> "
                           "int file \"a b.py\" line 2 handle 9 {\n"
                           "^0:\n  %.0.1 = add %.0, %\"x.3\" !1:2-3:4\n  %\"5\".2 = add.inplace %.0.1, "
                           "%\"5\" : int\n  ret %\"\"\n}\n";
  EXPECT_EQ(reparsed(text), text);
}

TEST(Parse, EmptyOperandListsDoNotTakeTheNextLine) {
  const std::string text =
      "func \"f\" () {\n^0:\n  %1 = build_tuple\n  %2 = build_tuple\n  jump ^1\n^1:\n  ret %2\n}\n";
  EXPECT_EQ(reparsed(text), text);
}

TEST(Parse, BuiltinsGoByName) {
  const std::string text = "func \"f\" (%x) {\n^0:\n  %1 = call_builtin \"math.sqrt\" %x\n  ret %1\n}\n";
  Module module;
  const auto row = [](std::string_view name) {
    return name == "math.sqrt" ? std::optional(7U) : std::nullopt;
  };
  ASSERT_FALSE(parse(text, module, {.builtin_row = row}).has_value());
  EXPECT_EQ(print(module, {.builtin_name = [](uint32_t i) { return i == 7 ? "math.sqrt" : "?"; }}), text);
  EXPECT_EQ(reparsed(text), "3:21: unknown builtin function");
}

TEST(Parse, MistakesAreNamedWithTheirPlace) {
  const auto body = [](const std::string& insts) {
    return reparsed("func \"f\" (%x) {\n^0:\n" + insts + "}\n");
  };
  EXPECT_EQ(body("  %1 = frobnicate %x\n"), "3:19: unknown op 'frobnicate'");
  EXPECT_EQ(body("  ret %y\n"), "3:7: the value is not defined");
  EXPECT_EQ(body("  jump ^7\n"), "3:8: the block is not defined");
  EXPECT_EQ(body("  %1 = constant 1\n  %1 = constant 2\n"), "4:3: the value is defined twice");
  EXPECT_EQ(body("  %1 = constant 99999999999999999999\n"), "3:17: the integer does not fit in 64 bits");
  EXPECT_EQ(body("  ret %x\n^0:\n  ret %x\n"), "4:1: the block is defined twice");
  EXPECT_EQ(body("  break_to #3\n"), "3:12: unknown label");
  EXPECT_EQ(reparsed("func 3"), "1:6: expected a string");
}

TEST(Parse, DeepNestingIsRefused) {
  std::string text = "func \"f\" () { ^0: %1 = constant " + std::string(100000, '(');
  EXPECT_NE(reparsed(text).find("nested too deeply"), std::string::npos);
}

// Cuts, swaps, repeats and replaces pieces of valid texts. Whatever comes out, parsing and then verifying
// must return.
TEST(Parse, SurvivesMutations) {
  Module module;
  for (uint32_t seed = 1; seed < 6; ++seed) test::addRandomProgram(module, seed, 2, 3);
  const std::string original =
      print(module, {.ranges = true}) +
      "func structured \"s\" (%a: readonly float64[:, ::1], *, %k = (1, \"x\")) -> Tuple(int, Literal(3)) {\n"
      "  %1 = constant @array #5 float64[::1] 3 stride 8\n"
      "  %r.2: int = for_ #0 poll=strip %a (%p.3: Index, %i.4) (%s.5: int = %1) !3:4-5:6 {\n"
      "    %x.6: int = if_ %i.4 {\n      yield %s.5\n    } else {\n      yield %i.4\n    }\n"
      "    continue_to #0(%x.6)\n  }\n  ret %r.2\n}\n";
  std::mt19937 random(3);
  const auto below = [&](size_t limit) { return static_cast<size_t>(random()) % limit; };
  int accepted = 0;
  for (int i = 0; i < 10000; ++i) {
    std::string text = original;
    for (size_t edits = 1 + below(4); edits > 0; --edits) {
      const size_t at = below(text.size());
      const std::string piece = text.substr(below(text.size()), 1 + below(12));
      switch (below(4)) {
      case 0: text.erase(at, 1 + below(8)); break;
      case 1: text.insert(at, piece); break;
      case 2: text.replace(at, piece.size(), piece); break;
      default: text[at] = static_cast<char>(below(256)); break;
      }
    }
    Module mutated;
    if (parse(text, mutated).has_value()) continue;
    ++accepted;
    for (const auto& function : mutated.functions) {
      if (!verify(mutated, *function))
        EXPECT_EQ(reparsed(print(mutated, {.ranges = true})), print(mutated, {.ranges = true}));
    }
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace krait::ir
