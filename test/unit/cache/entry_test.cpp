// Entries as bytes: whole ones come back, nothing else does, and no damage to them crashes a reader.
#include "codegen/cache/entry.h"

#include <gtest/gtest.h>

#include <random>

namespace krait::cache {
namespace {

Entry sample() {
  Entry entry;
  entry.title = "f(int64, float64[::1])";
  entry.facts.push_back({.step = Step::Global, .owner = 0, .name = "np", .digest = digestOf({}), .objects = {{{}, 1}}});
  entry.facts.push_back({.step = Step::Attribute, .owner = 1, .name = "pair", .objects = {{{0}, 2}, {{1, 2}, 3}, {{3}, 1}}});
  entry.facts.push_back({.step = Step::Builtin, .owner = 3, .name = "gone", .is_absent = true});
  entry.sites.push_back({.function_object = 0, .function = "f", .line = -3, .is_user_raise = true, .exception = "Tuple()", .exception_object = 2});
  entry.captured = {3, 1};
  entry.result_type = "float";
  entry.argument_slots = 5;
  entry.result_slots = 1;
  entry.long_running = true;
  entry.symbol = "krait.entry.f";
  entry.object = std::string(100, '\7');
  return entry;
}

TEST(CacheEntry, ComesBackAsItWas) {
  const std::string bytes = writeEntry(sample());
  const std::optional<Entry> read = readEntry(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(writeEntry(*read), bytes);
  EXPECT_EQ(read->sites[0].line, -3);
  EXPECT_EQ(read->facts[1].objects[1].path, (std::vector<uint32_t>{1, 2}));
}

TEST(CacheEntry, IsRefusedWhenCutOrContinued) {
  const std::string bytes = writeEntry(sample());
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(readEntry(std::string_view(bytes).substr(0, size)));
  EXPECT_FALSE(readEntry(bytes + '\0'));
}

TEST(CacheEntry, IsRefusedWhenItNamesAnObjectThatNobodyFound) {
  Entry entry = sample();
  entry.captured = {4};
  EXPECT_FALSE(readEntry(writeEntry(entry)));
  entry = sample();
  entry.facts[0].owner = 1;  // known only afterwards
  EXPECT_FALSE(readEntry(writeEntry(entry)));
  entry = sample();
  entry.sites[0].exception_object = 9;
  EXPECT_FALSE(readEntry(writeEntry(entry)));
}

TEST(CacheEntry, SurvivesRandomDamage) {
  const std::string whole = writeEntry(sample());
  std::mt19937 random(5);
  for (int turn = 0; turn < 10000; ++turn) {
    std::string bytes = whole;
    for (unsigned k = 0; k <= random() % 4; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
    (void)readEntry(bytes);
  }
}

}  // namespace
}  // namespace krait::cache
