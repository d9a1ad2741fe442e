// The subscripts of np.einsum in one plain form, "ij,jk->ik": blanks gone, the output written out, and each
// axis that an ellipsis stands for a label of its own.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace krait::infer {

struct EinsumSubscripts {
  std::string text;   // the plain form; empty if the given one is wrong
  std::string error;  // then: what is wrong, in NumPy's words
  int output_ndim = 0;
  bool sums = false;  // some label is not in the output
};

// ndims: the number of axes of each operand.
[[nodiscard]] EinsumSubscripts plainSubscripts(std::string_view given, std::span<const int> ndims);

}  // namespace krait::infer
