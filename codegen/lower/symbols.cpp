// Runtime functions as LLVM declarations.
#include "codegen/lower/symbols.h"

#include <unordered_map>

#include "codegen/lower/lowering.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

struct Row {
  std::string_view name;
  RuntimeFunction function;
};

constexpr Row kRows[] = {
#define KR_SYMBOL(name, signature, attributes) Row{#name, {signature, #attributes}},
#include "runtime/symbols.def"
#undef KR_SYMBOL
};

struct VectorRow {
  std::string_view name;
  VectorForm form;
};

constexpr VectorRow kVectorRows[] = {
#define KR_VECTOR_KERNEL1(name) {"kr_vm_" #name, VectorForm::Kernel}, {"kr_vm_" #name "f", VectorForm::Kernel},
#define KR_VECTOR_KERNEL2(name) KR_VECTOR_KERNEL1(name)
#define KR_VECTOR_LIBRARY1(name) {#name, VectorForm::EachLane}, {#name "f", VectorForm::EachLane},
#define KR_VECTOR_LIBRARY2(name) KR_VECTOR_LIBRARY1(name)
#include "runtime/vector_math/functions.def"
    {"kr_numpy_floor_divide", VectorForm::Kernel}, {"kr_numpy_remainder", VectorForm::Kernel},
};

llvm::Type* letterType(llvm::LLVMContext& context, char letter) {
  switch (letter) {
    case 'v': return llvm::Type::getVoidTy(context);
    case 'p': return llvm::PointerType::getUnqual(context);
    case 'l': return llvm::Type::getInt64Ty(context);
    case 'i': return llvm::Type::getInt32Ty(context);
    case 'b': return llvm::Type::getInt8Ty(context);
    case 'd': return llvm::Type::getDoubleTy(context);
    case 'f': return llvm::Type::getFloatTy(context);
    default: CHECK(false, "letter of a runtime signature");
  }
}

llvm::FunctionType* signatureType(llvm::LLVMContext& context, std::string_view signature) {
  llvm::SmallVector<llvm::Type*, 8> parameters;
  for (const char letter : signature.substr(1)) parameters.push_back(letterType(context, letter));
  return llvm::FunctionType::get(letterType(context, signature[0]), parameters, false);
}

// LLVM would replace these by functions with other results, or that are not in the table: pow(2, x) by exp2(x),
// pow(10, x) by exp10(x), exp2(int) by ldexp.
bool isRewrittenByLlvm(std::string_view name) {
  return name == "pow" || name == "powf" || name == "exp2" || name == "exp2f";
}

void addAttributes(llvm::Function* function, std::string_view attributes) {
  if (isRewrittenByLlvm(function->getName())) function->addFnAttr(llvm::Attribute::NoBuiltin);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  if (attributes == "pure") {
    function->setDoesNotAccessMemory();
    function->addFnAttr(llvm::Attribute::WillReturn);
  } else if (attributes == "reads") {
    function->setOnlyReadsMemory();
    function->addFnAttr(llvm::Attribute::WillReturn);
  } else if (attributes == "writes") {
    function->setOnlyAccessesArgMemory();
    function->addFnAttr(llvm::Attribute::WillReturn);
  } else if (attributes == "raises") {
    function->setOnlyAccessesInaccessibleMemOrArgMem();
  } else if (attributes == "leaves") {
    function->setDoesNotReturn();
    function->addFnAttr(llvm::Attribute::Cold);
  }
}

}  // namespace

std::optional<RuntimeFunction> findRuntimeFunction(std::string_view name) {
  static const auto index = [] {
    std::unordered_map<std::string_view, RuntimeFunction> rows;
    for (const Row& row : kRows) rows.emplace(row.name, row.function);
    return rows;
  }();
  const auto found = index.find(name);
  return found == index.end() ? std::nullopt : std::optional(found->second);
}

VectorForm vectorFormOf(std::string_view name) {
  for (const VectorRow& row : kVectorRows)
    if (row.name == name) return row.form;
  return VectorForm::None;
}

llvm::Function* ModuleLowering::runtime(std::string_view name) {
  if (llvm::Function* declared = module.getFunction(name)) return declared;
  const std::optional<RuntimeFunction> row = findRuntimeFunction(name);
  CHECK(row, "no runtime function " + std::string(name));
  auto* function = llvm::Function::Create(signatureType(context(), row->signature), llvm::Function::ExternalLinkage,
                                          name, module);
  addAttributes(function, row->attributes);
  return function;
}

bool ModuleLowering::mayRaise(std::string_view name) const {
  const std::optional<RuntimeFunction> row = findRuntimeFunction(name);
  return row && (row->attributes == "raises" || row->attributes == "works");
}

}  // namespace krait::lower
