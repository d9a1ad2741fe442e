// What the rules of products, decompositions and Fourier transforms ask of array arguments.
#pragma once

#include "typeinfer/call_site.h"

namespace krait::infer {

// The array of numbers that argument k is, with at least so many axes; reports anything else.
[[nodiscard]] ir::Type numericArray(const CallSite& site, size_t k, int least_ndim = 0);

// A new array of the dtype, or a NumPy scalar if it has no axes.
[[nodiscard]] ir::TypeId arrayOrNumber(CallSite& site, ir::DType dtype, int ndim,
                                       ir::Layout layout = ir::Layout::C);

// Argument k, given as `out`: an array that may be written, of the number of axes and of the dtype or one
// that NumPy casts the result to. Its type.
[[nodiscard]] ir::TypeId outArray(CallSite& site, size_t k, ir::DType dtype, int ndim, bool casts);

// The constant text of argument k; `what` names it in the error.
[[nodiscard]] std::string_view textArgument(const CallSite& site, size_t k, std::string_view what,
                                            std::string_view way_round);
[[nodiscard]] bool boolConstantArgument(const CallSite& site, size_t k, std::string_view what);
// Argument k is None, an int, or a tuple of ints; how many ints, 0 for None.
int wantInts(CallSite& site, size_t k);

}  // namespace krait::infer
