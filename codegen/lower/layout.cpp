// Parts of types.
#include "codegen/lower/layout.h"

#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::TypeKind;

void appendArray(llvm::LLVMContext& context, int ndim, PartTypes& out) {
  out.push_back(llvm::Type::getInt64Ty(context));
  out.push_back(llvm::PointerType::getUnqual(context));
  out.append(static_cast<size_t>(2 * ndim), llvm::Type::getInt64Ty(context));
}

void appendNumber(llvm::LLVMContext& context, DType dtype, PartTypes& out) {
  const size_t count = ir::dtypeKind(dtype) == ir::DTypeKind::Complex ? 2 : 1;
  out.append(count, registerType(context, dtype));
}

void append(llvm::LLVMContext& context, const ir::Module& module, ir::TypeId id, PartTypes& out) {
  const ir::Type& type = module.types[id];
  switch (type.kind) {
    case TypeKind::Never:
    case TypeKind::None:
    case TypeKind::Literal: return;
    case TypeKind::Bool: return appendNumber(context, DType::Bool, out);
    case TypeKind::Int:
    case TypeKind::Index: return appendNumber(context, DType::Int64, out);
    case TypeKind::Float: return appendNumber(context, DType::Float64, out);
    case TypeKind::Complex: return appendNumber(context, DType::Complex128, out);
    case TypeKind::Scalar: return appendNumber(context, type.dtype, out);
    case TypeKind::Array:
    case TypeKind::RecordArray:
    case TypeKind::Record: return appendArray(context, type.ndim, out);
    case TypeKind::Range: return out.append(3, llvm::Type::getInt64Ty(context));
    case TypeKind::List: return out.push_back(llvm::Type::getInt64Ty(context));
    case TypeKind::Optional: out.push_back(llvm::Type::getInt1Ty(context)); return append(context, module, type.elements[0], out);
    case TypeKind::Enumerate: out.push_back(llvm::Type::getInt64Ty(context)); [[fallthrough]];
    case TypeKind::Tuple:
    case TypeKind::Zip:
    case TypeKind::Reversed:
    case TypeKind::NdIndex:
    case TypeKind::NdEnumerate:
    case TypeKind::NdIter:
    case TypeKind::Slice:
    case TypeKind::Method:
    case TypeKind::Exception:
    case TypeKind::Closure:
      for (const ir::TypeId element : type.elements) append(context, module, element, out);
  }
}

}  // namespace

llvm::Type* registerType(llvm::LLVMContext& context, DType dtype) {
  switch (dtype) {
    case DType::Float16: return llvm::Type::getHalfTy(context);
    case DType::Float32:
    case DType::Complex64: return llvm::Type::getFloatTy(context);
    case DType::Float64:
    case DType::Complex128: return llvm::Type::getDoubleTy(context);
    case DType::Bool: return llvm::Type::getInt1Ty(context);
    default: return llvm::Type::getIntNTy(context, static_cast<unsigned>(8 * ir::dtypeBytes(dtype)));
  }
}

llvm::Type* memoryType(llvm::LLVMContext& context, DType dtype) {
  return dtype == DType::Bool ? llvm::Type::getInt8Ty(context) : registerType(context, dtype);
}

PartTypes partTypes(llvm::LLVMContext& context, const ir::Module& module, ir::TypeId type) {
  PartTypes types;
  append(context, module, type, types);
  return types;
}

size_t partCount(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  switch (type.kind) {
    case TypeKind::Never:
    case TypeKind::None:
    case TypeKind::Literal: return 0;
    case TypeKind::Complex: return 2;
    case TypeKind::Scalar: return ir::dtypeKind(type.dtype) == ir::DTypeKind::Complex ? 2 : 1;
    case TypeKind::Array:
    case TypeKind::RecordArray:
    case TypeKind::Record: return 2 + 2 * static_cast<size_t>(type.ndim);
    case TypeKind::Range: return 3;
    case TypeKind::Bool:
    case TypeKind::Int:
    case TypeKind::Index:
    case TypeKind::List:
    case TypeKind::Float: return 1;
    default: break;
  }
  size_t count = type.kind == TypeKind::Enumerate || type.kind == TypeKind::Optional ? 1 : 0;
  for (const ir::TypeId element : type.elements) count += partCount(module, element);
  return count;
}

}  // namespace krait::lower
