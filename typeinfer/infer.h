// Type inference: from a root function and its argument types to typed, resolved IR for it and all that it calls.
//
// Method: forward data flow over the structured SSA form to a fixpoint, one instance of a function per tuple of
// argument types. Nothing is compiled to find a type: at the first call a callee's instance is walked, any call takes the
// result type that it has so far, Never in a recursion, and is looked at again when that grows. When nothing changes any
// more, each reached instance is walked once more in finalizing mode: the same rules now write what they found into
// the IR (conversions, constants, resolved calls), and regions that are never reached are dropped.
//
// On exit every value in the module has its type, operands have the types that lowering expects of the op, and
// only call_builtin and call_direct are left of calls.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "frontend/ir/function.h"
#include "frontend/support/diagnostics.h"
#include "frontend/support/options.h"

namespace krait::infer {

// Where the bodies of functions come from; the driver knows.
class FunctionProvider {
 public:
  virtual ~FunctionProvider() = default;
  // The parameters of a Function or Code constant, with constant defaults.
  virtual const std::vector<ir::Parameter>& parameters(ir::ConstId callee) = 0;
  // A fresh structured body, names resolved, untyped. The values that a nested function is made with lead its parameters.
  virtual ir::FuncId makeBody(ir::ConstId callee) = 0;
  // The Function constant of a library function: "statistics.median" of the package's lib/.
  virtual ir::ConstId libraryFunction(std::string_view name) = 0;
};

// What one body is made for.
struct InstanceKey {
  ir::ConstId callee;
  std::vector<ir::TypeId> arguments;  // captured values first

  auto operator<=>(const InstanceKey&) const = default;
};

class Typing;

class Inference {
 public:
  Inference(ir::Module& module, FunctionProvider& provider, const Options& options);

  // Infers `root` for the argument types; `result` may be Never (whatever comes out) or the type to return.
  // The module then holds the root, as function 0, and everything that it calls.
  void run(ir::ConstId root, std::span<const ir::TypeId> arguments, ir::TypeId result);

  [[nodiscard]] const std::vector<Diagnostic>& remarks() const { return remarks_; }

  // For the rules.
  // The instance of a callee for these argument types; the caller is looked at again when its result grows.
  ir::FuncId instance(const InstanceKey& key, ir::FuncId caller, const SourcePlace& called_from);
  FunctionProvider& provider() { return provider_; }
  [[nodiscard]] const Options& options() const { return options_; }
  void remark(Diagnostic diagnostic) { remarks_.push_back(std::move(diagnostic)); }
  void resultGrew(ir::FuncId id);
  void returned(ir::FuncId id, SourceRange range) { facts_[id].first_return = range; }
  [[nodiscard]] SourceRange firstReturn(ir::FuncId id) const { return facts_.at(id).first_return; }
  // Where the user's code first called the library function that this one is, or works for, and its name.
  struct LibraryCall {
    SourcePlace place;
    std::string name;
    ir::FuncId caller;
  };
  [[nodiscard]] LibraryCall libraryCall(ir::FuncId id) const;

 private:
  struct Instance {
    std::set<ir::FuncId> callers;
    std::set<ir::InstId> reached_exits;
    SourcePlace called_from;  // the first call, and who made it: what a diagnostic shows as the call chain
    ir::FuncId first_caller;
    SourceRange first_return;  // that gave the result a type
  };

  void visitNew(ir::FuncId id);
  void solve(uint64_t lists_before);
  void finalize(ir::TypeId result);
  void keepOnly(const std::vector<ir::FuncId>& order);
  void checkResult() const;
  [[nodiscard]] bool isPythonValue(ir::TypeId type) const;
  void walk(ir::FuncId id);
  void withCallChain(ir::FuncId id, const std::function<void(Typing&)>& work);
  ir::FuncId makeBody(ir::ConstId callee, const SourcePlace& called_from);
  void addCallChain(CompileFailure& failure, ir::FuncId id) const;
  [[nodiscard]] ir::FuncId blameCaller(CompileFailure& failure, ir::FuncId id) const;

  ir::Module& module_;
  FunctionProvider& provider_;
  const Options& options_;
  std::map<InstanceKey, ir::FuncId> instances_;
  std::map<ir::FuncId, Instance> facts_;
  std::deque<ir::FuncId> work_;
  std::vector<Diagnostic> remarks_;
  int depth_ = 0;            // of walks within walks
  bool is_failing_ = false;  // a failure is on its way out, with its call chain
  friend class Typing;
};

}  // namespace krait::infer
