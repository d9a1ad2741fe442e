// What compiled code may call: names, addresses and C signatures, from symbols.def.
//
// The linker resolves a compiled module against this table, and against nothing else.
#pragma once

#include <span>

namespace krait {

enum class SymbolAttribute {
  pure,     // no memory, no raise: may be moved and removed
  reads,    // no writes, no raise
  writes,   // no raise; writes only where its pointer arguments point
  effects,  // no raise; any memory
  raises,   // takes the context first, may leave through kr_raise; memory of its pointer arguments
  works,    // the same, any memory
  leaves,   // never returns
  libcall,  // the code generator's own: never called by name, signature empty
};

struct Symbol {
  const char* name;
  void* address;
  const char* signature;
  SymbolAttribute attribute;
};

}  // namespace krait

std::span<const krait::Symbol> kr_symbol_table();
