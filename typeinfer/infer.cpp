// The fixpoint over instances.
#include "typeinfer/infer.h"

#include <algorithm>

#include "frontend/support/check.h"
#include "typeinfer/typing.h"

namespace krait::infer {

using ir::FuncId;
using ir::TypeId;

Inference::Inference(ir::Module& module, FunctionProvider& provider, const Options& options)
    : module_(module), provider_(provider), options_(options) {}

FuncId Inference::instance(ir::ConstId callee, int captured, std::vector<TypeId> arguments, FuncId caller,
                           const SourcePlace& called_from) {
  Key key{callee, std::move(arguments)};
  auto found = instances_.find(key);
  if (found == instances_.end()) {
    const FuncId id = provider_.makeBody(callee, captured);
    ir::Function& function = module_[id];
    const std::vector<ir::ValueId>& parameters = function[function.entry].parameters;
    CHECK(parameters.size() == key.second.size(), "argument count of " + function.name);
    for (size_t i = 0; i < parameters.size(); ++i) function[parameters[i]].type = key.second[i];
    found = instances_.emplace(std::move(key), id).first;
    facts_[id].called_from = called_from;
    work_.push_front(id);
  }
  if (caller.valid()) facts_[found->second].callers.insert(caller);
  return found->second;
}

void Inference::resultGrew(FuncId id) {
  for (const FuncId caller : facts_[id].callers) {
    if (std::find(work_.begin(), work_.end(), caller) == work_.end()) work_.push_back(caller);
  }
}

void Inference::addCallChain(CompileFailure& failure, FuncId id) const {
  const SourcePlace& call = facts_.at(id).called_from;
  if (call.range.known()) failure.diagnostic().call_chain.push_back(call);
  throw failure;
}

void Inference::solve() {
  while (!work_.empty()) {
    const FuncId id = work_.front();
    work_.pop_front();
    try {
      Typing typing(*this, id, facts_[id].reached_exits);
      while (typing.walk()) {
      }
    } catch (CompileFailure& failure) {
      addCallChain(failure, id);
    }
  }
}

void Inference::finalize(TypeId result) {
  std::set<FuncId> callees{FuncId(0)};
  std::vector<FuncId> order{FuncId(0)};
  if (result != module_.types.never) module_[FuncId(0)].result_type = result;
  for (size_t i = 0; i < order.size(); ++i) {
    Typing typing(*this, order[i], facts_[order[i]].reached_exits);
    typing.finalize(callees, order);
  }
  keepOnly(order);
}

// Drops the instances that only an earlier, narrower view of the types called, and numbers the rest in `order`.
void Inference::keepOnly(const std::vector<FuncId>& order) {
  std::map<uint32_t, uint32_t> new_index;
  std::vector<std::unique_ptr<ir::Function>> kept;
  for (const FuncId id : order) {
    new_index[id.index] = static_cast<uint32_t>(kept.size());
    kept.push_back(std::move(module_.functions[id.index]));
  }
  for (const auto& function : kept) {
    for (uint32_t i = 0; i < function->instCount(); ++i) {
      ir::Inst& inst = (*function)[ir::InstId(i)];
      if (inst.op == ir::Op::call_direct) inst.attribute = new_index[inst.attribute];
    }
  }
  module_.functions = std::move(kept);
}

void Inference::run(ir::ConstId root, std::span<const TypeId> arguments, TypeId result) {
  CHECK(module_.functions.empty(), "inference starts with an empty module");
  instance(root, 0, {arguments.begin(), arguments.end()}, {}, {});
  solve();
  finalize(result);
  // A function that always raises returns nothing.
  for (const auto& function : module_.functions) {
    if (function->result_type == module_.types.never) function->result_type = module_.types.none;
  }
}

}  // namespace krait::infer
