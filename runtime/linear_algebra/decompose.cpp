// Decompositions: qr, svd, and eigenvalues of symmetric and of general matrices.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <functional>
#include <numeric>

#include "runtime/linear_algebra/linalg.h"
#include "runtime/linear_algebra/matrix_operand.h"
#include "runtime/raise.h"

namespace krait {
namespace {

// The upper triangle of the first `rows` rows of each matrix, zeros below: a new array.
StridedArray upperTriangle(kr_context* ctx, const StridedArray& a, int64_t rows) {
  StridedArray top = a;
  top.shape[a.ndim - 2] = rows;
  const StridedArray made = copyOf(ctx, top, a.dtype);
  const int64_t item = itemSize(a.dtype), columns = made.extent(1), row_bytes = columns * item;
  const int64_t matrices = rows * columns == 0 ? 0 : made.size() / (rows * columns);
  for (int64_t k = 0; k < matrices; ++k) {
    for (int64_t i = 1; i < rows; ++i) {
      std::memset(made.data + (k * rows + i) * row_bytes, 0,
                  static_cast<size_t>(std::min(i, columns) * item));
    }
  }
  return made;
}

// Householder vectors of each matrix, in place; their factors.
StridedArray factorizeQr(kr_context* ctx, const StridedArray& a) {
  const int64_t m = a.extent(2), n = a.extent(1);
  const Stack stack = stackOf(a, 2);
  StridedArray tau = stack.newArray(ctx, a.dtype, {std::min(m, n)});
  // The loop's third core extent is that of its result.
  if (runLoop(linalgLoop(ctx, a.dtype, Loop::qr_r_raw_d), stack, {{&a, 2}, {&tau, 1}},
              {m, n, std::min(m, n)})) {
    raiseText(ctx, kr_error_linalg_error, "Incorrect argument found while performing QR factorization");
  }
  return tau;
}

// Q of `columns` columns.
StridedArray orthogonal(kr_context* ctx, const StridedArray& a, const StridedArray& tau, int64_t columns,
                        bool complete) {
  const int64_t m = a.extent(2), n = a.extent(1);
  const Stack stack = stackOf(a, 2);
  StridedArray q = stack.newArray(ctx, a.dtype, {m, columns});
  const bool failed = complete ? runLoop(linalgLoop(ctx, a.dtype, Loop::qr_complete_d), stack,
                                         {{&a, 2}, {&tau, 1}, {&q, 2}}, {m, n, tau.extent(1)})
                               : runLoop(linalgLoop(ctx, a.dtype, Loop::qr_reduced_d), stack,
                                         {{&a, 2}, {&tau, 1}, {&q, 2}}, {m, n, columns});
  if (failed)
    raiseText(ctx, kr_error_linalg_error, "Incorrect argument found while performing QR factorization");
  return q;
}

[[noreturn]] void raiseNoEigenvalues(kr_context* ctx) {
  raiseText(ctx, kr_error_linalg_error, "Eigenvalues did not converge");
}

struct SingularVectors {
  StridedArray u, s, vh;
};

SingularVectors singularVectors(kr_context* ctx, const StridedArray& a, bool is_full) {
  const int64_t m = a.extent(2), n = a.extent(1), least = std::min(m, n);
  const Stack stack = stackOf(a, 2);
  SingularVectors out{stack.newArray(ctx, a.dtype, {m, is_full ? m : least}),
                      stack.newArray(ctx, 'd', {least}),
                      stack.newArray(ctx, a.dtype, {is_full ? n : least, n})};
  const kr_loop loop =
      is_full ? linalgLoop(ctx, a.dtype, Loop::svd_f_d) : linalgLoop(ctx, a.dtype, Loop::svd_s_d);
  if (runLoop(loop, stack, {{&a, 2}, {&out.u, 2}, {&out.s, 1}, {&out.vh, 2}}, {m, n, least})) {
    raiseText(ctx, kr_error_linalg_error, "SVD did not converge");
  }
  return out;
}

StridedArray singularValues(kr_context* ctx, const StridedArray& a) {
  const int64_t m = a.extent(2), n = a.extent(1);
  const Stack stack = stackOf(a, 2);
  StridedArray s = stack.newArray(ctx, 'd', {std::min(m, n)});
  if (runLoop(linalgLoop(ctx, a.dtype, Loop::svd_d), stack, {{&a, 2}, {&s, 1}}, {m, n, std::min(m, n)})) {
    raiseText(ctx, kr_error_linalg_error, "SVD did not converge");
  }
  return s;
}

struct Eigenvectors {
  StridedArray values, vectors;
};

Eigenvectors symmetricEigenvectors(kr_context* ctx, const StridedArray& a, bool upper) {
  const Stack stack = stackOf(a, 2);
  Eigenvectors out{stack.newArray(ctx, 'd', {a.extent(1)}),
                   stack.newArray(ctx, a.dtype, {a.extent(1), a.extent(1)})};
  const kr_loop loop =
      upper ? linalgLoop(ctx, a.dtype, Loop::eigh_up_d) : linalgLoop(ctx, a.dtype, Loop::eigh_lo_d);
  if (runLoop(loop, stack, {{&a, 2}, {&out.values, 1}, {&out.vectors, 2}}, {a.extent(1)}))
    raiseNoEigenvalues(ctx);
  return out;
}

StridedArray symmetricEigenvalues(kr_context* ctx, const StridedArray& a, bool upper) {
  const Stack stack = stackOf(a, 2);
  StridedArray values = stack.newArray(ctx, 'd', {a.extent(1)});
  const kr_loop loop =
      upper ? linalgLoop(ctx, a.dtype, Loop::eigvalsh_up_d) : linalgLoop(ctx, a.dtype, Loop::eigvalsh_lo_d);
  if (runLoop(loop, stack, {{&a, 2}, {&values, 1}}, {a.extent(1)})) raiseNoEigenvalues(ctx);
  return values;
}

// The singular values of symmetric matrices: how large their eigenvalues are, the largest first.
StridedArray symmetricValues(kr_context* ctx, const StridedArray& a) {
  StridedArray values = symmetricEigenvalues(ctx, a, false);
  auto* all = reinterpret_cast<double*>(values.data);
  const int64_t n = a.extent(1), count = values.size();
  std::transform(all, all + count, all, [](double value) { return std::fabs(value); });
  for (int64_t first = 0; first < count; first += n)
    std::sort(all + first, all + first + n, std::greater<>());
  return values;
}

double conjugateTimes(double entry, double sign) { return entry * sign; }

// As NumPy multiplies: the real factor is a complex number, which tells on the signs of zeros.
std::complex<double> conjugateTimes(std::complex<double> entry, double sign) {
  return {entry.real() * sign - entry.imag() * 0.0, -(entry.real() * 0.0 + entry.imag() * sign)};
}

// One matrix with its eigenvectors as columns: u the columns by falling size, vh their conjugates with the
// signs.
template <typename Number>
void sortVectors(const double* values, const Number* vectors, int64_t n, double* s, Number* u, Number* vh,
                 int64_t* order) {
  std::iota(order, order + n, 0);
  std::sort(order, order + n, [&](int64_t i, int64_t j) {
    return std::fabs(values[i]) < std::fabs(values[j]) ||
           (std::fabs(values[i]) == std::fabs(values[j]) && i < j);
  });
  std::reverse(order, order + n);
  for (int64_t k = 0; k < n; ++k) {
    const double value = values[order[k]], sign = std::copysign(1.0, value);
    s[k] = std::fabs(value);
    for (int64_t i = 0; i < n; ++i) {
      const Number entry = vectors[i * n + order[k]];
      u[i * n + k] = entry;
      vh[k * n + i] = conjugateTimes(entry, sign);
    }
  }
}

template <typename Number>
void sortAll(const Eigenvectors& found, const SingularVectors& out, int64_t n, int64_t* order) {
  const int64_t count = n == 0 ? 0 : found.values.size() / n;
  for (int64_t k = 0; k < count; ++k) {
    sortVectors(reinterpret_cast<const double*>(found.values.data) + k * n,
                reinterpret_cast<const Number*>(found.vectors.data) + k * n * n, n,
                reinterpret_cast<double*>(out.s.data) + k * n,
                reinterpret_cast<Number*>(out.u.data) + k * n * n,
                reinterpret_cast<Number*>(out.vh.data) + k * n * n, order);
  }
}

SingularVectors symmetricVectors(kr_context* ctx, const StridedArray& a) {
  const int64_t n = a.extent(1);
  Eigenvectors found = symmetricEigenvectors(ctx, a, false);
  StridedArray order = newStrided(ctx, 'l', 1, &n);
  SingularVectors out{newStrided(ctx, a.dtype, a.ndim, a.shape), newStrided(ctx, 'd', a.ndim - 1, a.shape),
                      newStrided(ctx, a.dtype, a.ndim, a.shape)};
  auto* positions = reinterpret_cast<int64_t*>(order.data);
  if (a.dtype == 'D')
    sortAll<std::complex<double>>(found, out, n, positions);
  else
    sortAll<double>(found, out, n, positions);
  for (StridedArray* each : {&found.values, &found.vectors, &order}) release(ctx, *each);
  return out;
}

bool isUpper(const char* triangle) { return triangle[0] == 'U' || triangle[0] == 'u'; }

void requireReal(kr_context* ctx, const StridedArray& values, const char* text) {
  const auto* first = reinterpret_cast<const std::complex<double>*>(values.data);
  const bool is_real =
      std::all_of(first, first + values.size(), [](std::complex<double> value) { return value.imag() == 0; });
  if (!is_real) raiseText(ctx, kr_error_value_error, text);
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_linalg_qr(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  const char* mode = operands.takeText();
  const int64_t m = given.extent(2), n = given.extent(1), least = std::min(m, n);
  StridedArray a = copyOf(ctx, given, linalgDtype(given.dtype));
  StridedArray tau = factorizeQr(ctx, a);
  Results results(slots);
  const bool is_raw = std::strcmp(mode, "raw") == 0, is_r = std::strcmp(mode, "r") == 0;
  if (is_raw) {
    StridedArray transposed = swappedAxes(a, a.ndim - 2, a.ndim - 1);
    giveAs(ctx, results, transposed, operands.resultDtype(0));
    return giveAs(ctx, results, tau, operands.resultDtype(1));
  }
  const bool complete = std::strcmp(mode, "complete") == 0 && m > n;
  const int64_t columns = complete ? m : least;
  if (!is_r) {
    StridedArray q = orthogonal(ctx, a, tau, columns, complete);
    giveAs(ctx, results, q, operands.resultDtype(0));
  }
  StridedArray r = upperTriangle(ctx, a, columns);
  release(ctx, a);
  release(ctx, tau);
  giveAs(ctx, results, r, operands.resultDtype(0));
}

void kr_linalg_svd(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  const bool is_full = operands.takeInt() != 0, has_vectors = operands.takeInt() != 0,
             is_hermitian = operands.takeInt() != 0;
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  Results results(slots);
  if (is_hermitian) checkSquare(ctx, a);
  if (!has_vectors) {
    StridedArray s = is_hermitian ? symmetricValues(ctx, a) : singularValues(ctx, a);
    release(ctx, a);
    return giveAs(ctx, results, s, operands.resultDtype());
  }
  SingularVectors found = is_hermitian ? symmetricVectors(ctx, a) : singularVectors(ctx, a, is_full);
  release(ctx, a);
  giveAs(ctx, results, found.u, operands.resultDtype(0));
  giveAs(ctx, results, found.s, operands.resultDtype(1));
  giveAs(ctx, results, found.vh, operands.resultDtype(2));
}

void kr_linalg_svdvals(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  StridedArray s = singularValues(ctx, a);
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, s, operands.resultDtype());
}

void kr_linalg_eigh(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  const bool upper = isUpper(operands.takeText());
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  Eigenvectors found = symmetricEigenvectors(ctx, a, upper);
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, found.values, operands.resultDtype(0));
  giveAs(ctx, results, found.vectors, operands.resultDtype(1));
}

void kr_linalg_eigvalsh(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  const bool upper = isUpper(operands.takeText());
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  StridedArray values = symmetricEigenvalues(ctx, a, upper);
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, values, operands.resultDtype());
}

void kr_linalg_eig(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  checkFinite(ctx, a);
  const Stack stack = stackOf(a, 2);
  StridedArray values = stack.newArray(ctx, 'D', {a.extent(1)});
  StridedArray vectors = stack.newArray(ctx, 'D', {a.extent(1), a.extent(1)});
  if (runLoop(linalgLoop(ctx, a.dtype, Loop::eig_d), stack, {{&a, 2}, {&values, 1}, {&vectors, 2}},
              {a.extent(1)})) {
    raiseNoEigenvalues(ctx);
  }
  if (a.dtype == 'd') {
    requireReal(ctx, values,
                "np.linalg.eig of a real matrix with complex eigenvalues gives complex arrays in NumPy; "
                "write eig(a + 0j)");
  }
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, values, operands.resultDtype(0));
  giveAs(ctx, results, vectors, operands.resultDtype(1));
}

void kr_linalg_eigvals(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  checkFinite(ctx, a);
  const Stack stack = stackOf(a, 2);
  StridedArray values = stack.newArray(ctx, 'D', {a.extent(1)});
  if (runLoop(linalgLoop(ctx, a.dtype, Loop::eigvals_d), stack, {{&a, 2}, {&values, 1}}, {a.extent(1)}))
    raiseNoEigenvalues(ctx);
  if (a.dtype == 'd') {
    requireReal(ctx, values,
                "np.linalg.eigvals of a real matrix with complex eigenvalues gives a complex array in NumPy; "
                "write eigvals(a + 0j)");
  }
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, values, operands.resultDtype());
}
