// Entering and leaving compiled code: values, raises at depth, nesting, registers and stack alignment.
#include "runtime/raise.h"
#include "test/unit/runtime/in_context.h"

namespace krait::test {
namespace {

using TrampolineTest = InContext;

void addSlots(kr_context*, const kr_slot* arguments, kr_slot* results) {
  results[0].i64 = arguments[0].i64 + arguments[1].i64;
}

TEST_F(TrampolineTest, PassesArgumentsAndResults) {
  kr_slot arguments[2], result;
  arguments[0].i64 = 40;
  arguments[1].i64 = 2;
  EXPECT_EQ(kr_enter(ctx, addSlots, arguments, &result), 0);
  EXPECT_EQ(result.i64, 42);
  EXPECT_EQ(context_.sp, nullptr);
}

// What is added after the call keeps it from becoming a loop.
[[gnu::noinline]] int64_t raiseAtDepth(kr_context* ctx, int64_t depth) {
  if (depth == 0) kr_raise(ctx, kr_error_recursion, 99);
  volatile int64_t here = depth;
  return raiseAtDepth(ctx, depth - 1) + here;
}

TEST_F(TrampolineTest, RaiseLeavesFromAnyDepth) {
  for (int64_t depth : {0, 1, 10, 1000}) {
    EXPECT_EQ(errorOf([&] { raiseAtDepth(ctx, depth); }), kr_error_recursion);
    EXPECT_EQ(context_.error_site, 99u);
  }
}

TEST_F(TrampolineTest, NestedEntryEndsOnlyItself) {
  uint32_t inner = kr_error_none;
  bool went_on = false;
  uint32_t outer = errorOf([&] {
    auto enter_inner = [](kr_context* context, const kr_slot*, kr_slot*) { raiseAtDepth(context, 5); };
    void* sp = context_.sp;
    if (kr_enter(ctx, enter_inner, nullptr, nullptr) != 0) inner = context_.error_kind;
    EXPECT_EQ(context_.sp, sp);
    went_on = true;
    kr_raise(ctx, kr_error_assertion, 3);
  });
  EXPECT_EQ(inner, kr_error_recursion);
  EXPECT_TRUE(went_on);
  EXPECT_EQ(outer, kr_error_assertion);
  EXPECT_EQ(context_.error_site, 3u);
}

TEST_F(TrampolineTest, StackIsAlignedInTheEntry) {
  auto entry = [](kr_context*, const kr_slot*, kr_slot* results) {
    results[0].u64 = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  };
  kr_slot result;
  ASSERT_EQ(kr_enter(ctx, entry, nullptr, &result), 0);
  EXPECT_EQ(result.u64 % 16, 0u);
}

// Fills the callee-saved registers, calls kr_enter and reports what they hold afterwards.
void calleeSavedAfter(kr_context* ctx, kr_entry entry, uint64_t* seen) {
  register uint64_t* out asm("r8") = seen;
  const kr_slot* arguments = nullptr;
  kr_slot* results = nullptr;
  asm volatile("movq %%rsp, %%rax\n subq $256, %%rsp\n andq $-16, %%rsp\n"
               "pushq %%rax\n pushq %%rbp\n pushq %%r8\n pushq %%r8\n"
               "movq $11, %%rbx\n movq $12, %%r12\n movq $13, %%r13\n movq $14, %%r14\n movq $15, %%r15\n"
               "movq $16, %%rbp\n"
               "call kr_enter\n"
               "popq %%r8\n popq %%r8\n"
               "movq %%rbx, (%%r8)\n movq %%r12, 8(%%r8)\n movq %%r13, 16(%%r8)\n movq %%r14, 24(%%r8)\n"
               "movq %%r15, 32(%%r8)\n movq %%rbp, 40(%%r8)\n movslq %%eax, %%rax\n movq %%rax, 48(%%r8)\n"
               "popq %%rbp\n popq %%rax\n movq %%rax, %%rsp\n"
               : "+D"(ctx), "+S"(entry), "+d"(arguments), "+c"(results), "+r"(out)
               :
               : "rax", "rbx", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
}

void spoilRegisters() {
  asm volatile("xorl %%ebx, %%ebx\n xorl %%r12d, %%r12d\n xorl %%r13d, %%r13d\n"
               "xorl %%r14d, %%r14d\n xorl %%r15d, %%r15d\n"
               :
               :
               : "rbx", "r12", "r13", "r14", "r15");
}

void spoilAndReturn(kr_context*, const kr_slot*, kr_slot*) { spoilRegisters(); }

void spoilAndRaise(kr_context* context, const kr_slot*, kr_slot*) {
  spoilRegisters();
  raiseAtDepth(context, 3);
}

TEST_F(TrampolineTest, PreservesCalleeSavedRegisters) {
  for (bool raises : {false, true}) {
    uint64_t seen[7] = {};
    calleeSavedAfter(ctx, raises ? spoilAndRaise : spoilAndReturn, seen);
    const uint64_t expected[7] = {11, 12, 13, 14, 15, 16, raises ? 1u : 0u};
    for (int i = 0; i < 7; ++i) EXPECT_EQ(seen[i], expected[i]) << "register " << i << ", raises " << raises;
  }
}

TEST_F(TrampolineTest, InterruptRaisesOnlyIfTheHostSaysSo) {
  context_.on_interrupt = [](kr_context*) -> int32_t { return 0; };
  EXPECT_EQ(errorOf([&] { kr_interrupted(ctx, 4); }), kr_error_none);
  context_.on_interrupt = [](kr_context*) -> int32_t { return 1; };
  EXPECT_EQ(errorOf([&] { kr_interrupted(ctx, 4); }), kr_error_python_error);
  EXPECT_EQ(context_.error_site, 4u);
}

TEST_F(TrampolineTest, RaisesTheFirstIndexThatIsOutOfRange) {
  const kr_index_check checks[] = {{-3, 3, 0, 5}, {2, 3, 1, 6}, {-4, 3, 1, 7}, {9, 3, 0, 8}};
  EXPECT_EQ(errorOf([&] { kr_raise_first_index_error(ctx, checks, 4, 0); }), kr_error_index_out_of_bounds);
  EXPECT_EQ(context_.error_site, 7u);
  EXPECT_EQ(context_.error_args[0].i64, -4);
  EXPECT_EQ(context_.error_args[1].i64, 1);
  EXPECT_EQ(context_.error_args[2].i64, 3);
}

TEST_F(TrampolineTest, RaiseKeepsTheSiteTheCallerNoted) {
  EXPECT_EQ(errorOf([&] { raiseText(ctx, kr_error_value_error, "no"); }), kr_error_value_error);
  EXPECT_EQ(context_.error_site, kSite);
  EXPECT_EQ(errorText(), "no");
}

}  // namespace
}  // namespace krait::test
