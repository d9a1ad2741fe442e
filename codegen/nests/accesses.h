// What a region does to the elements of arrays, and which loops stand in it.
#pragma once

#include <optional>
#include <vector>

#include "codegen/nests/affine.h"

namespace krait::nests {

// getitem or setitem of one element of an array.
struct Access {
  ir::InstId inst;
  ir::ValueId array;
  bool writes;
  std::vector<Affine> subscripts;  // of each axis
};

// A range that counts up by one.
struct Counting {
  Affine start;
  Affine stop;
};

// The values that are the indices of a key; nothing if it is not taken apart in sight.
[[nodiscard]] std::optional<std::vector<ir::ValueId>> indicesOf(const ir::Module&, const ir::Function&,
                                                                ir::ValueId key);

// Nothing if the instruction is no access to an element of an array by sums.
[[nodiscard]] std::optional<Access> accessOf(const ir::Module&, const ir::Function&, ir::InstId);

// What an iterator counts through; nothing if it is not range(stop) or range(start, stop) of sums.
[[nodiscard]] std::optional<Counting> countingOf(const ir::Module&, const ir::Function&, ir::ValueId iterator);

// The call of range behind an iterator; invalid if there is none. That of a prange of a parallel loop is another one.
[[nodiscard]] ir::InstId rangeOf(const ir::Function&, ir::ValueId iterator);

// How an element's place moves when a loop goes on.
enum class Stride : uint8_t { None, Unit, Any };
[[nodiscard]] Stride strideOf(const ir::Module&, const ir::Function&, const Access&, ir::ValueId item);

}  // namespace krait::nests
