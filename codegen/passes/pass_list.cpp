// Names of the passes.
#include "codegen/passes/pass_list.h"

#include <array>

#include "codegen/passes/fuse_elements.h"
#include "codegen/passes/place_polls.h"
#include "codegen/passes/place_releases.h"
#include "codegen/passes/reorder_nests.h"

namespace krait::passes {
namespace {

constexpr std::array kPasses = {
    ir::Pass{"fuse-elements", fuseElements},
    ir::Pass{"place-releases", placeReleases},
    ir::Pass{"reorder-nests", [](ir::Module& module, ir::Function& function) { reorderNests(module, function); }},
    ir::Pass{"place-polls", placePolls},
};

}  // namespace

std::span<const ir::Pass> typedPasses() { return kPasses; }

}  // namespace krait::passes
