// Names by content: BLAKE3 digests of what a piece of machine code depends on, and of the files it is kept in.
//
// https://github.com/BLAKE3-team/BLAKE3-specs. The implementation is the one that LLVM ships; nothing else of LLVM is linked.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "llvm-c/blake3.h"

namespace krait::cache {

struct Digest {
  std::array<uint8_t, 32> bytes{};

  auto operator<=>(const Digest&) const = default;
  [[nodiscard]] std::string hex() const;
};

// What is added is framed (lengths before texts), so that different sequences never have the same bytes.
class Hasher {
 public:
  Hasher() { llvm_blake3_hasher_init(&state_); }

  Hasher& bytes(const void* data, size_t size) {
    llvm_blake3_hasher_update(&state_, data, size);
    return *this;
  }
  Hasher& number(uint64_t value) { return bytes(&value, sizeof value); }
  Hasher& real(double value) { return number(std::bit_cast<uint64_t>(value)); }
  Hasher& text(std::string_view value) { return number(value.size()).bytes(value.data(), value.size()); }
  Hasher& digest(const Digest& value) { return bytes(value.bytes.data(), value.bytes.size()); }

  [[nodiscard]] Digest finish() const;

 private:
  llvm_blake3_hasher state_;
};

[[nodiscard]] Digest digestOf(std::span<const uint8_t> bytes);

}  // namespace krait::cache
