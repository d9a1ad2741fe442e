// Code is freed with its module, threads compile at once, and debugger and profiler learn the names.
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "codegen/jit/compile.h"
#include "test/unit/jit/kernels.h"
#include "test/unit/jit/workshop.h"

struct jit_code_entry {
  jit_code_entry* next_entry;
  jit_code_entry* prev_entry;
  const char* symfile_addr;
  uint64_t symfile_size;
};
struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  jit_code_entry* relevant_entry;
  jit_code_entry* first_entry;
};
extern "C" jit_descriptor __jit_debug_descriptor;

namespace krait::jit::test {
namespace {

double residentMegabytes() {
  long total = 0;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

using IntegerSum = int64_t(void*, const int64_t*, int64_t, int64_t);

TEST(JitLifetime, MemoryReturnsWhenCodeIsDropped) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "sanitizers keep freed memory";
#endif
  Workshop workshop;
  const char* kernels[] = {kIntegerSum, kStencil, kMatmulIkj, kMatmulIjk, kAdd};
  const auto compileHundred = [&] {
    std::vector<std::unique_ptr<CompiledModule>> compiled;
    for (int i = 0; i < 100; ++i)
      compiled.push_back(workshop.compile(withChecks(kernels[i % std::size(kernels)])));
    return residentMegabytes();
  };
  for (const char* kernel : kernels) (void)workshop.compile(withChecks(kernel));  // every pass has run once
  const double before = residentMegabytes();
  const double full = compileHundred();
  const double after = residentMegabytes();
  RecordProperty("growth_kib", static_cast<int>((after - before) * 1024));
  EXPECT_GT(full, before + 0.3) << "the hundred functions must be in memory to be freed";
  EXPECT_LT(after, before + 2.0);
  for (int round = 0; round < 3; ++round) (void)compileHundred();
  EXPECT_LT(residentMegabytes(), before + 2.0) << "a leak per function";
}

TEST(JitLifetime, ThreadsCompileAtOnce) {
  Workshop workshop;
  constexpr int kThreads = 8;
  constexpr int kModules = 50;
  std::atomic<int> right = 0;
  const auto work = [&](int thread) {
    const std::vector<int64_t> a(64, thread + 1);
    for (int i = 0; i < kModules; ++i) {
      auto compiled = workshop.compile(withChecks(kIntegerSum));
      const int64_t sum = functionOf<IntegerSum>(*compiled, "isum")(nullptr, a.data(), 64, 64);
      right += sum == 64 * (thread + 1) ? 1 : 0;
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back(work, t);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, kThreads * kModules);
}

TEST(JitLifetime, ReusesItsWorkbench) {
  Workshop workshop;
  auto bench = workshop.engine.takeWorkbench();
  const Workbench* first = bench.get();
  workshop.engine.giveBack(std::move(bench));
  (void)workshop.compile(kAdd);
  EXPECT_EQ(workshop.engine.takeWorkbench().get(), first);
}

size_t debuggerEntries() {
  size_t n = 0;
  for (const auto* entry = __jit_debug_descriptor.first_entry; entry != nullptr; entry = entry->next_entry)
    ++n;
  return n;
}

TEST(JitLifetime, DebuggerKnowsCodeWhileItLives) {
  Workshop workshop;
  auto first = workshop.compile(kAdd, {.debugger = true});
  auto second = workshop.compile(kAdd, {.debugger = true});
  auto unasked = workshop.compile(kAdd);
  EXPECT_EQ(debuggerEntries(), 2u);
  first.reset();
  ASSERT_EQ(debuggerEntries(), 1u);
  EXPECT_EQ(std::string(__jit_debug_descriptor.first_entry->symfile_addr, 4), "\177ELF");
  second.reset();
  EXPECT_EQ(debuggerEntries(), 0u);
}

TEST(JitLifetime, PerfMapNamesFunctions) {
  const std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  Workshop workshop(/*perf_map=*/true);
  auto compiled = workshop.compile(kAdd);
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  char address[32];
  std::snprintf(address, sizeof address, "%lx", reinterpret_cast<unsigned long>(compiled->address("add")));
  EXPECT_NE(text.find(std::string(address) + " "), std::string::npos) << text;
  EXPECT_NE(text.find(" add\n"), std::string::npos) << text;
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace krait::jit::test
