// The context of lowering one function: values, errors, joins.
#include "codegen/lower/lowering.h"

#include <algorithm>
#include <array>

#include "codegen/lower/lanes/lanes.h"
#include "codegen/lower/symbols.h"
#include "codegen/module_facts.h"
#include "frontend/support/check.h"
#include "llvm/IR/MDBuilder.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::ValueId;

using LowerRule = void (*)(FunctionLowering&, InstId);
constexpr std::array<LowerRule, ir::kOpCount> kRules = {
#define KRAIT_OP(id, operands, results, attribute, traits) lower_##id,
#include "frontend/ir/ops.def"
#undef KRAIT_OP
};

constexpr uint32_t kUnlikelyWeight = 1;
constexpr uint32_t kLikelyWeight = 1 << 20;

llvm::FastMathFlags fastMathFlags(uint32_t bits) {
  llvm::FastMathFlags flags;
  flags.setNoNaNs((bits & kNoNans) != 0);
  flags.setNoInfs((bits & kNoInfs) != 0);
  flags.setNoSignedZeros((bits & kNoSignedZeros) != 0);
  flags.setAllowReciprocal((bits & kReciprocal) != 0);
  flags.setAllowContract((bits & kContract) != 0);
  flags.setApproxFunc((bits & kApproximate) != 0);
  flags.setAllowReassoc((bits & kReassociate) != 0);
  return flags;
}

// The first call of a compiled function, or none.
InstId firstDirectCall(const ir::Function& function) {
  for (uint32_t i = 0; i < function.instCount(); ++i) {
    if (function[InstId(i)].op == ir::Op::call_direct) return InstId(i);
  }
  return {};
}

llvm::Value* errorSlotValue(llvm::IRBuilder<>& b, llvm::Value* value) {
  if (value->getType()->isIntegerTy(1)) return b.CreateZExt(value, b.getInt64Ty());
  if (value->getType()->isIntegerTy() && !value->getType()->isIntegerTy(64)) return b.CreateSExt(value, b.getInt64Ty());
  return value;
}

}  // namespace

void LoopNest::enter(InstId loop) {
  if (!open.empty()) around_others.insert(open.back());
  open.push_back(loop);
}

void LoopNest::noteCheck() {
  if (!open.empty()) with_checks.insert(open.back());
}

bool LoopNest::hasInnerChecks() const {
  return std::any_of(with_checks.begin(), with_checks.end(),
                     [this](InstId loop) { return !around_others.contains(loop); });
}

llvm::Value* CheckedIndices::find(llvm::Value* index, llvm::Value* extent) const {
  const auto found = std::ranges::find_if(
      known_, [&](const Known& known) { return known.index == index && known.extent == extent; });
  return found == known_.end() ? nullptr : found->wrapped;
}

FunctionLowering::FunctionLowering(ModuleLowering& module, ir::FuncId id, llvm::Function* llvm_function)
    : id(id),
      m(module),
      ir_module(module.ir_module),
      function(module.ir_module[id]),
      llvm_function(llvm_function),
      b(module.context()) {
  b.setFastMathFlags(fastMathFlags(module.options.fastmath));
  m.locations.enter(function, *llvm_function);
}

void FunctionLowering::run() {
  b.SetInsertPoint(llvm::BasicBlock::Create(m.context(), "entry", llvm_function));
  unsigned next = 1;
  for (const ValueId parameter : function[function.entry].parameters) {
    Parts parts_of_parameter;
    const size_t count = partCount(ir_module, type(parameter));
    for (size_t k = 0; k < count; ++k) parts_of_parameter.push_back(llvm_function->getArg(next++));
    define(parameter, std::move(parts_of_parameter));
  }
  lowerBody();
}

void FunctionLowering::runAsEntry() {
  b.SetInsertPoint(llvm::BasicBlock::Create(m.context(), "entry", llvm_function));
  result_slots_ = llvm_function->getArg(2);
  unsigned next = 0;
  for (const ValueId parameter : function[function.entry].parameters) {
    Parts parts_of_parameter;
    for (llvm::Type* part_type : partTypes(m.context(), ir_module, type(parameter))) {
      parts_of_parameter.push_back(loadSlot(b, part_type, llvm_function->getArg(1), next++));
    }
    if (typeData(parameter).kind == ir::TypeKind::Array) noteExtents({parts_of_parameter, typeData(parameter).ndim});
    define(parameter, std::move(parts_of_parameter));
  }
  lowerBody();
}

// An extent is never negative: with that known, loops over it need no test for it.
void FunctionLowering::noteExtents(const ArrayView& array) {
  llvm::MDNode* range = llvm::MDBuilder(m.context()).createRange(llvm::APInt(64, 0), llvm::APInt::getSignedMinValue(64));
  for (int axis = 0; axis < array.ndim; ++axis) {
    auto* extent = llvm::dyn_cast<llvm::LoadInst>(array.extent(axis));  // or a constant
    if (extent) extent->setMetadata(llvm::LLVMContext::MD_range, range);
  }
}

void FunctionLowering::startPiece(InstId op) {
  is_piece = true;
  b.SetInsertPoint(llvm::BasicBlock::Create(m.context(), "entry", llvm_function));
  current = op;
  b.SetCurrentDebugLocation(m.locations.at(function, *llvm_function, function[op].range));
  context = llvm_function->getArg(0);
  context->setName("ctx");
}

void FunctionLowering::lowerBody() {
  b.SetCurrentDebugLocation(m.locations.at(function, *llvm_function, {}));
  context = llvm_function->getArg(0);
  context->setName("ctx");
  current = firstDirectCall(function);
  if (current.valid()) checkRecursion();
  lowerBlock(function.entry);
  m.has_inner_checks |= loops.hasInnerChecks();
}

void FunctionLowering::returnValue(const Parts& value) {
  if (result_slots_) {
    for (unsigned k = 0; k < value.size(); ++k) storeSlot(b, value[k], result_slots_, k);
    b.CreateRetVoid();
  } else if (value.empty()) {
    b.CreateRetVoid();
  } else if (value.size() == 1) {
    b.CreateRet(value[0]);
  } else {
    b.CreateAggregateRet(const_cast<llvm::Value**>(value.data()), static_cast<unsigned>(value.size()));
  }
}

// Only functions that call others can recurse; the limit leaves room for the runtime's own frames. The error is raised as
// of the first call in the function, which it has no room to make.
void FunctionLowering::checkRecursion() {
  llvm::Function* frame_address =
      llvm::Intrinsic::getDeclaration(&m.module, llvm::Intrinsic::frameaddress, {b.getPtrTy()});
  llvm::Value* frame = b.CreateCall(frame_address, {b.getInt32(0)});
  llvm::Value* address = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), context, offsetof(kr_context, stack_limit));
  llvm::Value* limit = b.CreateLoad(b.getPtrTy(), address);
  raiseIf(b.CreateICmpULT(frame, limit), kr_error_recursion);
}

const Parts& FunctionLowering::parts(ValueId value) const {
  const auto found = parts_.find(value);
  CHECK(found != parts_.end(), "a value is used before it is lowered");
  return found->second;
}

void FunctionLowering::define(ValueId value, Parts value_parts) {
  CHECK(value_parts.size() == partCount(ir_module, type(value)), "parts of a value do not match its type");
  const ir::NameId name = function[value].name;
  for (llvm::Value* part_value : value_parts) {
    const bool may_name = name.valid() && !part_value->hasName() && llvm::isa<llvm::Instruction>(part_value);
    if (may_name) part_value->setName(ir_module.names[name]);
  }
  parts_[value] = std::move(value_parts);
}

Parts FunctionLowering::emptyParts(ir::TypeId value_type) {
  Parts zeros;
  for (llvm::Type* part_type : partTypes(m.context(), ir_module, value_type)) {
    zeros.push_back(llvm::Constant::getNullValue(part_type));
  }
  return zeros;
}

uint32_t FunctionLowering::site() {
  const SourceRange range = current.valid() ? function[current].range : SourceRange{};
  return m.sites.intern(
      {function.file, function.name, range.known() ? range.line : function.first_line, {}, 0, function.library});
}

void FunctionLowering::raiseAt(uint32_t site_index, kr_error_kind kind, llvm::ArrayRef<llvm::Value*> arguments) {
  if (const char* only_text = std::exchange(only_error_text, nullptr)) {
    raiseAt(site_index, kr_error_value_error, {text(only_text)});
    only_error_text = only_text;
    return;
  }
  for (size_t k = 0; k < arguments.size(); ++k) {
    const size_t offset = offsetof(kr_context, error_args) + k * sizeof(kr_slot);
    b.CreateStore(errorSlotValue(b, arguments[k]), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), context, offset));
  }
  b.CreateCall(m.runtime("kr_raise"), {context, b.getInt32(kind), b.getInt32(site_index)});
  b.CreateUnreachable();
}

void FunctionLowering::raise(kr_error_kind kind, std::initializer_list<llvm::Value*> arguments) {
  if (lanes) return lanes->failIf(b.getTrue());
  raiseAt(site(), kind, {arguments.begin(), arguments.size()});
  b.SetInsertPoint(newBlock("after.raise"));
}

void FunctionLowering::markUnlikely(llvm::Instruction* branch) {
  branch->setMetadata(llvm::LLVMContext::MD_prof,
                      llvm::MDBuilder(m.context()).createBranchWeights(kUnlikelyWeight, kLikelyWeight));
}

void FunctionLowering::tellOfLoop(llvm::Instruction* back_edge, const char* name, llvm::Constant* value) {
  llvm::LLVMContext& context = m.context();
  llvm::Metadata* said = llvm::ConstantAsMetadata::get(value);
  llvm::MDNode* property = llvm::MDNode::get(context, {llvm::MDString::get(context, name), said});
  llvm::MDNode* loop = llvm::MDNode::getDistinct(context, {nullptr, property});
  loop->replaceOperandWith(0, loop);
  back_edge->setMetadata(llvm::LLVMContext::MD_loop, loop);
}

void FunctionLowering::keepScalar(llvm::Instruction* back_edge) {
  tellOfLoop(back_edge, "llvm.loop.vectorize.enable", b.getFalse());
}

void FunctionLowering::askToUnroll(llvm::Instruction* back_edge) {
  constexpr uint32_t kTimes = 4;
  tellOfLoop(back_edge, "llvm.loop.unroll.count", b.getInt32(kTimes));
  llvm_function->getParent()->getOrInsertNamedMetadata(kHasLoopsToUnroll);
}

void FunctionLowering::raiseIf(llvm::Value* condition, kr_error_kind kind,
                               std::initializer_list<llvm::Value*> arguments) {
  if (const auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition); known && known->isZero()) return;
  if (lanes) return lanes->failIf(condition);
  if (!proven.is_fallback) loops.noteCheck();
  llvm::BasicBlock* failing = newBlock("error");
  llvm::BasicBlock* passing = newBlock("ok");
  markUnlikely(b.CreateCondBr(condition, failing, passing));
  b.SetInsertPoint(failing);
  raiseAt(site(), kind, {arguments.begin(), arguments.size()});
  b.SetInsertPoint(passing);
}

llvm::Value* FunctionLowering::callRuntime(std::string_view name, llvm::ArrayRef<llvm::Value*> arguments) {
  llvm::Function* callee = m.runtime(name);
  llvm::SmallVector<llvm::Value*, 8> operands;
  if (m.mayRaise(name)) {
    llvm::Value* address = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), context, offsetof(kr_context, error_site));
    b.CreateStore(b.getInt32(site()), address);
    operands.push_back(context);
  }
  operands.append(arguments.begin(), arguments.end());
  return b.CreateCall(callee, operands);
}

Parts FunctionLowering::callRuntimeOut(std::string_view name, llvm::SmallVector<llvm::Value*, 6> arguments,
                                       llvm::Type* part_type, int count) {
  llvm::Value* out = allocaAtEntry(part_type, count);
  arguments.push_back(out);
  callRuntime(name, arguments);
  Parts results;
  for (int k = 0; k < count; ++k) {
    results.push_back(b.CreateLoad(part_type, b.CreateConstInBoundsGEP1_64(part_type, out, static_cast<uint64_t>(k))));
  }
  return results;
}

llvm::Value* FunctionLowering::allocaAtEntry(llvm::Type* part_type, int count) {
  llvm::IRBuilder<> entry(&llvm_function->getEntryBlock(), llvm_function->getEntryBlock().begin());
  return entry.CreateAlloca(part_type, entry.getInt32(static_cast<uint32_t>(count)));
}

llvm::Value* FunctionLowering::text(std::string_view string) {
  if (lanes) return llvm::ConstantPointerNull::get(b.getPtrTy());  // of an error that is not raised there
  const std::string name = "krait.text." + std::string(string);
  llvm::GlobalVariable* known = m.module.getNamedGlobal(name);
  return known ? known : b.CreateGlobalString(llvm::StringRef(string.data(), string.size()), name);
}

llvm::BasicBlock* FunctionLowering::newBlock(const char* name) {
  return llvm::BasicBlock::Create(m.context(), name, llvm_function);
}

JoinPoint FunctionLowering::makeJoin(std::span<const ValueId> values, const char* name) {
  JoinPoint join{newBlock(name), {}};
  llvm::IRBuilder<> phis(join.block);
  for (const ValueId value : values) {
    for (llvm::Type* part_type : partTypes(m.context(), ir_module, type(value))) {
      join.phis.push_back(phis.CreatePHI(part_type, 2));
    }
  }
  return join;
}

void FunctionLowering::enterJoin(const JoinPoint& join, std::span<const ValueId> values) {
  b.SetInsertPoint(join.block);
  size_t next = 0;
  for (const ValueId value : values) {
    Parts value_parts;
    const size_t count = partCount(ir_module, type(value));
    for (size_t k = 0; k < count; ++k) value_parts.push_back(join.phis[next++]);
    define(value, std::move(value_parts));
  }
}

void FunctionLowering::jump(const JoinPoint& join, std::span<const ValueId> arguments) {
  size_t next = 0;
  for (const ValueId argument : arguments) {
    for (llvm::Value* part_value : parts(argument)) join.phis[next++]->addIncoming(part_value, b.GetInsertBlock());
  }
  CHECK(next == join.phis.size(), "parts of a jump's arguments");
  b.CreateBr(join.block);
}

void FunctionLowering::lowerInst(InstId id) {
  current = id;
  b.SetCurrentDebugLocation(m.locations.at(function, *llvm_function, function[id].range));
  kRules[static_cast<size_t>(function[id].op)](*this, id);
}

void FunctionLowering::lowerBlock(ir::BlockId block) {
  const size_t known_before = checked.count();
  for (const InstId id : function[block].insts) lowerInst(id);
  checked.forgetAfter(known_before);  // what follows need not have run through the block
}

bool FunctionLowering::leavesLanesIf(llvm::Value* condition) {
  if (lanes) lanes->failIf(condition);
  return lanes != nullptr;
}

llvm::Value* FunctionLowering::isInterrupted(llvm::IRBuilder<>& builder) {
  llvm::Value* address = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), context, offsetof(kr_context, interrupt));
  llvm::LoadInst* flag_address = builder.CreateLoad(builder.getPtrTy(), address);
  flag_address->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(m.context(), {}));
  llvm::Value* flag = builder.CreateLoad(builder.getInt32Ty(), flag_address, /*isVolatile=*/true);
  return builder.CreateICmpNE(flag, builder.getInt32(0));
}

void FunctionLowering::poll(ir::Poll poll_kind, ir::Poll wanted) {
  m.has_loops |= wanted == ir::Poll::Iteration || poll_kind == wanted;
  if (poll_kind != wanted) return;
  llvm::BasicBlock* interrupted = newBlock("interrupted");
  llvm::BasicBlock* go_on = newBlock("go.on");
  markUnlikely(b.CreateCondBr(isInterrupted(b), interrupted, go_on));
  b.SetInsertPoint(interrupted);
  b.CreateCall(m.runtime("kr_interrupted"), {context, b.getInt32(site())});
  b.CreateBr(go_on);
  b.SetInsertPoint(go_on);
}

}  // namespace krait::lower
