// What lies at the positions of a key, copied into a new array or stored from one.
//
// At each position lies a block: an element, or the axes behind the positions. The axes in front of them are
// an outer loop.
#pragma once

#include "runtime/indexing/index_key.h"

namespace krait::indexing {

// All raise IndexError for positions out of bounds.
[[nodiscard]] StridedArray selectBlocks(kr_context* ctx, const ResolvedKey& key, char dtype);
// Into an array in C order of the selected shape that shares no memory with what is read. Nothing is written if it raises
// IndexError.
void selectBlocksInto(kr_context* ctx, const ResolvedKey& key, const StridedArray& out);
// `value`, of the array's dtype, broadcasts to what the key selects, or raises ValueError. Of equal positions
// the last one counts.
void storeBlocks(kr_context* ctx, const StridedArray& array, const ResolvedKey& key,
                 const StridedArray& value);

}  // namespace krait::indexing
