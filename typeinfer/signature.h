// Explicit signatures in Numba's notation: "float64(float64[:], int64)".
//
// In a signature the scalars bool, int64, float64 and complex128 mean Python's bool, int, float and complex, which is what
// callers pass; every other scalar is NumPy's, and np.float64 is NumPy's too. Arrays and tuples are as in the type notation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krait::infer {

struct Signature {
  std::vector<std::string> arguments;  // type notation
  std::optional<std::string> result;
};

// Fails with bad_signature.
[[nodiscard]] Signature parseSignature(std::string_view text);

}  // namespace krait::infer
