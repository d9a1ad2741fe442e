// Runs runtime functions as compiled code does: under kr_enter, with a context to raise into.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "runtime/abi.h"
#include "runtime/buffer.h"

namespace krait::test {

class InContext : public ::testing::Test {
 protected:
  static constexpr uint32_t kSite = 7;

  // The kind of error that `body` raised, kr_error_none if it returned. What it owned is swept, as a host
  // does.
  template <typename Body>
  uint32_t errorOf(Body body) {
    context_.error_kind = kr_error_none;
    context_.error_site = kSite;
    kr_slot argument;
    argument.ptr = &body;
    bool raised = kr_enter(&context_, &callBody<Body>, &argument, nullptr) != 0;
    EXPECT_EQ(raised, context_.error_kind != kr_error_none);
    EXPECT_EQ(context_.sp, nullptr);
    if (raised) kr_buffer_sweep(&context_);
    return context_.error_kind;
  }

  // The value of `body`, which must not raise.
  template <typename Body>
  auto valueOf(Body body) {
    decltype(body()) value{};
    EXPECT_EQ(errorOf([&] { value = body(); }), kr_error_none);
    return value;
  }

  [[nodiscard]] std::string errorText() const { return static_cast<const char*>(context_.error_args[0].ptr); }

  kr_context context_{};
  kr_context* const ctx = &context_;

 private:
  template <typename Body>
  static void callBody(kr_context*, const kr_slot* arguments, kr_slot*) {
    (*static_cast<Body*>(arguments[0].ptr))();
  }
};

// Equal bit for bit, all nans alike: tells 0.0 from -0.0.
inline bool sameDouble(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

#define EXPECT_SAME(actual, expected) EXPECT_PRED2(krait::test::sameDouble, actual, expected)

}  // namespace krait::test
