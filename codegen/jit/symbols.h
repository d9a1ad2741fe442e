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

// What LLVM's code generator calls by itself (memcpy, fmod, 128-bit division) or makes of a math intrinsic.
void addLibraryCalls(SymbolTable&);

}  // namespace krait::jit
