// Random functions for the tests of the structure passes.
#pragma once

#include <cstdint>

#include "frontend/ir/function.h"

namespace krait::test {

// A random reducible CFG of up to `blocks` blocks: any forward edges, and back edges to dominators. Every
// block uses values of the blocks that dominate it, and calls builtins that the interpreter traces.
ir::Function& addRandomCfg(ir::Module& module, uint32_t seed, uint32_t blocks);

// The CFG of a random Python-like function: if, while and for with break, continue, else and return, nested
// up to `depth` deep, with statements to a body as `width`. Three variables are parameters of every join.
ir::Function& addRandomProgram(ir::Module& module, uint32_t seed, int depth, int width);

}  // namespace krait::test
