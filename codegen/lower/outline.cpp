// Making the function, and calling it through the runtime.
#include "codegen/lower/outline.h"

#include <unordered_set>

#include "codegen/lower/symbols.h"
#include "runtime/parallel_abi.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::ValueId;

class OutsideValues {
 public:
  explicit OutsideValues(const ir::Function& function) : function_(function) {}

  std::vector<ValueId> of(InstId op) {
    for (const ValueId operand : function_[op].operands) use(operand);
    for (const BlockId region : function_[op].regions) visit(region);
    return std::move(used_);
  }

 private:
  void use(ValueId value) {
    if (defined_.contains(value) || !seen_.insert(value).second) return;
    used_.push_back(value);
  }

  void visit(BlockId block) {
    defined_.insert(function_[block].parameters.begin(), function_[block].parameters.end());
    for (const InstId id : function_[block].insts) {
      for (const ValueId operand : function_[id].operands) use(operand);
      for (const BlockId region : function_[id].regions) visit(region);
      defined_.insert(function_[id].results.begin(), function_[id].results.end());
    }
  }

  const ir::Function& function_;
  std::unordered_set<ValueId> defined_, seen_;
  std::vector<ValueId> used_;
};

llvm::Function* declareBody(FunctionLowering& outer, const char* name) {
  llvm::Type* pointer = outer.b.getPtrTy();
  auto* type = llvm::FunctionType::get(outer.b.getVoidTy(), {pointer, pointer, outer.i64(), outer.i64(), pointer}, false);
  auto* body = llvm::Function::Create(type, llvm::Function::InternalLinkage, outer.llvm_function->getName() + "." + name, outer.m.module);
  body->addFnAttr(llvm::Attribute::NoUnwind);
  for (const unsigned k : {0u, 1u, 4u}) body->addParamAttr(k, llvm::Attribute::NoAlias);
  return body;
}

}  // namespace

std::vector<ValueId> valuesFromOutside(const ir::Function& function, InstId op) { return OutsideValues(function).of(op); }

llvm::Value* dataOfBuffer(FunctionLowering& f, llvm::Value* owner) {
  llvm::Value* buffer = f.b.CreateIntToPtr(owner, f.b.getPtrTy());
  llvm::Value* address = f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), buffer, offsetof(kr_buffer, data));
  return f.b.CreateLoad(f.b.getPtrTy(), address);
}

Outlined::Outlined(FunctionLowering& outer, InstId op, const char* name)
    : outer_(outer), llvm_function_(declareBody(outer, name)),
      inner_(std::make_unique<FunctionLowering>(outer.m, outer.id, llvm_function_)) {
  inner_->startPiece(op);
}

void Outlined::captureOutside(InstId op) {
  for (const ValueId value : valuesFromOutside(outer_.function, op)) capture(value);
}

void Outlined::capture(ValueId value) {
  if (!outer_.isDefined(value) || inner_->isDefined(value)) return;
  inner_->define(value, capture(outer_.parts(value)));
  if (outer_.typeData(value).kind == ir::TypeKind::Array) {
    inner_->noteExtents({inner_->parts(value), outer_.typeData(value).ndim});
  }
}

Parts Outlined::capture(llvm::ArrayRef<llvm::Value*> parts) {
  Parts inside;
  for (llvm::Value* part : parts) inside.push_back(captureOne(part));
  return inside;
}

llvm::Value* Outlined::captureOne(llvm::Value* part) {
  if (llvm::isa<llvm::Constant>(part)) return part;
  llvm::Value*& known = captured_[part];
  if (known) return known;
  const auto slot = static_cast<unsigned>(environment_.size());
  environment_.push_back(part);
  llvm::BasicBlock& entry = llvm_function_->getEntryBlock();
  llvm::IRBuilder<> at_entry(&entry, entry.begin());
  known = loadSlot(at_entry, part->getType(), llvm_function_->getArg(1), slot);
  return known;
}

void Outlined::finish() {
  inner_->b.CreateRetVoid();
  outer_.m.has_inner_checks |= inner_->loops.hasInnerChecks();
}

// The runtime's description of the loop.
llvm::Value* Outlined::fillLoop(llvm::Value* count, size_t result_slots, llvm::Value* private_bytes, llvm::Value* elements) {
  llvm::IRBuilder<>& b = outer_.b;
  llvm::Value* environment = outer_.allocaAtEntry(outer_.i64(), static_cast<int>(environment_.size()) + 1);
  for (unsigned k = 0; k < environment_.size(); ++k) storeSlot(b, environment_[k], environment, k);
  llvm::Value* loop = outer_.allocaAtEntry(outer_.i64(), kParallelLoopWords);
  llvm::Value* words[] = {llvm_function_, environment, count, outer_.word(static_cast<int64_t>(result_slots)), private_bytes, elements, outer_.word(0)};
  for (unsigned k = 0; k < kParallelLoopWords; ++k) storeSlot(b, words[k], loop, k);
  outer_.m.has_loops = true;
  return loop;
}

void Outlined::runElements(llvm::Value* count, llvm::Value* elements) {
  outer_.callRuntime("kr_parallel_for", {fillLoop(count, 0, outer_.word(0), elements)});
}

Outlined::Run Outlined::run(llvm::Value* count, size_t result_slots, llvm::Value* private_bytes, llvm::Value* elements) {
  llvm::Value* loop = fillLoop(count, result_slots, private_bytes, elements);
  llvm::Value* chunks = outer_.callRuntime("kr_parallel_for", {loop});
  return {chunks, loadSlot(outer_.b, outer_.i64(), loop, kParallelLoopWords - 1)};
}

}  // namespace krait::lower
