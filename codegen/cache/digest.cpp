// Finishing digests, and their text.
#include "codegen/cache/digest.h"

namespace krait::cache {

std::string Digest::hex() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Digest Hasher::finish() const {
  Digest digest;
  llvm_blake3_hasher_finalize(&state_, digest.bytes.data(), digest.bytes.size());
  return digest;
}

Digest digestOf(std::span<const uint8_t> bytes) { return Hasher().bytes(bytes.data(), bytes.size()).finish(); }

}  // namespace krait::cache
