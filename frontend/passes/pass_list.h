// The passes of this folder that take nothing but a function, by name, for the spine and for krait-opt.
#pragma once

#include <span>

#include "frontend/ir/pass.h"

namespace krait::passes {

[[nodiscard]] std::span<const ir::Pass> functionPasses();

}  // namespace krait::passes
