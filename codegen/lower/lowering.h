// From typed, structured IR to LLVM IR: the context that every lower_<op> works in.
//
// A value is its parts: the LLVM scalars it consists of (layout.h), so that a complex number or an array costs no memory
// and every part is optimised by itself. Literals have no parts. An error is a branch to a cold block that ends in a
// call to a noreturn function; nothing unwinds.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "codegen/lower/debug_info.h"
#include "codegen/lower/layout.h"
#include "codegen/lower/lower_module.h"
#include "codegen/lower/sites.h"
#include "frontend/ir/function.h"
#include "frontend/support/options.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "runtime/abi.h"

namespace krait::lower {

// What belongs to the LLVM module: declarations, error sites, the functions of the IR module.
class ModuleLowering {
 public:
  ModuleLowering(const ir::Module& ir_module, llvm::Module& module, const LoweringOptions& options, SiteTable& sites);

  const ir::Module& ir_module;
  llvm::Module& module;
  const Options& options;
  SiteTable& sites;
  DebugLocations locations;
  const unsigned vector_bits;  // of the machine's vectors; 0: none to speak of
  [[nodiscard]] int vectorBytes() const { return vector_bits == 0 ? 16 : static_cast<int>(vector_bits) / 8; }
  bool has_loops = false;  // that poll
  bool has_inner_checks = false;  // in an innermost loop, where they stand in the way of vectorising

  [[nodiscard]] llvm::LLVMContext& context() const { return module.getContext(); }
  // The function of the runtime or C library of this name, declared as symbols.def says.
  llvm::Function* runtime(std::string_view name);
  [[nodiscard]] bool mayRaise(std::string_view runtime_name) const;
  llvm::Function* function(ir::FuncId id);
  [[nodiscard]] std::string functionName(ir::FuncId id) const;
  // The place of a captured array in the table of them (lower_module.h).
  [[nodiscard]] size_t capturedIndex(const ir::Constant& array);
  llvm::GlobalVariable* capturedTable();

  std::vector<CapturedMemory> captured;

 private:
  std::unordered_map<uint32_t, llvm::Function*> functions_;
};

// A place where several edges meet: a block, and a phi for each part of each value that flows there.
struct JoinPoint {
  llvm::BasicBlock* block = nullptr;
  std::vector<llvm::PHINode*> phis;
};

// The two places a structured op can be jumped to.
struct Label {
  JoinPoint leave;
  JoinPoint again;
};

// The loops being lowered, and where checks are: one in an innermost loop costs most.
struct LoopNest {
  std::vector<ir::InstId> open;
  std::unordered_set<ir::InstId> around_others;
  std::unordered_set<ir::InstId> with_checks;

  void enter(ir::InstId loop);
  void leave() { open.pop_back(); }
  void noteCheck();
  [[nodiscard]] bool hasInnerChecks() const;
};

// Checks that can't fail where code is being lowered (version_loop.h).
struct Proven {
  std::unordered_set<ir::InstId> insts;  // indices in range, not negative; arithmetic that stays in 64 bits
  std::set<std::pair<ir::InstId, int>> nonnegative;  // the index on an axis, whose check remains
  std::unordered_set<ir::InstId> hoisted;            // indexing whose checks were done before the loop (hoist_checks.h)
  int open_versions = 0;
  bool everything = false;    // in the first region of a version: no access fails, no int overflows
  bool is_fallback = false;   // in the copy of a loop that is run if a proof fails
  bool stays_scalar = false;  // and that is most likely to fail: not worth vectorising
  bool unrolls = false;       // a short loop that waits for memory
  bool is_rare = false;       // array expressions that hardly ever run: not worth vectors
};

// Indices that were checked on every way to where code is being lowered (check_index.h).
class CheckedIndices {
 public:
  void note(llvm::Value* index, llvm::Value* extent, llvm::Value* wrapped) {
    known_.push_back({index, extent, wrapped});
  }
  // The index as it was wrapped, or null.
  [[nodiscard]] llvm::Value* find(llvm::Value* index, llvm::Value* extent) const;
  [[nodiscard]] size_t count() const { return known_.size(); }
  void forgetAfter(size_t count) { known_.resize(count); }

 private:
  struct Known {
    llvm::Value *index, *extent, *wrapped;
  };
  std::vector<Known> known_;
};

// A conversion of a float to int whose range is checked with the index that it gives.
struct PendingConversion {
  llvm::Value* result;
  llvm::Value* whole;  // what is converted
  std::string_view function;  // of the runtime: raises if it can't be
  ir::InstId inst;
};

class LaneLowering;

class FunctionLowering {
 public:
  FunctionLowering(ModuleLowering& module, ir::FuncId id, llvm::Function* llvm_function);
  void run();         // parameters and result are the function's own
  void runAsEntry();  // they are slots, as kr_entry has them
  // Of a piece of the function that is a function of LLVM (outline.h): what stands before it is up to the caller.
  void startPiece(ir::InstId op);
  void noteExtents(const ArrayView& array);

  const ir::FuncId id;
  bool is_piece = false;
  ModuleLowering& m;
  const ir::Module& ir_module;
  const ir::Function& function;
  llvm::Function* const llvm_function;
  llvm::IRBuilder<> b;
  llvm::Value* context = nullptr;  // kr_context*
  ir::InstId current;              // being lowered: where an error is raised from

  // Values
  [[nodiscard]] const ir::Inst& inst(ir::InstId id) const { return function[id]; }
  [[nodiscard]] ir::TypeId type(ir::ValueId value) const { return function[value].type; }
  [[nodiscard]] const ir::Type& typeData(ir::ValueId value) const { return ir_module.types[type(value)]; }
  [[nodiscard]] const Parts& parts(ir::ValueId value) const;
  [[nodiscard]] llvm::Value* part(ir::ValueId value, size_t k = 0) const { return parts(value)[k]; }
  void define(ir::ValueId value, Parts value_parts);
  [[nodiscard]] bool isDefined(ir::ValueId value) const { return parts_.contains(value); }
  [[nodiscard]] Parts emptyParts(ir::TypeId type);  // zeros: of a value that is never looked at

  // Errors
  void raise(kr_error_kind kind, std::initializer_list<llvm::Value*> arguments = {});
  void raiseIf(llvm::Value* condition, kr_error_kind kind, std::initializer_list<llvm::Value*> arguments = {});
  // While it is set, every error is a ValueError of this text: NumPy does not say why a conversion failed.
  const char* only_error_text = nullptr;
  void raiseAt(uint32_t site, kr_error_kind kind, llvm::ArrayRef<llvm::Value*> arguments);
  [[nodiscard]] uint32_t site();
  llvm::Value* callRuntime(std::string_view name, llvm::ArrayRef<llvm::Value*> arguments);
  // A runtime function that writes `count` doubles or floats through its last argument.
  Parts callRuntimeOut(std::string_view name, llvm::SmallVector<llvm::Value*, 6> arguments, llvm::Type* type, int count);
  llvm::Value* text(std::string_view text);  // pointer to a constant C string

  // Control flow
  void returnValue(const Parts& value);
  JoinPoint makeJoin(std::span<const ir::ValueId> values, const char* name);
  void enterJoin(const JoinPoint& join, std::span<const ir::ValueId> values);
  void jump(const JoinPoint& join, std::span<const ir::ValueId> arguments);
  llvm::BasicBlock* newBlock(const char* name);
  void lowerBlock(ir::BlockId block);
  void lowerInst(ir::InstId id);
  void poll(ir::Poll poll_kind, ir::Poll wanted);
  [[nodiscard]] llvm::Value* isInterrupted(llvm::IRBuilder<>& builder);
  std::unordered_map<ir::InstId, Label> labels;
  LoopNest loops;
  llvm::SmallVector<llvm::Value*, 4> row_buffers;  // of loops over elements (pack_rows.h)
  Proven proven;
  CheckedIndices checked;
  std::optional<PendingConversion> pending_conversion;
  [[nodiscard]] bool isProven() const { return proven.everything || proven.insts.contains(current); }

  // While lowering for lanes (lanes/lanes.h) an error is noted, not raised.
  LaneLowering* lanes = nullptr;
  // In lanes: leaves it to the scalar loop where the condition holds, and says so. Otherwise the caller has to branch.
  bool leavesLanesIf(llvm::Value* condition);
  [[nodiscard]] std::unordered_map<ir::ValueId, Parts>& values() { return parts_; }

  // Types of LLVM
  [[nodiscard]] llvm::Type* i64() { return b.getInt64Ty(); }
  [[nodiscard]] llvm::ConstantInt* word(int64_t value) { return b.getInt64(static_cast<uint64_t>(value)); }
  llvm::Value* allocaAtEntry(llvm::Type* type, int count);
  void markUnlikely(llvm::Instruction* branch);
  void keepScalar(llvm::Instruction* back_edge);  // keeps a loop from the vectoriser
  void askToUnroll(llvm::Instruction* back_edge);

 private:
  void tellOfLoop(llvm::Instruction* back_edge, const char* name, llvm::Constant* value);
  void lowerBody();
  void checkRecursion();

  llvm::Value* result_slots_ = nullptr;  // of an entry
  std::unordered_map<ir::ValueId, Parts> parts_;
};

// One function per op, defined in the lower_*.cpp files.
#define KRAIT_OP(id, operands, results, attribute, traits) void lower_##id(FunctionLowering&, ir::InstId);
#include "frontend/ir/ops.def"
#undef KRAIT_OP

}  // namespace krait::lower
