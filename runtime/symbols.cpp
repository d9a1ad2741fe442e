// Expands symbols.def into the table of addresses, and checks the signatures of our own functions on the way.
#include "runtime/symbols.h"

#include <cstddef>
#include <string_view>
#include <type_traits>

#include "runtime/abi.h"
#include "runtime/broadcast.h"
#include "runtime/buffer.h"
#include "runtime/complex_math.h"
#include "runtime/exact_sum.h"
#include "runtime/float_arithmetic.h"
#include "runtime/float_math.h"
#include "runtime/indexing/array_index.h"
#include "runtime/indexing/extreme_places.h"
#include "runtime/int_math.h"
#include "runtime/iteration_order.h"
#include "runtime/linear_algebra/fourier.h"
#include "runtime/linear_algebra/linalg.h"
#include "runtime/linear_algebra/product.h"
#include "runtime/list.h"
#include "runtime/numpy_complex.h"
#include "runtime/numpy_float.h"
#include "runtime/parallel_copy.h"
#include "runtime/parallel_for.h"
#include "runtime/raise.h"
#include "runtime/reshape.h"
#include "runtime/sorting/sort_array.h"
#include "runtime/strided_copy.h"
#include "runtime/vector_math/vector_math.h"

namespace krait {
namespace {

template <typename Type>
constexpr char letterOf() {
  if constexpr (std::is_void_v<Type>)
    return 'v';
  else if constexpr (std::is_pointer_v<Type>)
    return 'p';
  else if constexpr (std::is_same_v<Type, double>)
    return 'd';
  else if constexpr (std::is_same_v<Type, float>)
    return 'f';
  else if constexpr (std::is_same_v<Type, uint8_t>)
    return 'b';
  else
    return sizeof(Type) == 8 ? 'l' : 'i';
}

template <typename Result, typename... Parameters>
constexpr bool matches(Result (*)(Parameters...), std::string_view signature) {
  const char letters[] = {letterOf<Result>(), letterOf<Parameters>()...};
  return signature == std::string_view(letters, sizeof letters);
}

#define KR_LIBRARY_SYMBOL(name, signature, attribute)
#define KR_SYMBOL(name, signature, attribute)                                                                \
  static_assert(matches(&::name, signature), "symbols.def has another signature for " #name);
#include "runtime/symbols.def"
#undef KR_SYMBOL
#undef KR_LIBRARY_SYMBOL

}  // namespace
}  // namespace krait

// The address of each symbol under a name of our own: <cmath> overloads `sin`, and nothing declares __divti3.
extern "C" {
#define KR_SYMBOL(name, signature, attribute) void kr_address_##name() __asm__(#name);
#include "runtime/symbols.def"
#undef KR_SYMBOL
}

namespace {

using krait::Symbol;
using krait::SymbolAttribute;

const Symbol kSymbols[] = {
#define KR_SYMBOL(name, signature, attribute)                                                                \
  Symbol{#name, reinterpret_cast<void*>(&kr_address_##name), signature, SymbolAttribute::attribute},
#include "runtime/symbols.def"
#undef KR_SYMBOL
};

}  // namespace

std::span<const Symbol> kr_symbol_table() { return kSymbols; }
