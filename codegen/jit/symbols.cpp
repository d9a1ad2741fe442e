// A closed list instead of dlsym: what code can reach does not depend on what else the process has loaded,
// and a name that is missing is reported, not found by accident.
#include "codegen/jit/symbols.h"

#include <cmath>
#include <cstring>

extern "C" {
__int128 __divti3(__int128, __int128);
__int128 __modti3(__int128, __int128);
unsigned __int128 __udivti3(unsigned __int128, unsigned __int128);
unsigned __int128 __umodti3(unsigned __int128, unsigned __int128);
__int128 __multi3(__int128, __int128);
}

namespace krait::jit {
namespace {

template <typename Function>
void* addressOf(Function* function) {
  return reinterpret_cast<void*>(function);
}

using Unary = double(double);
using UnaryFloat = float(float);
using Binary = double(double, double);
using BinaryFloat = float(float, float);
using Ternary = double(double, double, double);
using TernaryFloat = float(float, float, float);

#define KRAIT_MATH(type, name)                                                                               \
  {#name, addressOf(static_cast<type*>(::name))}, {                                                          \
#name "f", addressOf(static_cast <type##Float*>(::name##f))                                              \
  }

const RuntimeSymbol kLibraryCalls[] = {
    {"memcpy", addressOf(&::memcpy)},
    {"memmove", addressOf(&::memmove)},
    {"memset", addressOf(&::memset)},
    {"memcmp", addressOf(&::memcmp)},
    {"__divti3", addressOf(&__divti3)},
    {"__modti3", addressOf(&__modti3)},
    {"__udivti3", addressOf(&__udivti3)},
    {"__umodti3", addressOf(&__umodti3)},
    {"__multi3", addressOf(&__multi3)},
    KRAIT_MATH(Unary, sin),
    KRAIT_MATH(Unary, cos),
    KRAIT_MATH(Unary, tan),
    KRAIT_MATH(Unary, exp),
    KRAIT_MATH(Unary, exp2),
    KRAIT_MATH(Unary, log),
    KRAIT_MATH(Unary, log2),
    KRAIT_MATH(Unary, log10),
    KRAIT_MATH(Unary, floor),
    KRAIT_MATH(Unary, ceil),
    KRAIT_MATH(Unary, trunc),
    KRAIT_MATH(Unary, rint),
    KRAIT_MATH(Unary, nearbyint),
    KRAIT_MATH(Unary, round),
    KRAIT_MATH(Unary, roundeven),
    KRAIT_MATH(Unary, sqrt),
    KRAIT_MATH(Binary, fmod),
    KRAIT_MATH(Binary, pow),
    KRAIT_MATH(Binary, fmin),
    KRAIT_MATH(Binary, fmax),
    KRAIT_MATH(Ternary, fma),
};

#undef KRAIT_MATH

}  // namespace

void addSymbols(SymbolTable& table, std::span<const RuntimeSymbol> symbols) {
  for (const RuntimeSymbol& symbol : symbols) table[llvm::StringRef(symbol.name)] = symbol.address;
}

void addLibraryCalls(SymbolTable& table) { addSymbols(table, kLibraryCalls); }

}  // namespace krait::jit
