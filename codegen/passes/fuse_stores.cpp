// One walk over the blocks: chains of stores are found, and put into a version each.
#include "codegen/passes/fuse_stores.h"

#include <algorithm>
#include <unordered_map>

#include "codegen/passes/array_effects.h"
#include "frontend/ir/clone_region.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

// Stores into one array, and what stands between them.
struct Chain {
  std::vector<InstId> stores;
  std::vector<InstId> all;     // stores and what is about shapes, in order
  std::vector<InstId> before;  // what goes in front
  size_t end = 0;              // place in the block behind the last store
};

class StoreFuser {
 public:
  StoreFuser(ir::Module& module, ir::Function& function) : module_(module), function_(function) {}

  void run() {
    countUses(function_.entry);
    visit(function_.entry);
  }

 private:
  void countUses(BlockId block) {
    for (const InstId id : function_[block].insts) {
      for (const ValueId operand : function_[id].operands) users_[operand].push_back(id);
      for (const BlockId region : function_[id].regions) countUses(region);
    }
  }

  void visit(BlockId block) {
    const std::vector<InstId> insts = function_[block].insts;
    std::vector<InstId> result;
    for (size_t place = 0; place < insts.size(); ++place) {
      const Chain chain = chainFrom(insts, place);
      if (chain.stores.size() < 2) {
        result.push_back(insts[place]);
        for (const BlockId region : std::vector(function_[insts[place]].regions)) visit(region);
        continue;
      }
      result.insert(result.end(), chain.before.begin(), chain.before.end());
      result.push_back(versionOf(block, chain));
      place = chain.end - 1;
    }
    function_[block].insts = std::move(result);
  }

  // ---- Which stores

  // The longest chain whose shapes are asked for nowhere else.
  [[nodiscard]] Chain chainFrom(const std::vector<InstId>& insts, size_t place) const {
    if (!isStore(insts[place])) return {};
    Chain open, closed;
    for (size_t k = place; k < insts.size(); ++k) {
      const InstId id = insts[k];
      if (isStore(id) && function_[id].operands[0] == function_[insts[place]].operands[0]) {
        open.stores.push_back(id);
        open.all.push_back(id);
        open.end = k + 1;
        if (staysInside(open)) closed = open;
      } else if (function_[id].op == Op::broadcast || function_[id].op == Op::fit) {
        if (!hasFewAxes(id, function_[insts[place]].operands[0])) break;
        open.all.push_back(id);
      } else if (canGoFirst(id, open)) {
        open.before.push_back(id);
      } else {
        break;
      }
    }
    return closed;
  }

  [[nodiscard]] const ir::Type& typeOf(ValueId value) const { return module_.types[function_[value].type]; }

  // An element of the array's own type for each of its elements, without an error.
  [[nodiscard]] bool isStore(InstId id) const {
    const Inst& inst = function_[id];
    if (inst.op != Op::map_into) return false;
    const ir::Type& array = typeOf(inst.operands[0]);
    const ir::Block& region = function_[inst.regions[0]];
    const std::vector<ValueId>& given = function_[region.insts.back()].operands;
    if (array.kind != TypeKind::Array || array.readonly || array.ndim == 0 || given.size() != 1) return false;
    const ir::Type& element = typeOf(given[0]);
    const bool is_own_type = element.kind == TypeKind::Scalar && element.dtype == array.dtype;
    const bool may_raise = std::ranges::any_of(region.insts, [&](InstId k) {
      return !function_[k].regions.empty() || elementMayRaise(module_, function_, k);
    });
    return is_own_type && !may_raise && hasFewAxes(id, inst.operands[0]);
  }

  // Nothing has more axes than the array.
  [[nodiscard]] bool hasFewAxes(InstId id, ValueId array) const {
    return std::ranges::all_of(function_[id].operands, [&](ValueId operand) {
      const ir::Type& type = typeOf(operand);
      const size_t axes = type.kind == TypeKind::Tuple ? type.elements.size() : type.ndim;
      return (type.kind == TypeKind::Tuple || type.kind == TypeKind::Array) && axes <= typeOf(array).ndim;
    });
  }

  // It does not raise, and needs nothing of what stays.
  [[nodiscard]] bool canGoFirst(InstId id, const Chain& chain) const {
    const Inst& inst = function_[id];
    const bool needs_shapes = std::ranges::any_of(inst.operands, [&](ValueId operand) {
      return std::ranges::find(chain.all, function_[operand].inst) != chain.all.end();
    });
    return !needs_shapes && makesQuietView(module_, function_, id);
  }

  // What is computed between the stores is used there only.
  [[nodiscard]] bool staysInside(const Chain& chain) const {
    return std::ranges::all_of(chain.all, [&](InstId id) {
      return std::ranges::all_of(function_[id].results, [&](ValueId result) {
        const auto found = users_.find(result);
        return found == users_.end() || std::ranges::all_of(found->second, [&](InstId user) {
          return std::ranges::find(chain.all, user) != chain.all.end();
        });
      });
    });
  }

  // ---- The version

  InstId versionOf(BlockId block, const Chain& chain) {
    const InstId version = function_.makeInst(Op::version, {}, 0, module_.types.never, function_[chain.stores[0]].range);
    function_[version].parent = block;
    const BlockId fused = addRegion(version);
    function_.append(fused, fusedStore(chain));
    yieldAt(fused);
    const BlockId original = addRegion(version);
    for (const InstId id : chain.all) function_.append(original, id);
    yieldAt(original);
    return version;
  }

  BlockId addRegion(InstId owner) {
    const BlockId region = function_.addBlock(owner);
    function_[owner].regions.push_back(region);
    return region;
  }

  void yieldAt(BlockId block) { function_.append(block, function_.makeInst(Op::yield, {}, 0, module_.types.never)); }

  InstId fusedStore(const Chain& chain) {
    const Inst first = function_[chain.stores[0]];
    const InstId fused = function_.makeInst(Op::map_into, {first.operands[0]}, 0, module_.types.never, first.range);
    const BlockId region = addRegion(fused);
    ValueId stored;  // the element after the stores so far
    for (const InstId store : chain.stores) stored = copyElement(store, fused, stored);
    function_.append(region, function_.makeInst(Op::give, {stored}, 0, module_.types.never));
    return fused;
  }

  ValueId copyElement(InstId store, InstId fused, ValueId stored) {
    const BlockId from = function_[store].regions[0];
    const BlockId region = function_[fused].regions[0];
    const std::vector<ValueId> operands = function_[store].operands;
    ir::RegionCopy copy;
    for (size_t k = 1; k < operands.size(); ++k) {
      const bool is_stored = operands[k] == operands[0] && stored.valid();
      copy.values[function_[from].parameters[k - 1]] = is_stored ? stored : elementOf(fused, operands[k]);
    }
    const std::vector<InstId> insts = function_[from].insts;
    for (const InstId id : std::span(insts).first(insts.size() - 1)) {
      function_.append(region, ir::cloneInst(function_, function_, id, copy));
    }
    const ValueId given = function_[insts.back()].operands[0];
    const auto copied = copy.values.find(given);
    return copied == copy.values.end() ? given : copied->second;
  }

  // The element of an input, which is added if it is new.
  ValueId elementOf(InstId loop, ValueId array) {
    const BlockId region = function_[loop].regions[0];
    const std::vector<ValueId>& operands = function_[loop].operands;
    const auto known = std::find(operands.begin() + 1, operands.end(), array);
    if (known != operands.end()) return function_[region].parameters[static_cast<size_t>(known - operands.begin()) - 1];
    function_[loop].operands.push_back(array);
    return function_.addParameter(region, module_.types.scalar(typeOf(array).dtype));
  }

  ir::Module& module_;
  ir::Function& function_;
  std::unordered_map<ValueId, std::vector<InstId>> users_;
};

}  // namespace

void fuseStores(ir::Module& module, ir::Function& function) { StoreFuser(module, function).run(); }

}  // namespace krait::passes
