// The table of names and addresses that compiled code is linked against: the runtime's, and nothing else. What code can reach does
// not depend on what else the process has loaded, and a name that is missing is reported, not found by accident.
#include "codegen/jit/symbols.h"

namespace krait::jit {

void addSymbols(SymbolTable& table, std::span<const RuntimeSymbol> symbols) {
  for (const RuntimeSymbol& symbol : symbols) table[llvm::StringRef(symbol.name)] = symbol.address;
}

}  // namespace krait::jit
