// Declaring runtime functions from symbols.def, the LLVM form of a function's result, and slots.
#pragma once

#include <optional>
#include <string_view>

#include "codegen/lower/layout.h"
#include "frontend/ir/function.h"

namespace krait::lower {

// void, the only part, or a struct of the parts.
[[nodiscard]] llvm::Type* resultType(llvm::LLVMContext&, const ir::Module&, ir::TypeId);
[[nodiscard]] Parts unpackResult(llvm::IRBuilder<>&, llvm::Value* result, size_t count);

// One part in an argument or result slot of the ABI.
[[nodiscard]] llvm::Value* loadSlot(llvm::IRBuilder<>&, llvm::Type*, llvm::Value* slots, unsigned k);
void storeSlot(llvm::IRBuilder<>&, llvm::Value* part, llvm::Value* slots, unsigned k);

struct RuntimeFunction {
  std::string_view signature;  // as in symbols.def
  std::string_view attributes;
};
[[nodiscard]] std::optional<RuntimeFunction> findRuntimeFunction(std::string_view name);

// Whether and how a function can be called for a whole vector (runtime/vector_math/functions.def).
enum class VectorForm { None, EachLane, Kernel };
[[nodiscard]] VectorForm vectorFormOf(std::string_view name);

}  // namespace krait::lower
