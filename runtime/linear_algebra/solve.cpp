// Linear equations: solve, inv, det, slogdet, cholesky, lstsq.
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstring>

#include "runtime/linear_algebra/linalg.h"
#include "runtime/linear_algebra/matrix_operand.h"
#include "runtime/raise.h"

namespace krait {
namespace {

void checkRows(kr_context* ctx, const StridedArray& a, const StridedArray& b, int b_core) {
  const int64_t m = a.extent(1), rows = b.extent(b_core);
  if (rows == m) return;
  const char* name = b_core == 1 ? "solve1" : "solve";
  const char* signature = b_core == 1 ? "(m,m),(m)->(m)" : "(m,m),(m,n)->(m,n)";
  raiseFormatted(ctx, kr_error_value_error,
                 "%s: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature %s (size "
                 "%ld is different from %ld)",
                 name, signature, rows, m);
}

StridedArray solveVector(kr_context* ctx, const StridedArray& a, const StridedArray& b, bool& failed) {
  const Stack stack = broadcastStacks(ctx, {{&a, 2}, {&b, 1}});
  StridedArray x = stack.newArray(ctx, a.dtype, {a.extent(1)});
  failed =
      runLoop(linalgLoop(ctx, a.dtype, Loop::solve1_d), stack, {{&a, 2}, {&b, 1}, {&x, 1}}, {a.extent(1)});
  return x;
}

StridedArray solveMatrix(kr_context* ctx, const StridedArray& a, const StridedArray& b, bool& failed) {
  const Stack stack = broadcastStacks(ctx, {{&a, 2}, {&b, 2}});
  StridedArray x = stack.newArray(ctx, a.dtype, {a.extent(1), b.extent(1)});
  failed = runLoop(linalgLoop(ctx, a.dtype, Loop::solve_d), stack, {{&a, 2}, {&b, 2}, {&x, 2}},
                   {a.extent(1), b.extent(1)});
  return x;
}

// The largest tolerance below which singular values count as 0.
double toleranceOf(Operands& operands, int64_t rows, int64_t columns) {
  if (operands.isNone()) return DBL_EPSILON * static_cast<double>(std::max(rows, columns));
  return operands.takeDouble();
}

// The arrays of a least squares solution; `b` has two axes and at least one column.
struct LeastSquares {
  StridedArray x, residuals, rank, singular_values;
};

LeastSquares leastSquares(kr_context* ctx, const StridedArray& a, const StridedArray& b, double tolerance) {
  const char dtype = a.dtype;
  const int64_t m = a.shape[0], n = a.shape[1], columns = b.shape[1], least = std::min(m, n);
  const Stack none = {};
  LeastSquares out{none.newArray(ctx, dtype, {n, columns}), none.newArray(ctx, 'd', {columns}),
                   none.newArray(ctx, 'i', {}), none.newArray(ctx, 'd', {least})};
  StridedArray limit;
  limit.data = reinterpret_cast<char*>(&tolerance);
  const bool failed = runLoop(linalgLoop(ctx, dtype, Loop::lstsq_d), none,
                              {{&a, 2},
                               {&b, 2},
                               {&limit, 0},
                               {&out.x, 2},
                               {&out.residuals, 1},
                               {&out.rank, 0},
                               {&out.singular_values, 1}},
                              {m, n, columns, least});
  if (failed) raiseText(ctx, kr_error_linalg_error, "SVD did not converge in Linear Least Squares");
  if (m == 0) std::memset(out.x.data, 0, static_cast<size_t>(out.x.size() * itemSize(dtype)));
  return out;
}

// NumPy drops the column that it had to add, and residuals that say nothing.
void trim(LeastSquares& found, const StridedArray& a, int64_t columns, bool is_vector) {
  const int64_t m = a.shape[0], n = a.shape[1];
  found.x.shape[1] = found.residuals.shape[0] = columns;
  if (is_vector) found.x = withoutAxis(found.x, 1);
  int32_t rank = 0;
  std::memcpy(&rank, found.rank.data, sizeof rank);
  if (rank != n || m <= n) found.residuals.shape[0] = 0;
}

}  // namespace

void checkSquare(kr_context* ctx, const StridedArray& a) {
  if (a.extent(1) != a.extent(2))
    raiseText(ctx, kr_error_linalg_error, "Last 2 dimensions of the array must be square");
}

void checkFinite(kr_context* ctx, const StridedArray& a) {
  StridedArray plain = asContiguous(ctx, a, a.dtype);
  const auto* values = reinterpret_cast<const double*>(plain.data);
  const int64_t count = plain.size() * (itemSize(plain.dtype) / 8);
  const bool is_finite =
      std::all_of(values, values + count, [](double value) { return std::isfinite(value); });
  release(ctx, plain);
  if (!is_finite) raiseText(ctx, kr_error_linalg_error, "Array must not contain infs or NaNs");
}

void giveAs(kr_context* ctx, Results& results, StridedArray& computed, char dtype) {
  if (computed.dtype == dtype) return results.put(ctx, computed);
  StridedArray rounded = copyOf(ctx, computed, dtype);
  release(ctx, computed);
  results.put(ctx, rounded);
}

}  // namespace krait

using namespace krait;

void kr_linalg_solve(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray first = operands.takeArray(), second = operands.takeArray();
  const char dtype = linalgDtype(operands.resultDtype());
  checkSquare(ctx, first);
  const bool is_vector = second.ndim == 1;
  checkRows(ctx, first, second, is_vector ? 1 : 2);
  StridedArray a = asDtype(ctx, first, dtype), b = asDtype(ctx, second, dtype);
  bool failed = false;
  StridedArray x = is_vector ? solveVector(ctx, a, b, failed) : solveMatrix(ctx, a, b, failed);
  if (failed) raiseText(ctx, kr_error_linalg_error, "Singular matrix");
  release(ctx, a);
  release(ctx, b);
  Results results(slots);
  giveAs(ctx, results, x, operands.resultDtype());
}

void kr_linalg_inv(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  const Stack stack = stackOf(a, 2);
  StridedArray inverse = stack.newArray(ctx, a.dtype, {a.extent(1), a.extent(1)});
  if (runLoop(linalgLoop(ctx, a.dtype, Loop::inv_d), stack, {{&a, 2}, {&inverse, 2}}, {a.extent(1)})) {
    raiseText(ctx, kr_error_linalg_error, "Singular matrix");
  }
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, inverse, operands.resultDtype());
}

void kr_linalg_det(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  const Stack stack = stackOf(a, 2);
  StridedArray determinant = stack.newArray(ctx, a.dtype, {});
  runLoop(linalgLoop(ctx, a.dtype, Loop::det_d), stack, {{&a, 2}, {&determinant, 0}}, {a.extent(1)});
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, determinant, operands.resultDtype());
}

void kr_linalg_slogdet(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  const Stack stack = stackOf(a, 2);
  StridedArray sign = stack.newArray(ctx, a.dtype, {}), logarithm = stack.newArray(ctx, 'd', {});
  runLoop(linalgLoop(ctx, a.dtype, Loop::slogdet_d), stack, {{&a, 2}, {&sign, 0}, {&logarithm, 0}},
          {a.extent(1)});
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, sign, operands.resultDtype(0));
  giveAs(ctx, results, logarithm, operands.resultDtype(1));
}

void kr_linalg_cholesky(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  const bool upper = operands.takeInt() != 0;
  checkSquare(ctx, given);
  StridedArray a = asDtype(ctx, given, linalgDtype(given.dtype));
  const Stack stack = stackOf(a, 2);
  StridedArray factor = stack.newArray(ctx, a.dtype, {a.extent(1), a.extent(1)});
  const kr_loop loop =
      upper ? linalgLoop(ctx, a.dtype, Loop::cholesky_up_d) : linalgLoop(ctx, a.dtype, Loop::cholesky_lo_d);
  if (runLoop(loop, stack, {{&a, 2}, {&factor, 2}}, {a.extent(1)})) {
    raiseText(ctx, kr_error_linalg_error, "Matrix is not positive definite");
  }
  release(ctx, a);
  Results results(slots);
  giveAs(ctx, results, factor, operands.resultDtype());
}

void kr_linalg_lstsq(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray first = operands.takeArray(), second = operands.takeArray();
  const bool is_vector = second.ndim == 1;
  const StridedArray columns = is_vector ? withAxisAt(second, 1, 1, 0) : second;
  if (first.shape[0] != columns.shape[0]) raiseText(ctx, kr_error_linalg_error, "Incompatible dimensions");
  const double tolerance = toleranceOf(operands, first.shape[0], first.shape[1]);
  const char dtype = linalgDtype(operands.resultDtype());
  StridedArray a = asDtype(ctx, first, dtype);
  StridedArray b = columns.shape[1] > 0 ? asDtype(ctx, columns, dtype)
                                        : Stack().newArray(ctx, dtype, {columns.shape[0], 1});
  if (columns.shape[1] == 0) std::memset(b.data, 0, static_cast<size_t>(b.size() * itemSize(dtype)));
  LeastSquares found = leastSquares(ctx, a, b, tolerance);
  trim(found, a, columns.shape[1], is_vector);
  release(ctx, a);
  release(ctx, b);
  Results results(slots);
  giveAs(ctx, results, found.x, operands.resultDtype(0));
  giveAs(ctx, results, found.residuals, operands.resultDtype(1));
  results.put(ctx, found.rank);
  giveAs(ctx, results, found.singular_values, operands.resultDtype(3));
}
