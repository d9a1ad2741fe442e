// Names of the passes.
#include "frontend/passes/pass_list.h"

#include <array>

#include "frontend/passes/drop_dead.h"
#include "frontend/passes/find_for_loops.h"
#include "frontend/passes/narrow_none.h"
#include "frontend/passes/recover_structure.h"

namespace krait::passes {
namespace {

constexpr std::array kPasses = {
    ir::Pass{"recover-structure", recoverStructure},
    ir::Pass{"find-for-loops", findForLoops},
    ir::Pass{"narrow-none", narrowNone},
    ir::Pass{"drop-dead", dropDead},
};

}  // namespace

std::span<const ir::Pass> functionPasses() { return kPasses; }

}  // namespace krait::passes
