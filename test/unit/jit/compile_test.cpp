// compile(): code that runs, symbols near and far, what can be kept, and errors that are reported, not fatal.
#include "codegen/jit/compile.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cmath>
#include <cstring>

#include "frontend/support/check.h"
#include "test/unit/jit/kernels.h"
#include "test/unit/jit/workshop.h"

#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#endif

namespace krait::jit::test {
namespace {

using Binary = double(double, double);

std::string errorOf(Workshop& workshop, const std::string& ir, const CompileOptions& options = {}) {
  try {
    (void)workshop.compile(ir, options);
  } catch (const InternalError& error) {
    return error.what();
  }
  return "";
}

TEST(JitCompile, RunsAFunction) {
  Workshop workshop;
  auto compiled = workshop.compile(kAdd);
  EXPECT_EQ(functionOf<Binary>(*compiled, "add")(2.5, 4.0), 6.5);
  EXPECT_GT(compiled->codeBytes(), 0u);
  EXPECT_GT(compiled->timings.optimise_us, 0);
  EXPECT_GT(compiled->timings.generate_us, 0);
  EXPECT_GT(compiled->timings.link_us, 0);
}

TEST(JitCompile, InlinesInternalCallees) {
  Workshop workshop;
  auto compiled = workshop.compile(R"(
define internal double @square(double %x) nounwind {
  %y = fmul double %x, %x
  ret double %y
}
define double @hypotenuse2(double %a, double %b) nounwind {
  %a2 = call double @square(double %a)
  %b2 = call double @square(double %b)
  %c2 = fadd double %a2, %b2
  ret double %c2
})",
                                   {.keep_ir_after = true});
  EXPECT_EQ(functionOf<Binary>(*compiled, "hypotenuse2")(3, 4), 25.0);
  EXPECT_EQ(compiled->ir_after.find("@square"), std::string::npos) << compiled->ir_after;
}

TEST(JitCompile, DoesNotContractToFma) {
  Workshop workshop;
  auto compiled = workshop.compile(R"(
define double @f(double %a, double %b) nounwind {
  %p = fmul double %a, %a
  %s = fadd double %p, %b
  ret double %s
})");
  const double a = 1.0 + 0x1p-30;
  const volatile double product = a * a;
  EXPECT_EQ(functionOf<Binary>(*compiled, "f")(a, -1.0), product - 1.0);
  EXPECT_NE(std::fma(a, a, -1.0), product - 1.0);  // else the inputs would tell nothing
}

int64_t doubled(int64_t x) { return 2 * x; }
constexpr const char* kCallsDoubled = R"(
declare dso_local i64 @doubled(i64)
define i64 @f(i64 %x) nounwind {
  %y = call i64 @doubled(i64 %x)
  %z = add i64 %y, 1
  ret i64 %z
})";

TEST(JitCompile, CallsSymbolsOfTheModule) {
  Workshop workshop;
  const RuntimeSymbol symbols[] = {{"doubled", reinterpret_cast<void*>(&doubled)}};
  auto compiled = workshop.compile(kCallsDoubled, {}, symbols);
  EXPECT_EQ(functionOf<int64_t(int64_t)>(*compiled, "f")(20), 41);
}

// Pages more than 2 GB from anything else in the process, at an address that the address sanitizer leaves
// free.
class FarPages {
 public:
  FarPages()
      : start_(mmap(reinterpret_cast<void*>(uintptr_t{1} << 45), kBytes, PROT_READ | PROT_WRITE | PROT_EXEC,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {}
  ~FarPages() { munmap(start_, kBytes); }
  FarPages(const FarPages&) = delete;
  FarPages& operator=(const FarPages&) = delete;
  [[nodiscard]] void* start() const { return start_; }
  [[nodiscard]] bool farFrom(const void* other) const {
    const auto distance = reinterpret_cast<intptr_t>(start_) - reinterpret_cast<intptr_t>(other);
    return std::abs(distance) > (intptr_t{1} << 32);
  }

 private:
  static constexpr size_t kBytes = 4096;
  void* start_;
};

TEST(JitCompile, CallsFunctionsFurtherThan2GigabytesAway) {
  Workshop workshop;
  FarPages far;
  ASSERT_NE(far.start(), MAP_FAILED);
  const unsigned char code[] = {0x48, 0x8d, 0x04, 0x3f, 0xc3};  // lea rax, [rdi + rdi]; ret
  std::memcpy(far.start(), code, sizeof code);
  const RuntimeSymbol symbols[] = {{"doubled", far.start()}};
  auto compiled = workshop.compile(kCallsDoubled, {}, symbols);
  if (!far.farFrom(compiled->address("f")))
    GTEST_SKIP() << "the address was taken, as by the thread sanitizer";
  EXPECT_EQ(functionOf<int64_t(int64_t)>(*compiled, "f")(20), 41);
}

TEST(JitCompile, ReadsDataFurtherThan2GigabytesAway) {
  Workshop workshop;
  FarPages far;
  ASSERT_NE(far.start(), MAP_FAILED);
  *static_cast<int64_t*>(far.start()) = 77;
  const RuntimeSymbol symbols[] = {{"captured", far.start()}};
  auto compiled = workshop.compile(R"(
@captured = external dso_local global [8 x i64]
define i64 @f() nounwind {
  %x = load i64, ptr @captured
  ret i64 %x
})",
                                   {}, symbols);
  if (!far.farFrom(compiled->address("f")))
    GTEST_SKIP() << "the address was taken, as by the thread sanitizer";
  EXPECT_EQ(functionOf<int64_t()>(*compiled, "f")(), 77);
}

TEST(JitCompile, SuppliesWhatTheCodeGeneratorCalls) {
  Workshop workshop;
  auto compiled = workshop.compile(R"(
declare double @llvm.exp.f64(double)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define double @f(double %a, double %b) nounwind {
  %r = frem double %a, %b
  %e = call double @llvm.exp.f64(double %r)
  ret double %e
}
define void @copy(ptr %to, ptr %from, i64 %n) nounwind {
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %n, i1 false)
  ret void
}
define i64 @big(i64 %a, i64 %b) nounwind {
  %wide = sext i64 %a to i128
  %square = mul i128 %wide, %wide
  %divisor = sext i64 %b to i128
  %q = sdiv i128 %square, %divisor
  %low = trunc i128 %q to i64
  ret i64 %low
})");
  EXPECT_EQ(functionOf<Binary>(*compiled, "f")(7.5, 2.0), std::exp(1.5));
  char to[6] = {};
  functionOf<void(char*, const char*, int64_t)>(*compiled, "copy")(to, "krait", 6);
  EXPECT_STREQ(to, "krait");
  const int64_t huge = int64_t{1} << 62;
  EXPECT_EQ(functionOf<int64_t(int64_t, int64_t)>(*compiled, "big")(huge, huge), huge);
}

TEST(JitCompile, KeepsWhatIsAskedFor) {
  Workshop workshop;
  auto compiled = workshop.compile(withChecks(kIntegerSum), {.keep_ir_before = true,
                                                             .keep_ir_after = true,
                                                             .keep_assembly = true,
                                                             .keep_control_flow = true,
                                                             .keep_object = true});
  EXPECT_NE(compiled->ir_before.find("raise:"), std::string::npos);
  EXPECT_NE(compiled->ir_after.find("define i64 @isum"), std::string::npos);
  EXPECT_NE(compiled->ir_before, compiled->ir_after);
  EXPECT_NE(compiled->assembly.find("isum:"), std::string::npos);
  EXPECT_EQ(compiled->object.substr(0, 4), "\177ELF");
  ASSERT_EQ(compiled->control_flow.count("isum"), 1u);
  EXPECT_EQ(compiled->control_flow["isum"].rfind("digraph", 0), 0u);
  EXPECT_NE(compiled->control_flow["isum"].find("->"), std::string::npos);
}

TEST(JitCompile, KeepsNothingElse) {
  Workshop workshop;
  auto compiled = workshop.compile(kAdd);
  EXPECT_TRUE(compiled->ir_before.empty() && compiled->ir_after.empty() && compiled->assembly.empty());
  EXPECT_TRUE(compiled->object.empty() && compiled->control_flow.empty() && compiled->remarks.empty());
}

TEST(JitCompile, GivesTheSameBytesAgain) {
  Workshop workshop;
  const CompileOptions options = {.keep_object = true};
  auto first = workshop.compile(withChecks(kMatmulIkj), options);
  auto other = workshop.compile(withChecks(kStencil), options);
  auto second = workshop.compile(withChecks(kMatmulIkj), options);
  EXPECT_EQ(first->object, second->object);
  Workshop fresh;
  EXPECT_EQ(first->object, fresh.compile(withChecks(kMatmulIkj), options)->object);
}

TEST(JitCompile, NamesUndefinedSymbols) {
  Workshop workshop;
  EXPECT_NE(errorOf(workshop, kCallsDoubled).find("undefined symbols: doubled"), std::string::npos);
  EXPECT_EQ(functionOf<Binary>(*workshop.compile(kAdd), "add")(1, 2),
            3.0);  // the engine is as good as before
}

TEST(JitCompile, NamesAMissingDefinition) {
  Workshop workshop;
  auto compiled = workshop.compile(kAdd);
  EXPECT_THROW((void)compiled->address("subtract"), InternalError);
}

TEST(JitCompile, ReportsInvalidIr) {
  Workshop workshop;
  // Not every use is dominated by its definition: the parser accepts that, the verifier does not.
  const std::string error = errorOf(workshop, R"(
define i64 @f(i1 %c) nounwind {
entry:
  br i1 %c, label %left, label %right
left:
  %x = add i64 1, 2
  br label %right
right:
  ret i64 %x
})",
                                    {.verify = true});
  EXPECT_NE(error.find("invalid LLVM IR"), std::string::npos) << error;
  EXPECT_NE(error.find("dominate"), std::string::npos) << error;
}

// Surviving means leaking what the failed work used; the leak checker is told so.
class ExpectedLeaks {
 public:
  ExpectedLeaks() { toggle(true); }
  ~ExpectedLeaks() { toggle(false); }
  ExpectedLeaks(const ExpectedLeaks&) = delete;
  ExpectedLeaks& operator=(const ExpectedLeaks&) = delete;

 private:
  static void toggle([[maybe_unused]] bool disabled) {
#if __has_feature(address_sanitizer)
    disabled ? __lsan_disable() : __lsan_enable();
#endif
  }
};

TEST(JitCompile, SurvivesAFatalErrorOfLlvm) {
  Workshop workshop;
  ExpectedLeaks leaks;
  for (int i = 0; i < 3; ++i) {
    const std::string error = errorOf(workshop, R"(
declare i32 @llvm.aarch64.crc32b(i32, i32)
define i32 @f(i32 %x) nounwind {
  %y = call i32 @llvm.aarch64.crc32b(i32 %x, i32 %x)
  ret i32 %y
})");
    EXPECT_NE(error.find("Cannot select"), std::string::npos) << error;
    EXPECT_EQ(functionOf<Binary>(*workshop.compile(kAdd), "add")(1, 2), 3.0);
  }
}

TEST(JitCompile, CodeOutlivesItsEngine) {
  std::unique_ptr<CompiledModule> compiled;
  {
    Workshop workshop;
    compiled = workshop.compile(kAdd);
  }
  EXPECT_EQ(functionOf<Binary>(*compiled, "add")(1, 2), 3.0);
}

}  // namespace
}  // namespace krait::jit::test
