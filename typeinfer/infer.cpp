// The fixpoint over instances.
#include "typeinfer/infer.h"

#include <algorithm>
#include <utility>

#include "frontend/support/check.h"
#include "typeinfer/describe.h"
#include "typeinfer/list_types.h"
#include "typeinfer/typing.h"

namespace krait::infer {

using ir::FuncId;
using ir::TypeId;

Inference::Inference(ir::Module& module, FunctionProvider& provider, const Options& options)
    : module_(module), provider_(provider), options_(options) {}

FuncId Inference::instance(const InstanceKey& key, FuncId caller, const SourcePlace& called_from) {
  auto found = instances_.find(key);
  if (found == instances_.end()) {
    const FuncId id = makeBody(key.callee, called_from);
    ir::Function& function = module_[id];
    const std::vector<ir::ValueId>& parameters = function[function.entry].parameters;
    CHECK(parameters.size() == key.arguments.size(), "argument count of " + function.name);
    for (size_t i = 0; i < parameters.size(); ++i) function[parameters[i]].type = key.arguments[i];
    found = instances_.emplace(key, id).first;
    facts_[id].called_from = called_from;
    facts_[id].first_caller = caller;
    visitNew(id);
  }
  if (caller.valid()) facts_[found->second].callers.insert(caller);
  return found->second;
}

// Before its caller goes on, so that this one need not be walked once more for each of the functions that it calls.
void Inference::visitNew(FuncId id) {
  constexpr int kDeepest = 30;  // calls within calls; the others have to wait
  if (depth_ == kDeepest) return work_.push_front(id);
  ++depth_;
  walk(id);
  --depth_;
}

void Inference::resultGrew(FuncId id) {
  for (const FuncId caller : facts_[id].callers) {
    if (std::find(work_.begin(), work_.end(), caller) == work_.end()) work_.push_back(caller);
  }
}

// What the bytecode of a callee is refused for was called from here.
FuncId Inference::makeBody(ir::ConstId callee, const SourcePlace& called_from) {
  try {
    return provider_.makeBody(callee);
  } catch (CompileFailure& failure) {
    if (called_from.range.known()) failure.diagnostic().call_chain.push_back(called_from);
    throw;
  }
}

Inference::LibraryCall Inference::libraryCall(FuncId id) const {
  while (module_[facts_.at(id).first_caller].library) id = facts_.at(id).first_caller;
  return {facts_.at(id).called_from, module_[id].name, facts_.at(id).first_caller};
}

// A failure inside a library function is one of the user's call of it; the function that calls.
FuncId Inference::blameCaller(CompileFailure& failure, FuncId id) const {
  const LibraryCall call = libraryCall(id);
  Diagnostic& diagnostic = failure.diagnostic();
  const bool names_call = diagnostic.place.file == call.place.file;
  if (!names_call) {
    const std::string args[] = {call.name, diagnostic.message, diagnostic.hint};
    diagnostic = makeDiagnostic(DiagKind::library_function, call.place, args);
  }
  return call.caller;
}

// The first calls from the function up to the root; a first caller is always older than what it calls.
void Inference::addCallChain(CompileFailure& failure, FuncId id) const {
  for (FuncId callee = id; facts_.at(callee).first_caller.valid(); callee = facts_.at(callee).first_caller) {
    failure.diagnostic().call_chain.push_back(facts_.at(callee).called_from);
  }
}

void Inference::withCallChain(FuncId id, const std::function<void(Typing&)>& work) {
  try {
    Typing typing(*this, id, facts_[id].reached_exits);
    work(typing);
  } catch (CompileFailure& failure) {
    const bool is_innermost = !std::exchange(is_failing_, true);
    if (is_innermost) addCallChain(failure, module_[id].library ? blameCaller(failure, id) : id);
    throw;
  }
}

void Inference::walk(FuncId id) {
  withCallChain(id, [](Typing& typing) {
    while (typing.walk()) {
    }
  });
}

// What one function puts into a list another one may read.
void Inference::solve(uint64_t lists_before) {
  while (true) {
    while (!work_.empty()) {
      const FuncId id = work_.front();
      work_.pop_front();
      walk(id);
    }
    const uint64_t lists = module_.list_items.version();
    if (facts_.size() < 2 || lists == lists_before) return;
    lists_before = lists;
    for (const auto& [id, fact] : facts_) work_.push_back(id);
  }
}

void Inference::finalize(TypeId result) {
  std::set<FuncId> callees{FuncId(0)};
  std::vector<FuncId> order{FuncId(0)};
  if (result != module_.types.never) module_[FuncId(0)].result_type = result;
  for (size_t i = 0; i < order.size(); ++i) {
    withCallChain(order[i], [&](Typing& typing) { typing.finalize(callees, order); });
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

// What the root returns must be something in Python: a value, or a text that is known.
bool Inference::isPythonValue(TypeId id) const {
  const ir::Type& type = module_.types[id];
  switch (type.kind) {
    case ir::TypeKind::Tuple: return std::ranges::all_of(type.elements, [&](TypeId t) { return isPythonValue(t); });
    case ir::TypeKind::Literal: return module_.constants[type.constant].kind == ir::ConstKind::Str;
    case ir::TypeKind::Scalar:
    case ir::TypeKind::Array:
    case ir::TypeKind::RecordArray:
    case ir::TypeKind::Record: return true;
    case ir::TypeKind::Optional: return isPythonValue(type.elements[0]);
    case ir::TypeKind::List: return isPythonValue(listItem(module_, id));
    default: return type.kind <= ir::TypeKind::Complex;
  }
}

void Inference::checkResult() const {
  const FuncId root(0);
  const ir::Function& function = module_[root];
  if (isPythonValue(function.result_type)) return;
  fail(DiagKind::result_not_representable, {function.file, function.name, firstReturn(root)},
       {describe(module_, function.result_type), "Return what it computes."});
}

void Inference::run(ir::ConstId root, std::span<const TypeId> arguments, TypeId result) {
  CHECK(module_.functions.empty(), "inference starts with an empty module");
  std::vector<TypeId> types;
  for (const TypeId argument : arguments) types.push_back(readonlyLists(module_, argument));
  const uint64_t lists_before = module_.list_items.version();
  instance({root, std::move(types)}, {}, {});
  solve(lists_before);
  checkResult();
  finalize(result);
  closeListTypes(module_);
  // A function that always raises returns nothing.
  for (const auto& function : module_.functions) {
    if (function->result_type == module_.types.never) function->result_type = module_.types.none;
  }
}

}  // namespace krait::infer
