// Loops over masks for any processor; and which ones this machine gets.
#include <array>
#include <bit>
#include <cstring>

#include "runtime/indexing/mask_kernels.h"

namespace krait::indexing {
namespace {

struct Pair {
  uint64_t low, high;
};

int64_t countTrue(const uint8_t* mask, int64_t size) {
  int64_t count = 0;
  for (int64_t k = 0; k < size; ++k) count += mask[k] != 0 ? 1 : 0;
  return count;
}

int64_t* positions(int64_t* out, const uint8_t* mask, int64_t size, int64_t first) {
  for (int64_t k = 0; k < size; ++k) {
    *out = first + k;
    out += mask[k] != 0 ? 1 : 0;
  }
  return out;
}

template <class T>
void select(char* to, const char* from, const uint8_t* mask, int64_t size) {
  for (int64_t k = 0; k < size; ++k) {
    std::memcpy(to, from + k * static_cast<int64_t>(sizeof(T)), sizeof(T));
    to += mask[k] != 0 ? sizeof(T) : 0;
  }
}

template <class T>
void fill(char* to, const char* element, const uint8_t* mask, int64_t size) {
  T value;
  std::memcpy(&value, element, sizeof(T));
  for (int64_t k = 0; k < size; ++k) {
    if (mask[k] != 0) std::memcpy(to + k * static_cast<int64_t>(sizeof(T)), &value, sizeof(T));
  }
}

template <class T>
void spread(char* to, const char* values, const uint8_t* mask, int64_t size) {
  for (int64_t k = 0; k < size; ++k) {
    if (mask[k] == 0) continue;
    std::memcpy(to + k * static_cast<int64_t>(sizeof(T)), values, sizeof(T));
    values += sizeof(T);
  }
}

template <class T>
constexpr MaskKernels kKernels{countTrue, positions, select<T>, fill<T>, spread<T>};

constexpr std::array kBySize = {kKernels<uint8_t>, kKernels<uint16_t>, kKernels<uint32_t>, kKernels<uint64_t>,
                                kKernels<Pair>};

bool hasAvx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
}

}  // namespace

const MaskKernels& portableMaskKernels(int64_t item_size) {
  return kBySize[static_cast<size_t>(std::countr_zero(static_cast<uint64_t>(item_size)))];
}

const MaskKernels& maskKernels(int64_t item_size) {
  return hasAvx512() ? avx512MaskKernels(item_size) : portableMaskKernels(item_size);
}

}  // namespace krait::indexing
