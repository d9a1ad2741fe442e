// What a tile reads for its columns, but not one after the other in memory, is copied once for all rows of tiles.
//
//   tile %n, %m (%i, %j): for_ %p (%k): ... %B[%j, %k] ...      B's part for the columns of a tile is copied,
//   transposed
#pragma once

#include <vector>

#include "codegen/nests/accesses.h"

namespace krait::nests {

struct PackedAccess {
  Access access;
  ir::InstId loop;  // the for_ directly in the tile that the access stands in
};

// So many iterations of that loop at most, to bound the memory: a few megabytes.
constexpr int64_t kMostPackedIterations = 1 << 15;

// Reads directly in a loop that stands directly in the tile, of arrays that the tile does not write.
[[nodiscard]] std::vector<PackedAccess> packedAccesses(const ir::Module&, const ir::Function&, ir::InstId tile);

// Whether a tile of one range has elements of rows, not of columns: a loop in it reads what lies far apart from one item to
// the next, and a few such rows side by side hide how long each addition of a row has to wait for the one before.
[[nodiscard]] bool hasRowsOnly(const ir::Module&, const ir::Function&, ir::InstId tile);

}  // namespace krait::nests
