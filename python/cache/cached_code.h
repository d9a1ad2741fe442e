// An entry's machine code, loaded and ready to be called.
#pragma once

#include <string>

#include "codegen/cache/entry.h"
#include "python/cache/replay.h"
#include "runtime/abi.h"

namespace krait {

// Null where the code cannot be loaded or an object is not what the code needs; `problem` says why. The caller frees it by its destroy.
[[nodiscard]] kr_compiled* loadCached(const Program&, const cache::Entry&, const Replay&, std::string& problem);

// The objects that its error sites name, as the tuple that goes with the code: sites count in it.
[[nodiscard]] Reference siteObjects(const Replay&);

}  // namespace krait
