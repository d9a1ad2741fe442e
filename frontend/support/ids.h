// Typed 32-bit ids: the only way one part of the compiler refers to a thing that lives in a vector of another.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <limits>

namespace krait {

template <typename Tag>
struct Id {
  uint32_t index = kNone;

  constexpr Id() = default;
  constexpr explicit Id(uint32_t i) : index(i) {}

  [[nodiscard]] constexpr bool valid() const { return index != kNone; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
};

}  // namespace krait

template <typename Tag>
struct std::hash<krait::Id<Tag>> {
  size_t operator()(krait::Id<Tag> id) const noexcept { return std::hash<uint32_t>{}(id.index); }
};
