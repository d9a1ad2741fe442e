// Rows of a StageClock: their order, their runs, and that what runs inside another is not counted twice.
#include "frontend/support/stage_clock.h"

#include <gtest/gtest.h>

namespace krait {
namespace {

TEST(StageClock, RowsStandInTheOrderOfTheirFirstEnd) {
  StageClock clock;
  {
    const StageTime outer(&clock, "group", "outer");
    const StageTime inner(&clock, "group", "inner");
  }
  { const StageTime outer(&clock, "group", "outer"); }
  { const StageTime same_name(&clock, "another", "outer"); }
  ASSERT_EQ(clock.rows().size(), 3U);
  EXPECT_EQ(clock.rows()[0].name, "inner");
  EXPECT_EQ(clock.rows()[1].name, "outer");
  EXPECT_EQ(clock.rows()[1].runs, 2U);
  EXPECT_EQ(clock.rows()[2].group, "another");
}

TEST(StageClock, TakesOffWhatRanInside) {
  StageClock clock;
  clock.start();
  clock.add("group", "inner", 1e9);
  clock.stop("group", "outer");
  EXPECT_EQ(clock.rows()[0].microseconds, 1e9);
  EXPECT_LT(clock.rows()[1].microseconds, 0);
}

TEST(StageClock, NoClockIsNoTime) { const StageTime nothing(nullptr, "group", "name"); }

}  // namespace
}  // namespace krait
