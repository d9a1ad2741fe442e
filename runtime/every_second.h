// Every second element of a row, the step that slices have most often: two vectors are permuted into one.
#pragma once

#include <cstdint>

namespace krait {

[[nodiscard]] bool hasEverySecond();  // whether this machine can run the functions below
// to[k] = from[2 * k]; nothing behind from[2 * (count - 1)] is read. Addresses need no alignment.
void copyEverySecond(int64_t count, uint32_t* to, const uint32_t* from);
void copyEverySecond(int64_t count, uint64_t* to, const uint64_t* from);

}  // namespace krait
