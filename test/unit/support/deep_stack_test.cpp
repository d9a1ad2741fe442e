// Work on a deep stack: how deep, what is thrown, one within another.
#include "frontend/support/deep_stack.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace krait {
namespace {

// Takes at least a kilobyte of stack for each step.
int descend(int steps) {
  volatile char room[1024];
  room[0] = static_cast<char>(steps);
  return steps == 0 ? 0 : descend(steps - 1) + 1 + 0 * room[0];
}

TEST(DeepStacks, RunsFarDeeperThanAThreadsStack) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "the sanitizers follow one stack for each thread";
#endif
#endif
  DeepStacks stacks;
  int depth = 0;
  for (int round = 0; round < 2; ++round) {
    stacks.run([&] { depth = descend(100'000); });
    EXPECT_EQ(depth, 100'000);
  }
}

TEST(DeepStacks, LetsThroughWhatIsThrown) {
  DeepStacks stacks;
  EXPECT_THROW(stacks.run([] { throw std::runtime_error("thrown"); }), std::runtime_error);
  bool ran = false;
  stacks.run([&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(DeepStacks, RunsWithinAnother) {
  DeepStacks stacks;
  int order = 0;
  stacks.run([&] {
    order = order * 10 + 1;
    stacks.run([&] { order = order * 10 + 2; });
    order = order * 10 + 3;
  });
  EXPECT_EQ(order, 123);
}

}  // namespace
}  // namespace krait
