// The passes of this folder by name, for krait-opt. They work on typed, structured form.
#pragma once

#include <span>

#include "frontend/ir/pass.h"

namespace krait::passes {

[[nodiscard]] std::span<const ir::Pass> typedPasses();

}  // namespace krait::passes
