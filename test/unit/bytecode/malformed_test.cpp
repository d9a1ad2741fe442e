// Malformed code objects: each way to be malformed has its diagnostic, and no mutation of a real one does
// harm.
#include <gtest/gtest.h>

#include <random>

#include "frontend/bytecode/build_function.h"
#include "frontend/ir/print.h"
#include "frontend/ir/verify.h"
#include "frontend/support/diagnostics.h"
#include "test/unit/bytecode/python_code.h"

namespace krait::bytecode {
namespace {

// Opcodes of 3.11.
constexpr uint8_t kPopTop = 1, kReturn = 83, kForIter = 93, kLoadConst = 100, kLoadAttr = 106,
                  kJumpForward = 110, kPopJumpIfFalse = 114, kLoadGlobal = 116, kLoadFast = 124,
                  kJumpBackward = 140, kExtended = 144, kBinaryOp = 122, kUnpack = 92, kMakeFunction = 132,
                  kCopyFreeVars = 149, kKeywordNames = 172, kLoadDeref = 137;

// A function of one parameter and one constant, None.
CodeObject makeCode(ir::Module& module, std::vector<uint8_t> bytes) {
  CodeObject code;
  code.name = "f";
  code.file = "test.py";
  code.first_line = 1;
  code.argument_count = 1;
  code.local_names = {"x"};
  code.constants = {module.constants.intern(ir::noneConstant())};
  code.stack_size = 2;
  code.positions.resize(bytes.size() / 2);
  code.code = std::move(bytes);
  return code;
}

// What completes "the code object is malformed: ".
std::string malformation(std::vector<uint8_t> bytes) {
  ir::Module module;
  const std::string text = failureOf(module, makeCode(module, std::move(bytes)));
  const std::string prefix = "malformed_bytecode: the code object is malformed: ";
  EXPECT_EQ(text.substr(0, prefix.size()), prefix);
  return text.substr(prefix.size());
}

TEST(Malformed, Encoding) {
  EXPECT_EQ(malformation({}), "it has no instructions");
  EXPECT_EQ(malformation({kLoadConst}), "half a code unit at the end");
  EXPECT_EQ(malformation({3, 0}), "unknown opcode 3 at offset 0");
  EXPECT_EQ(malformation({0, 0}), "unknown opcode 0 at offset 0");
  EXPECT_EQ(malformation({kExtended, 1}), "an argument without its instruction at offset 0");
  EXPECT_EQ(malformation({kExtended, 1, kExtended, 1, kExtended, 1, kExtended, 1, kPopTop, 0}),
            "an argument of more than four bytes at offset 0");
  EXPECT_EQ(malformation({kLoadFast, 0, kLoadAttr, 0, 0, 0}), "the last instruction is truncated");
  EXPECT_EQ(malformation({kLoadFast, 0, kLoadFast, 0, kBinaryOp, 0, kReturn, 0}),
            "no inline cache at offset 6");
}

TEST(Malformed, Positions) {
  ir::Module module;
  CodeObject code = makeCode(module, {kLoadConst, 0, kReturn, 0});
  code.positions.pop_back();
  EXPECT_EQ(failureOf(module, code),
            "malformed_bytecode: the code object is malformed: the positions do not match the instructions");
}

TEST(Malformed, Jumps) {
  EXPECT_EQ(malformation({kJumpForward, 9}), "a jump out of the code at offset 0");
  EXPECT_EQ(malformation({kJumpBackward, 9}), "a jump out of the code at offset 0");
  EXPECT_EQ(malformation({kJumpForward, 3, kLoadFast, 0, kLoadFast, 0, kBinaryOp, 0, 0, 0, kReturn, 0}),
            "a jump into the middle of an instruction at offset 0")
      << "into a cache";
  EXPECT_EQ(malformation({kJumpForward, 1, kExtended, 0, kLoadConst, 0, kReturn, 0}),
            "a jump into the middle of an instruction at offset 0")
      << "behind a prefix";
}

TEST(Malformed, End) {
  EXPECT_EQ(malformation({kLoadConst, 0}), "the code has no return at its end");
  EXPECT_EQ(malformation({kLoadConst, 0, kPopJumpIfFalse, 0}), "a jump out of the code at offset 2");
}

TEST(Malformed, Stack) {
  EXPECT_EQ(malformation({kReturn, 0}), "the stack underflows at offset 0");
  EXPECT_EQ(malformation({kLoadFast, 0, kLoadFast, 0, kLoadFast, 0, kReturn, 0}),
            "the stack overflows at offset 4");
  EXPECT_EQ(malformation({kLoadFast, 0, kExtended, 255, kExtended, 255, kExtended, 255, kUnpack, 255, 0, 0,
                          kReturn, 0}),
            "the stack overflows at offset 2");
  EXPECT_EQ(malformation({kLoadFast, 0, kPopJumpIfFalse, 1, kLoadFast, 0, kLoadConst, 0, kReturn, 0}),
            "two paths meet with different stacks at offset 4");
  EXPECT_EQ(malformation({kLoadFast, 0, kForIter, 0, kReturn, 0}), "a loop without an iterator at offset 2");
  EXPECT_EQ(malformation({2, 0, kReturn, 0}), "the stack does not hold a value at offset 2");
}

TEST(Malformed, Indices) {
  EXPECT_EQ(malformation({kLoadConst, 1, kReturn, 0}), "a constant index out of range at offset 0");
  EXPECT_EQ(malformation({kLoadFast, 1, kReturn, 0}), "a variable index out of range at offset 0");
  EXPECT_EQ(malformation({kLoadGlobal, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, kReturn, 0}),
            "a name index out of range at offset 0");
  EXPECT_EQ(malformation({kLoadDeref, 0, kReturn, 0}), "a variable of the wrong kind at offset 0");
  EXPECT_EQ(malformation({kCopyFreeVars, 1, kLoadConst, 0, kReturn, 0}),
            "the wrong number of free variables at offset 0");
  EXPECT_EQ(malformation({kLoadFast, 0, kLoadFast, 0, kBinaryOp, 26, 0, 0, kReturn, 0}),
            "an unknown operator at offset 4");
  EXPECT_EQ(malformation({kLoadConst, 0, kMakeFunction, 0, kReturn, 0}),
            "a function without its code at offset 2");
  EXPECT_EQ(malformation({kKeywordNames, 0, kLoadConst, 0, kReturn, 0}),
            "keyword names that are not a tuple of strings at offset 0");
}

TEST(Malformed, Counts) {
  ir::Module module;
  CodeObject code = makeCode(module, {kLoadConst, 0, kReturn, 0});
  code.argument_count = 2;
  EXPECT_EQ(failureOf(module, code),
            "malformed_bytecode: the code object is malformed: its parameters do not match its variables");
  code.argument_count = 1;
  code.stack_size = 1 << 30;
  EXPECT_EQ(failureOf(module, code),
            "malformed_bytecode: the code object is malformed: the stack size is out of range");
}

// ---- mutations

constexpr const char* kSeeds = R"(
def loops(a, b, n=3, *, k=1):
    s = 0.0
    for i in range(n):
        for j in a:
            if i == j: continue
            s += a[i, j] * b.x(i, key=s)
            if s > 3: break
        else:
            del s
            s = i
    while s and n is not None:
        s, (n, k) = k, (s, n)
    return s if a < b < n or not k else a[1:n]
def nested(p, q):
    c = p
    def inner(x, y=2): return c + x + y
    def again(x): return again(x - 1) if x else c
    assert q, "message"
    match q:
        case 1: return inner(q)
        case None: return again(p)
    raise ValueError(q)
def guarded(x):
    y = 0
    try:
        y = x + 1
    finally:
        y = 2
    return y
)";

class Mutator {
 public:
  explicit Mutator(uint32_t seed) : random_(seed) {}

  CodeObject mutate(CodeObject code) {
    const size_t count = 1 + below(3);
    for (size_t i = 0; i < count; ++i) mutateOnce(code);
    return code;
  }

 private:
  size_t below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  int anyCount() { return static_cast<int>(below(6)) - 1; }

  template <typename T>
  void shorten(std::vector<T>& items) {
    items.resize(below(items.size() + 1));
  }

  void mutateOnce(CodeObject& code) {
    switch (below(16)) {
    case 0: return shorten(code.names);
    case 1: return shorten(code.constants);
    case 2: return shorten(code.local_names);
    case 3: return shorten(code.cell_names);
    case 4: return shorten(code.positions);
    case 5: return changeByte(code.exception_table);
    case 6: return truncate(code);
    case 7: return changeCounts(code);
    case 8: return swapUnits(code);
    default: return changeByte(code.code);
    }
  }

  void changeByte(std::vector<uint8_t>& bytes) {
    if (!bytes.empty()) bytes[below(bytes.size())] = static_cast<uint8_t>(random_());
  }

  void truncate(CodeObject& code) {
    code.code.resize(2 * below(code.code.size() / 2 + 1));
    code.positions.resize(code.code.size() / 2);
  }

  void changeCounts(CodeObject& code) {
    code.argument_count = anyCount();
    code.positional_only_count = anyCount();
    code.keyword_only_count = anyCount();
    code.stack_size = anyCount() * 5;
  }

  void swapUnits(CodeObject& code) {
    const size_t units = code.code.size() / 2;
    if (units == 0) return;
    const size_t a = 2 * below(units);
    const size_t b = 2 * below(units);
    std::swap(code.code[a], code.code[b]);
    std::swap(code.code[a + 1], code.code[b + 1]);
  }

  std::mt19937 random_;
};

TEST(Malformed, MutationsBuildOrAreDiagnosed) {
  ir::Module module;
  const std::vector<CodeObject> seeds = compilePython(module, kSeeds);
  Mutator mutator(20260101);
  size_t built = 0;
  size_t diagnosed = 0;
  for (size_t i = 0; i < 20000; ++i) {
    const CodeObject code = mutator.mutate(seeds[i % seeds.size()]);
    try {
      const ir::Function& function = module[buildFunction(code, module)];
      ASSERT_EQ(ir::verify(module, function), std::nullopt) << "mutation " << i << "\n"
                                                            << ir::print(module, function);
      module.functions.clear();
      ++built;
    } catch (const CompileFailure&) {
      ++diagnosed;
    }
  }
  EXPECT_GT(built, 1000U);
  EXPECT_GT(diagnosed, 1000U);
}

}  // namespace
}  // namespace krait::bytecode
