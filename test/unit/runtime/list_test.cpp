// Lists: room, order, repetition, and the references that their items hold.
#include "runtime/list.h"

#include <cmath>
#include <vector>

#include "test/unit/runtime/in_context.h"

namespace krait::test {
namespace {

class ListTest : public InContext {
 protected:
  void TearDown() override { EXPECT_EQ(context_.owned, nullptr); }

  static kr_list& at(kr_list_handle list) { return *reinterpret_cast<kr_list*>(list); }

  kr_list_handle listOf(const std::vector<int64_t>& items) {
    const kr_list_handle list = valueOf([&] { return kr_list_new(ctx, 0, 1, 0, 0); });
    for (const int64_t item : items) kr_list_open(ctx, list, INT64_MAX)->i64 = item;
    return list;
  }

  static std::vector<int64_t> itemsOf(kr_list_handle list) {
    std::vector<int64_t> items;
    for (int64_t k = 0; k < at(list).length; ++k) items.push_back(at(list).items[k].i64);
    return items;
  }
};

TEST_F(ListTest, InsertsAndRemovesAnywhere) {
  const kr_list_handle list = listOf({1, 2, 3});
  kr_list_open(ctx, list, 0)->i64 = 0;
  kr_list_open(ctx, list, -1)->i64 = 9;
  kr_list_open(ctx, list, -100)->i64 = 7;
  EXPECT_EQ(itemsOf(list), (std::vector<int64_t>{7, 0, 1, 2, 9, 3}));
  kr_list_close(list, 0);
  kr_list_close(list, 4);
  EXPECT_EQ(itemsOf(list), (std::vector<int64_t>{0, 1, 2, 9}));
  kr_list_release(ctx, list);
}

TEST_F(ListTest, RepeatsAndReverses) {
  const kr_list_handle list = listOf({1, 2, 3});
  EXPECT_EQ(errorOf([&] { kr_list_repeat(ctx, list, 3); }), kr_error_none);
  kr_list_reverse(list);
  EXPECT_EQ(itemsOf(list), (std::vector<int64_t>{3, 2, 1, 3, 2, 1, 3, 2, 1}));
  EXPECT_EQ(errorOf([&] { kr_list_repeat(ctx, list, -1); }), kr_error_none);
  EXPECT_EQ(at(list).length, 0);
  kr_list_release(ctx, list);
}

TEST_F(ListTest, TooManyItemsRaise) {
  const kr_list_handle list = listOf({1, 2});
  EXPECT_EQ(errorOf([&] { kr_list_repeat(ctx, list, INT64_MAX); }), kr_error_out_of_memory);
}

TEST_F(ListTest, ItemsHoldReferences) {
  kr_buffer* buffer = valueOf([&] { return kr_buffer_new(ctx, 8); });
  const auto owner = reinterpret_cast<kr_owner>(buffer);
  const kr_list_handle inner = valueOf([&] { return kr_list_new(ctx, 1, 1, 1, 0); });
  const kr_list_handle outer = valueOf([&] { return kr_list_new(ctx, 1, 1, 0, 1); });
  kr_list_open(ctx, inner, 0)->u64 = owner;
  kr_list_open(ctx, outer, 0)->u64 = inner;
  kr_buffer_retain(owner);
  kr_list_retain(inner);
  EXPECT_EQ(errorOf([&] { kr_list_repeat(ctx, outer, 4); }), kr_error_none);
  EXPECT_EQ(at(inner).buffer->references, 5);
  kr_list_release(ctx, inner);
  kr_list_release(ctx, outer);
  EXPECT_EQ(buffer->references, 1);
  kr_buffer_release(ctx, owner);
}

TEST_F(ListTest, SortsStably) {
  const kr_list_handle list = valueOf([&] { return kr_list_new(ctx, 0, 2, 0, 0); });
  for (int64_t k = 0; k < 100; ++k) {
    kr_slot* item = kr_list_open(ctx, list, INT64_MAX);
    item[0].i64 = (k * 7) % 10;
    item[1].i64 = k;
  }
  const auto less = [](const kr_slot* a, const kr_slot* b) { return static_cast<uint8_t>(a->i64 < b->i64); };
  EXPECT_EQ(errorOf([&] { kr_list_sort(ctx, list, less); }), kr_error_none);
  for (int64_t k = 1; k < 100; ++k) {
    const kr_slot* before = at(list).items + 2 * (k - 1);
    const kr_slot* here = before + 2;
    EXPECT_TRUE(before[0].i64 < here[0].i64 || (before[0].i64 == here[0].i64 && before[1].i64 < here[1].i64));
  }
  kr_list_release(ctx, list);
}

TEST_F(ListTest, ZerosKeepTheirOrder) {
  const kr_list_handle list = valueOf([&] { return kr_list_new(ctx, 0, 1, 0, 0); });
  for (const double item : {1.0, 0.0, -0.0, -1.0, 0.0}) kr_list_open(ctx, list, INT64_MAX)->f64 = item;
  EXPECT_EQ(errorOf([&] { kr_list_sort_float(ctx, list); }), kr_error_none);
  const kr_slot* items = at(list).items;
  EXPECT_EQ(items[0].f64, -1.0);
  EXPECT_FALSE(std::signbit(items[1].f64));
  EXPECT_TRUE(std::signbit(items[2].f64));
  EXPECT_FALSE(std::signbit(items[3].f64));
  kr_list_release(ctx, list);
}

}  // namespace
}  // namespace krait::test
