// Declaring runtime functions from symbols.def, and the LLVM form of a function's result.
#pragma once

#include <optional>
#include <string_view>

#include "codegen/lower/layout.h"
#include "frontend/ir/function.h"

namespace krait::lower {

// void, the only part, or a struct of the parts.
[[nodiscard]] llvm::Type* resultType(llvm::LLVMContext&, const ir::Module&, ir::TypeId);
[[nodiscard]] Parts unpackResult(llvm::IRBuilder<>&, llvm::Value* result, size_t count);

struct RuntimeFunction {
  std::string_view signature;  // as in symbols.def
  std::string_view attributes;
};
[[nodiscard]] std::optional<RuntimeFunction> findRuntimeFunction(std::string_view name);

}  // namespace krait::lower
