// Loops over masks: bools in a row, and elements of 1, 2, 4, 8 or 16 bytes beside them.
//
// Elements are selected without a branch on any one bool: with AVX-512 a vector at a time by its compress and
// expand instructions, otherwise one by one, each written where the next selected one belongs.
#pragma once

#include <cstdint>

namespace krait::indexing {

// How far behind the last selected element select() and positions() may write.
constexpr int64_t kOvershoot = 64;

struct MaskKernels {
  // How many are true.
  int64_t (*count)(const uint8_t* mask, int64_t size);
  // Where they are, counted from `first`; gives the end of what was written.
  int64_t* (*positions)(int64_t* out, const uint8_t* mask, int64_t size, int64_t first);
  // The elements where the mask is true, one after the other.
  void (*select)(char* out, const char* from, const uint8_t* mask, int64_t size);
  // Stores one element, or one after the other, where the mask is true; nothing is written elsewhere.
  void (*fill)(char* to, const char* element, const uint8_t* mask, int64_t size);
  void (*spread)(char* to, const char* values, const uint8_t* mask, int64_t size);
};

// For elements of so many bytes, on this machine.
[[nodiscard]] const MaskKernels& maskKernels(int64_t item_size);

[[nodiscard]] const MaskKernels& avx512MaskKernels(int64_t item_size);
[[nodiscard]] const MaskKernels& portableMaskKernels(int64_t item_size);

}  // namespace krait::indexing
