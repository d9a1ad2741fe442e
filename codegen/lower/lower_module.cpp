// Lowering of a module: declarations, the functions, and the entry that unpacks and packs slots.
#include "codegen/lower/lower_module.h"

#include <array>

#include "codegen/lower/lowering.h"
#include "codegen/lower/symbols.h"
#include "codegen/module_facts.h"
#include "frontend/support/check.h"
#include "llvm/IR/Verifier.h"

namespace krait::lower {
namespace {

using ir::FuncId;

llvm::FunctionType* functionType(llvm::LLVMContext& context, const ir::Module& module, const ir::Function& function) {
  llvm::SmallVector<llvm::Type*, 16> parameters{llvm::PointerType::getUnqual(context)};
  for (const ir::ValueId value : function[function.entry].parameters) {
    const PartTypes types = partTypes(context, module, function[value].type);
    parameters.append(types.begin(), types.end());
  }
  return llvm::FunctionType::get(resultType(context, module, function.result_type), parameters, false);
}

// void entry(kr_context*, const kr_slot*, kr_slot*)
llvm::Function* declareEntry(ModuleLowering& m, const std::string& name) {
  llvm::LLVMContext& context = m.context();
  llvm::Type* pointer = llvm::PointerType::getUnqual(context);
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), {pointer, pointer, pointer}, false);
  auto* entry = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, m.module);
  entry->addFnAttr(llvm::Attribute::NoUnwind);
  for (unsigned k = 0; k < 3; ++k) entry->addParamAttr(k, llvm::Attribute::NoAlias);
  return entry;
}

// An entry that calls the root, for a root that is called from compiled code too.
void buildCallingEntry(ModuleLowering& m, llvm::Function* entry) {
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(m.context(), "entry", entry));
  const ir::Function& function = m.ir_module[FuncId(0)];
  llvm::Function* root = m.function(FuncId(0));
  std::vector<llvm::Value*> arguments{entry->getArg(0)};
  for (unsigned k = 1; k < root->arg_size(); ++k) {
    arguments.push_back(loadSlot(b, root->getArg(k)->getType(), entry->getArg(1), k - 1));
  }
  llvm::CallInst* call = b.CreateCall(root, arguments);
  call->setCallingConv(root->getCallingConv());
  const Parts parts = unpackResult(b, call, partCount(m.ir_module, function.result_type));
  for (unsigned k = 0; k < parts.size(); ++k) storeSlot(b, parts[k], entry->getArg(2), k);
  b.CreateRetVoid();
}

bool isCalled(const ir::Module& module, FuncId callee) {
  for (const auto& function : module.functions) {
    for (uint32_t i = 0; i < function->instCount(); ++i) {
      const ir::Inst& inst = (*function)[ir::InstId(i)];
      if (inst.op == ir::Op::call_direct && inst.callee() == callee) return true;
    }
  }
  return false;
}

bool callsFunctions(const ir::Module& module) {
  for (const auto& function : module.functions) {
    for (uint32_t i = 0; i < function->instCount(); ++i) {
      if ((*function)[ir::InstId(i)].op == ir::Op::call_direct) return true;
    }
  }
  return false;
}

uint32_t argumentSlots(const ir::Module& module) {
  const ir::Function& root = module[FuncId(0)];
  size_t slots = 0;
  for (const ir::ValueId value : root[root.entry].parameters) slots += partCount(module, root[value].type);
  return static_cast<uint32_t>(slots);
}

}  // namespace

llvm::Value* loadSlot(llvm::IRBuilder<>& b, llvm::Type* type, llvm::Value* slots, unsigned k) {
  llvm::Value* address = b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), slots, k);
  if (!type->isIntegerTy(1)) return b.CreateLoad(type, address);
  return b.CreateTrunc(b.CreateLoad(b.getInt8Ty(), address), type);
}

void storeSlot(llvm::IRBuilder<>& b, llvm::Value* part, llvm::Value* slots, unsigned k) {
  llvm::Value* address = b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), slots, k);
  b.CreateStore(part->getType()->isIntegerTy(1) ? b.CreateZExt(part, b.getInt8Ty()) : part, address);
}

llvm::Type* resultType(llvm::LLVMContext& context, const ir::Module& module, ir::TypeId type) {
  const PartTypes types = partTypes(context, module, type);
  if (types.empty()) return llvm::Type::getVoidTy(context);
  return types.size() == 1 ? types[0] : llvm::StructType::get(context, types);
}

Parts unpackResult(llvm::IRBuilder<>& b, llvm::Value* result, size_t count) {
  Parts parts;
  if (count == 1) parts.push_back(result);
  for (unsigned k = 0; count > 1 && k < count; ++k) parts.push_back(b.CreateExtractValue(result, k));
  return parts;
}

ModuleLowering::ModuleLowering(const ir::Module& ir_module, llvm::Module& module, const LoweringOptions& options,
                               SiteTable& sites)
    : ir_module(ir_module),
      module(module),
      options(options.language),
      sites(sites),
      locations(module, options.debug_info),
      vector_bits(options.vector_bits) {}

std::string ModuleLowering::functionName(FuncId id) const {
  return "krait." + ir_module[id].name + "." + std::to_string(id.index);
}

llvm::Function* ModuleLowering::function(FuncId id) {
  llvm::Function*& declared = functions_[id.index];
  if (declared) return declared;
  declared = llvm::Function::Create(functionType(context(), ir_module, ir_module[id]), llvm::Function::InternalLinkage,
                                    functionName(id), module);
  declared->setCallingConv(llvm::CallingConv::Fast);
  declared->addFnAttr(llvm::Attribute::NoUnwind);
  declared->addParamAttr(0, llvm::Attribute::NoAlias);
  declared->addParamAttr(0, llvm::Attribute::NonNull);
  return declared;
}

size_t ModuleLowering::capturedIndex(const ir::Constant& array) {
  for (size_t k = 0; k < captured.size(); ++k) {
    if (captured[k].handle == array.handle) return k;
  }
  captured.push_back({array.handle, array.array.owner, array.array.data});
  return captured.size() - 1;
}

llvm::GlobalVariable* ModuleLowering::capturedTable() {
  if (llvm::GlobalVariable* known = module.getGlobalVariable(kCapturedTable)) return known;
  auto* unknown_size = llvm::StructType::create(context(), kCapturedTable);
  return new llvm::GlobalVariable(module, unknown_size, /*isConstant=*/false,
                                  llvm::GlobalValue::ExternalLinkage, nullptr, kCapturedTable);
}

LoweredModule lowerModule(const ir::Module& ir_module, llvm::LLVMContext& context, const LoweringOptions& options) {
  LoweredModule lowered;
  lowered.module = std::make_unique<llvm::Module>(ir_module[FuncId(0)].name, context);
  lowered.module->setDataLayout(options.data_layout);
  lowered.module->setTargetTriple(options.triple);
  lowered.entry_name = "krait.entry." + ir_module[FuncId(0)].name;
  ModuleLowering m(ir_module, *lowered.module, options, lowered.sites);
  llvm::Function* entry = declareEntry(m, lowered.entry_name);
  if (isCalled(ir_module, FuncId(0))) {
    buildCallingEntry(m, entry);
    FunctionLowering(m, FuncId(0), m.function(FuncId(0))).run();
  } else {
    FunctionLowering(m, FuncId(0), entry).runAsEntry();
  }
  for (uint32_t i = 1; i < ir_module.functions.size(); ++i) FunctionLowering(m, FuncId(i), m.function(FuncId(i))).run();
  m.locations.finish();
  lowered.captured = std::move(m.captured);
  if (!m.has_inner_checks) lowered.module->getOrInsertNamedMetadata(kInnerLoopsAreUnchecked);
  lowered.long_running = m.has_loops || callsFunctions(ir_module);
  lowered.argument_slots = argumentSlots(ir_module);
  lowered.result_slots = static_cast<uint32_t>(partCount(ir_module, ir_module[FuncId(0)].result_type));
  return lowered;
}

}  // namespace krait::lower
