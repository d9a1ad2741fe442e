// One walk over the regions of an if_.
#include "codegen/passes/quiet_regions.h"

#include <algorithm>

#include "codegen/passes/array_effects.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;

class QuietRegions {
 public:
  QuietRegions(const ir::Module& module, const ir::Function& function, InstId branch, InstId allowed)
      : module_(module), function_(function), branch_(branch), allowed_(allowed) {}

  [[nodiscard]] bool run() const {
    return std::ranges::all_of(function_[branch_].regions, [&](BlockId region) {
      const std::vector<InstId>& insts = function_[region].insts;
      return !insts.empty() && function_[insts.back()].op == Op::yield && isQuiet(region);
    });
  }

 private:
  [[nodiscard]] bool isQuiet(BlockId block) const {
    return std::ranges::all_of(function_[block].insts, [&](InstId id) {
      return isQuiet(id) && std::ranges::all_of(function_[id].regions, [&](BlockId region) { return isQuiet(region); });
    });
  }

  [[nodiscard]] bool isQuiet(InstId id) const {
    if (id == allowed_) return true;
    const Inst& inst = function_[id];
    switch (inst.op) {
      case Op::raise:
      case Op::ret:
      case Op::list_append: return false;
      case Op::break_to:
      case Op::continue_to: return isWithin(inst.label());
      case Op::call_builtin: return !isCalledForWhatItDoes(inst) && !writesArrays(module_, function_, id);
      default: return !writesArrays(module_, function_, id);
    }
  }

  [[nodiscard]] bool isCalledForWhatItDoes(const Inst& call) const {
    return module_.types.kind(function_[call.results[0]].type) == ir::TypeKind::None;
  }

  [[nodiscard]] bool isWithin(InstId op) const {
    while (op.valid() && op != branch_) op = function_[function_[op].parent].owner;
    return op.valid();
  }

  const ir::Module& module_;
  const ir::Function& function_;
  const InstId branch_;
  const InstId allowed_;
};

}  // namespace

bool hasQuietRegions(const ir::Module& module, const ir::Function& function, InstId branch, InstId allowed) {
  return QuietRegions(module, function, branch, allowed).run();
}

}  // namespace krait::passes
