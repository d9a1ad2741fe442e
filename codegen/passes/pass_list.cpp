// Names of the passes.
#include "codegen/passes/pass_list.h"

#include <array>

#include "codegen/passes/drop_self_stores.h"
#include "codegen/passes/drop_unchanged.h"
#include "codegen/passes/fuse_elements.h"
#include "codegen/passes/fuse_stores.h"
#include "codegen/passes/mark_lanes.h"
#include "codegen/passes/mark_parallel.h"
#include "codegen/passes/place_polls.h"
#include "codegen/passes/place_releases.h"
#include "codegen/passes/reorder_nests.h"
#include "codegen/passes/select_into.h"
#include "codegen/passes/share_views.h"

namespace krait::passes {
namespace {

constexpr std::array kPasses = {
    ir::Pass{"drop-self-stores", dropSelfStores},
    ir::Pass{"drop-unchanged", dropUnchanged},
    ir::Pass{"share-views", shareViews},
    ir::Pass{"select-into", selectInto},
    ir::Pass{"fuse-elements", fuseElements},
    ir::Pass{"mark-parallel", [](ir::Module& module, ir::Function& function) { markParallel(module, function); }},
    ir::Pass{"place-releases", placeReleases},
    ir::Pass{"reorder-nests", [](ir::Module& module, ir::Function& function) { reorderNests(module, function); }},
    ir::Pass{"fuse-stores", fuseStores},
    ir::Pass{"place-polls", placePolls},
    ir::Pass{"mark-lanes", markLanes},
};

}  // namespace

std::span<const ir::Pass> typedPasses() { return kPasses; }

}  // namespace krait::passes
