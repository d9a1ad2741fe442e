// Names that compiled code may refer to, and their addresses.
#pragma once

#include <span>
#include <string_view>

#include "llvm/ADT/StringMap.h"

namespace krait::jit {

struct RuntimeSymbol {
  std::string_view name;
  void* address;
};

using SymbolTable = llvm::StringMap<void*>;

void addSymbols(SymbolTable&, std::span<const RuntimeSymbol>);

}  // namespace krait::jit
