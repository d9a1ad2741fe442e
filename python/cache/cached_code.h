// An entry's machine code, loaded and ready to be called.
#pragma once

#include <string>

#include "codegen/cache/entry.h"
#include "python/cache/replay.h"

namespace krait {

// (capsule, objects, guards) as from the compile hook: the code, the objects that its error sites name, and what must stay so. Null,
// without an exception, where the code cannot be loaded or an object is not what the code needs; `problem` says why.
[[nodiscard]] Reference loadProduct(const Program&, const cache::Entry&, const Replay&, std::string& problem);

}  // namespace krait
