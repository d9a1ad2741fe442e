// The pass list vectorises loops whose indices are checked, keeps the checks, and says what it did.
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "codegen/jit/compile.h"
#include "test/unit/jit/kernels.h"
#include "test/unit/jit/workshop.h"

namespace krait::jit::test {
namespace {

size_t count(const std::string& text, const std::string& word) {
  size_t n = 0;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

class CheckedLoops : public testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<CompiledModule> compile(const char* kernel, uint32_t vector_width = 0) {
    return workshop_.compile(withChecks(kernel), {.vector_width = vector_width, .keep_ir_after = true});
  }
  Workshop workshop_;
};

using IntegerSum = int64_t(void*, const int64_t*, int64_t, int64_t);
using Stencil = void(void*, double*, const double*, int64_t, int64_t);
using Matmul = void(void*, double*, const double*, const double*, int64_t, int64_t, int64_t);

TEST_F(CheckedLoops, IntegerSumIsVectorised) {
  auto compiled = compile(kIntegerSum);
  EXPECT_GT(count(compiled->ir_after, " x i64> %"), 3u) << compiled->ir_after;
  std::vector<int64_t> a(1001);
  std::iota(a.begin(), a.end(), 1);
  auto* isum = functionOf<IntegerSum>(*compiled, "isum");
  EXPECT_EQ(isum(nullptr, a.data(), 1001, 1001), 501501);
  EXPECT_EQ(isum(nullptr, a.data(), 1001, -5), 0);
}

TEST_F(CheckedLoops, IntegerSumStillRaises) {
  auto compiled = compile(kIntegerSum);
  std::vector<int64_t> a(100, 1);
  auto* isum = functionOf<IntegerSum>(*compiled, "isum");
  const RaisedIndex raised = raisedBy([&] { (void)isum(nullptr, a.data(), 100, 1000); });
  EXPECT_EQ(raised.index, 100);
  EXPECT_EQ(raised.size, 100);
  EXPECT_EQ(raisedBy([&] { (void)isum(nullptr, a.data(), 100, 100); }).size, 0);
}

TEST_F(CheckedLoops, VectorWidthIsTheCpusUnlessGiven) {
  if (!workshop_.engine.target().avx512) GTEST_SKIP() << "needs AVX-512";
  EXPECT_GT(count(compile(kIntegerSum)->ir_after, "<8 x i64>"), 0u);
  auto narrow = compile(kIntegerSum, 256);
  EXPECT_EQ(count(narrow->ir_after, "<8 x i64>"), 0u);
  EXPECT_GT(count(narrow->ir_after, "<4 x i64>"), 0u);
}

TEST_F(CheckedLoops, StencilIsVectorised) {
  auto compiled = compile(kStencil);
  EXPECT_GT(count(compiled->ir_after, "fadd <"), 1u) << compiled->ir_after;
  std::vector<double> a(300), o(300, -1.0);
  for (size_t i = 0; i < a.size(); ++i) a[i] = 0.25 * static_cast<double>(i * i);
  functionOf<Stencil>(*compiled, "stencil")(nullptr, o.data(), a.data(), 300, 300);
  for (size_t i = 1; i < 299; ++i) ASSERT_EQ(o[i], (a[i - 1] + a[i] + a[i + 1]) / 3.0) << i;
  EXPECT_EQ(o[0], -1.0);
  EXPECT_EQ(o[299], -1.0);
}

TEST_F(CheckedLoops, StencilRaisesAtTheFirstBadIndex) {
  auto compiled = compile(kStencil);
  std::vector<double> a(300, 1.0), o(300, -1.0);
  auto* stencil = functionOf<Stencil>(*compiled, "stencil");
  const RaisedIndex raised = raisedBy([&] { stencil(nullptr, o.data(), a.data(), 200, 250); });
  EXPECT_EQ(raised.index, 200);
  EXPECT_EQ(o[198], 1.0);   // everything before the error was stored
  EXPECT_EQ(o[199], -1.0);  // nothing after
}

// Both loop orders, against a plain triple loop.
void expectProduct(const CompiledModule& compiled, const char* name) {
  constexpr int64_t kRows = 7, kColumns = 37, kDepth = 19;
  std::vector<double> a(kRows * kDepth), b(kDepth * kColumns), o(kRows * kColumns),
      expected(kRows * kColumns);
  for (size_t i = 0; i < a.size(); ++i) a[i] = 1.0 / static_cast<double>(i + 1);
  for (size_t i = 0; i < b.size(); ++i) b[i] = 0.5 + static_cast<double>(i % 13);
  for (int64_t i = 0; i < kRows; ++i)
    for (int64_t k = 0; k < kDepth; ++k)
      for (int64_t j = 0; j < kColumns; ++j)
        expected[i * kColumns + j] += a[i * kDepth + k] * b[k * kColumns + j];
  functionOf<Matmul>(compiled, name)(nullptr, o.data(), a.data(), b.data(), kRows, kColumns, kDepth);
  EXPECT_EQ(o, expected);  // the same order of additions, so the same bits
}

TEST_F(CheckedLoops, IkjInnerLoopIsVectorised) {
  auto compiled = compile(kMatmulIkj);
  EXPECT_GT(count(compiled->ir_after, "fmul <"), 0u) << compiled->ir_after;
  expectProduct(*compiled, "ikj");
}

TEST_F(CheckedLoops, IjkKeepsItsOrderAndLosesItsChecks) {
  auto compiled = compile(kMatmulIjk);
  EXPECT_EQ(count(compiled->ir_after, "fadd <"), 0u) << compiled->ir_after;
  EXPECT_EQ(count(compiled->ir_after, "call void @kr_raise_index"), 0u) << compiled->ir_after;
  expectProduct(*compiled, "ijk");
}

constexpr const char* kDebugLocations = R"(
define void @scale(ptr %o, i64 %n) nounwind !dbg !3 {
entry:
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %body ]
  %more = icmp slt i64 %i, %n, !dbg !5
  br i1 %more, label %body, label %done, !dbg !5
body:
  %p = getelementptr inbounds double, ptr %o, i64 %i, !dbg !6
  %x = load double, ptr %p, align 8, !dbg !6
  %y = fmul double %x, 3.0, !dbg !6
  store double %y, ptr %p, align 8, !dbg !6
  %i.next = add nsw i64 %i, 1, !dbg !5
  br label %head, !dbg !5
done:
  ret void, !dbg !6
}
define double @total(ptr %a, i64 %n) nounwind !dbg !7 {
entry:
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %body ]
  %s = phi double [ 0.0, %entry ], [ %s.next, %body ]
  %more = icmp slt i64 %i, %n, !dbg !8
  br i1 %more, label %body, label %done, !dbg !8
body:
  %p = getelementptr inbounds double, ptr %a, i64 %i, !dbg !9
  %x = load double, ptr %p, align 8, !dbg !9
  %s.next = fadd double %s, %x, !dbg !9
  %i.next = add nsw i64 %i, 1, !dbg !8
  br label %head, !dbg !8
done:
  ret double %s, !dbg !9
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_Python, file: !1, emissionKind: EMISSION)
!1 = !DIFile(filename: "script.py", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = distinct !DISubprogram(name: "scale", scope: !1, file: !1, line: 10, type: !4, spFlags: DISPFlagDefinition, unit: !0)
!4 = !DISubroutineType(types: !{})
!5 = !DILocation(line: 11, column: 5, scope: !3)
!6 = !DILocation(line: 12, column: 9, scope: !3)
!7 = distinct !DISubprogram(name: "total", scope: !1, file: !1, line: 20, type: !4, spFlags: DISPFlagDefinition, unit: !0)
!8 = !DILocation(line: 21, column: 5, scope: !7)
!9 = !DILocation(line: 22, column: 9, scope: !7)
)";

std::string withEmission(std::string kind) {
  std::string ir = kDebugLocations;
  return ir.replace(ir.find("EMISSION"), 8, kind);
}

const Remark* find(const std::vector<Remark>& remarks, RemarkKind kind, const char* function) {
  for (const Remark& remark : remarks)
    if (remark.kind == kind && remark.function == function) return &remark;
  return nullptr;
}

TEST_F(CheckedLoops, RemarksTellWhatWasVectorisedAndWhatNot) {
  auto compiled = workshop_.compile(withEmission("NoDebug"), {.remarks = true});
  const Remark* passed = find(compiled->remarks, RemarkKind::Passed, "scale");
  ASSERT_NE(passed, nullptr);
  EXPECT_EQ(passed->line, 11u);
  EXPECT_EQ(passed->file, "script.py");
  EXPECT_NE(passed->message.find("vectorized loop"), std::string::npos);
  const Remark* reason = find(compiled->remarks, RemarkKind::Analysis, "total");
  ASSERT_NE(reason, nullptr);
  EXPECT_EQ(reason->line, 22u);
  EXPECT_NE(reason->message.find("reorder floating-point"), std::string::npos) << reason->message;
  EXPECT_NE(toString(*reason).find("total:22:9: analysis: "), std::string::npos);
  EXPECT_EQ(find(compiled->remarks, RemarkKind::Passed, "total"), nullptr);
}

TEST_F(CheckedLoops, NoDebugLocationsCostNoDwarf) {
  const CompileOptions options = {.keep_object = true, .remarks = true};
  EXPECT_EQ(workshop_.compile(withEmission("NoDebug"), options)->object.find(".debug_line"),
            std::string::npos);
  EXPECT_NE(workshop_.compile(withEmission("LineTablesOnly"), options)->object.find(".debug_line"),
            std::string::npos);
}

}  // namespace
}  // namespace krait::jit::test
