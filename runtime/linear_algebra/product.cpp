// Products of matrices and vectors: NumPy's own loops for floats and complex numbers, ours for integers and
// bools.
#include "runtime/linear_algebra/product.h"

#include <algorithm>
#include <numeric>

#include "runtime/buffer.h"
#include "runtime/linear_algebra/gufunc.h"
#include "runtime/linear_algebra/integer_product.h"
#include "runtime/raise.h"

namespace krait {
namespace {

kr_loop matmulLoop(kr_context* ctx, char dtype) {
  switch (dtype) {
  case 'e': return findLoop(ctx, Loop::matmul_e);
  case 'f': return findLoop(ctx, Loop::matmul_f);
  case 'd': return findLoop(ctx, Loop::matmul_d);
  case 'F': return findLoop(ctx, Loop::matmul_F);
  case 'D': return findLoop(ctx, Loop::matmul_D);
  default: return integerProduct(dtype);
  }
}

bool hasContiguousRows(const StridedArray& matrix) {
  const int64_t item = itemSize(matrix.dtype);
  const int64_t row_step = matrix.strides[matrix.ndim - 2];
  if (matrix.extent(1) == 1) return row_step == item;
  return matrix.strides[matrix.ndim - 1] == item && row_step % item == 0;
}

// Both operands in a form that the loop of their dtype takes.
void runProduct(kr_context* ctx, const Stack& stack, const StridedArray& a, const StridedArray& b,
                const StridedArray& out) {
  const char dtype = a.dtype;
  const bool is_ours = !isFloatLetter(dtype) && !isComplexLetter(dtype);
  const auto packed = [&](const StridedArray& matrix) {
    return is_ours && !hasContiguousRows(matrix) ? copyOf(ctx, matrix, dtype) : asDtype(ctx, matrix, dtype);
  };
  StridedArray left = packed(a), right = packed(b);
  runLoop(matmulLoop(ctx, dtype), stack, {{&left, 2}, {&right, 2}, {&out, 2}},
          {a.extent(2), a.extent(1), b.extent(1)});
  release(ctx, left);
  release(ctx, right);
}

// A vector as a matrix of one row or column.
StridedArray rowMatrix(const StridedArray& a) { return a.ndim == 1 ? withAxisAt(a, 0, 1, 0) : a; }
StridedArray columnMatrix(const StridedArray& b) { return b.ndim == 1 ? withAxisAt(b, 1, 1, 0) : b; }

void checkInner(kr_context* ctx, const StridedArray& a, const StridedArray& b) {
  const int64_t k = a.extent(1), other = b.ndim == 1 ? b.extent(1) : b.extent(2);
  if (k == other) return;
  raiseFormatted(ctx, kr_error_value_error,
                 "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
                 "(n?,k),(k,m?)->(n?,m?) (size %ld is different from %ld)",
                 other, k);
}

// Every vector of a, along its last axis, by every vector of b, along its last axis.
StridedArray allPairs(kr_context* ctx, const StridedArray& a, const StridedArray& b) {
  StridedArray left = rowMatrix(a), right = b;
  for (int axis = 0; axis + 1 < b.ndim; ++axis) left = withAxisAt(left, a.ndim - 1, 1, 0);
  left = withAxisAt(left, left.ndim - 1, 1, 0);
  if (a.ndim == 1) left = withoutAxis(left, 0);
  right = withAxisAt(right, right.ndim, 1, 0);
  const Stack stack = broadcastStacks(ctx, {{&left, 2}, {&right, 2}});
  StridedArray out = stack.newArray(ctx, a.dtype, {1, 1});
  runProduct(ctx, stack, left, right, out);
  out.ndim -= 2;
  return out;
}

// a . b as np.dot has it.
StridedArray dotProduct(kr_context* ctx, const StridedArray& a, const StridedArray& b) {
  if (a.ndim <= 2 && b.ndim <= 2) return matrixProduct(ctx, a, b);
  return allPairs(ctx, a, b.ndim == 1 ? b : swappedAxes(b, b.ndim - 2, b.ndim - 1));
}

// Both operands in the dtype of the product.
struct Factors {
  StridedArray a, b;
};

Factors takeFactors(kr_context* ctx, Operands& operands) {
  const StridedArray a = operands.takeArray();
  const StridedArray b = operands.takeArray();
  const char dtype = promoteLetters(a.dtype, b.dtype);
  return {asDtype(ctx, a, dtype), asDtype(ctx, b, dtype)};
}

void releaseFactors(kr_context* ctx, Factors& factors) {
  release(ctx, factors.a);
  release(ctx, factors.b);
}

// NumPy's errors for an `out` that the product does not fit into; extra leading axes repeat it.
void checkMatmulOut(kr_context* ctx, const StridedArray& made, const StridedArray& out, int core) {
  for (int k = core; k > 0; --k) {
    if (out.ndim >= k && made.extent(k) == out.extent(k)) continue;
    raiseFormatted(ctx, kr_error_value_error,
                   "matmul: Output operand 0 has a mismatch in its core dimension %d, with gufunc signature "
                   "(n?,k),(k,m?)->(n?,m?) (size %ld is different from %ld)",
                   core - k, out.ndim >= k ? out.extent(k) : 0, made.extent(k));
  }
  for (int axis = 0; axis < made.ndim - core; ++axis) {
    const int64_t extent = made.extent(made.ndim - axis);
    const int from_end = made.ndim - axis;
    const bool fits = out.ndim >= from_end && (out.extent(from_end) == extent || extent == 1);
    if (!fits)
      raiseText(ctx, kr_error_value_error, "the array given as out does not have the shape of the product");
  }
}

// Where `out` has exactly the product's shape and dtype and shares no memory with the factors, the product is
// written there; otherwise false, and nothing was done.
bool multiplyInto(kr_context* ctx, const Factors& factors, const StridedArray& out) {
  const char dtype = factors.a.dtype;
  const bool is_ours = !isFloatLetter(dtype) && !isComplexLetter(dtype);
  const bool is_apart = !mayOverlap(out, factors.a) && !mayOverlap(out, factors.b);
  if (out.dtype != dtype || !is_apart || (is_ours && !isContiguous(out))) return false;
  const StridedArray left = rowMatrix(factors.a), right = columnMatrix(factors.b);
  StridedArray cells = out;
  const int row_axis = out.ndim - (factors.b.ndim > 1 ? 1 : 0);
  if (factors.a.ndim == 1) cells = withAxisAt(cells, row_axis, 1, 0);
  if (factors.b.ndim == 1) cells = withAxisAt(cells, cells.ndim, 1, 0);
  const Stack stack = broadcastStacks(ctx, {{&left, 2}, {&right, 2}});
  const bool fits = cells.ndim == stack.ndim + 2 &&
                    std::equal(stack.shape, stack.shape + stack.ndim, cells.shape) &&
                    cells.extent(2) == left.extent(2) && cells.extent(1) == right.extent(1);
  if (fits) runProduct(ctx, stack, left, right, cells);
  return fits;
}

// Axes of a tensor for a matrix: those in `order`, the first `rows` of which become its rows.
StridedArray asMatrix(kr_context* ctx, const StridedArray& array, const int* order, int rows) {
  StridedArray permuted = array;
  for (int axis = 0; axis < array.ndim; ++axis) {
    permuted.shape[axis] = array.shape[order[axis]];
    permuted.strides[axis] = array.strides[order[axis]];
  }
  StridedArray matrix = asContiguous(ctx, permuted, array.dtype);
  const int64_t row_count =
      std::accumulate(permuted.shape, permuted.shape + rows, int64_t{1}, std::multiplies<>());
  const int64_t column_count =
      std::accumulate(permuted.shape + rows, permuted.shape + array.ndim, int64_t{1}, std::multiplies<>());
  matrix.ndim = 2;
  matrix.shape[0] = row_count;
  matrix.shape[1] = column_count;
  matrix.strides[0] = column_count * itemSize(array.dtype);
  matrix.strides[1] = itemSize(array.dtype);
  return matrix;
}

// The contracted axes of both operands; not negative.
struct Contraction {
  int count = 0;
  int64_t a_axes[kMaxAxes], b_axes[kMaxAxes];
};

Contraction takeContraction(kr_context* ctx, Operands& operands, const StridedArray& a,
                            const StridedArray& b) {
  Contraction axes;
  int b_count = 0;
  if (operands.tag() == OperandTag::Tuple) {
    static_cast<void>(operands.takeTuple());
    axes.count = operands.takeInts(axes.a_axes);
    b_count = operands.takeInts(axes.b_axes);
  } else {
    axes.count = b_count = static_cast<int>(std::max<int64_t>(0, operands.takeInt()));
    std::iota(axes.a_axes, axes.a_axes + axes.count, -axes.count);
    std::iota(axes.b_axes, axes.b_axes + axes.count, 0);
  }
  bool fits = axes.count == b_count;
  for (int k = 0; fits && k < axes.count; ++k) {
    int64_t &p = axes.a_axes[k], &q = axes.b_axes[k];
    if (p < -a.ndim || p >= a.ndim || q < -b.ndim || q >= b.ndim) raise(ctx, kr_error_tuple_index);
    if (p < 0) p += a.ndim;
    if (q < 0) q += b.ndim;
    fits = a.shape[p] == b.shape[q];
  }
  if (!fits) raiseText(ctx, kr_error_value_error, "shape-mismatch for sum");
  return axes;
}

// The axes that are not contracted, in order; how many.
int freeAxes(int ndim, const int64_t* contracted, int count, int* out) {
  int found = 0;
  for (int axis = 0; axis < ndim; ++axis) {
    if (std::find(contracted, contracted + count, axis) == contracted + count) out[found++] = axis;
  }
  return found;
}

StridedArray contract(kr_context* ctx, const StridedArray& a, const StridedArray& b,
                      const Contraction& axes) {
  int a_order[kMaxAxes], b_order[kMaxAxes], b_free[kMaxAxes];
  const int a_count = freeAxes(a.ndim, axes.a_axes, axes.count, a_order);
  std::copy_n(axes.a_axes, axes.count, a_order + a_count);
  std::copy_n(axes.b_axes, axes.count, b_order);
  const int b_count = freeAxes(b.ndim, axes.b_axes, axes.count, b_free);
  std::copy_n(b_free, b_count, b_order + axes.count);
  StridedArray left = asMatrix(ctx, a, a_order, a_count);
  StridedArray right = asMatrix(ctx, b, b_order, axes.count);
  StridedArray product = matrixProduct(ctx, left, right);
  release(ctx, left);
  release(ctx, right);
  int64_t shape[kMaxAxes];
  for (int k = 0; k < a_count; ++k) shape[k] = a.shape[a_order[k]];
  for (int k = 0; k < b_count; ++k) shape[a_count + k] = b.shape[b_free[k]];
  product.ndim = a_count + b_count;
  int64_t step = itemSize(a.dtype);
  for (int axis = product.ndim; axis-- > 0;) {
    product.shape[axis] = shape[axis];
    product.strides[axis] = step;
    step *= shape[axis];
  }
  return product;
}

}  // namespace

void checkAligned(kr_context* ctx, const StridedArray& a, const StridedArray& b, int b_axis) {
  if (a.extent(1) == b.shape[b_axis]) return;
  char a_shape[120], b_shape[120];
  writeShape(a_shape, sizeof a_shape, std::span(a.shape, static_cast<size_t>(a.ndim)));
  writeShape(b_shape, sizeof b_shape, std::span(b.shape, static_cast<size_t>(b.ndim)));
  raiseFormatted(ctx, kr_error_value_error, "shapes %s and %s not aligned: %ld (dim %d) != %ld (dim %d)",
                 a_shape, b_shape, a.extent(1), a.ndim - 1, b.shape[b_axis], b_axis);
}

void giveOut(kr_context* ctx, const StridedArray& out, StridedArray& made, kr_slot* results) {
  copyElements(out, made);
  release(ctx, made);
  kr_buffer_retain(out.owner);
  Results(results).putArray(out);
}

void giveDot(kr_context* ctx, Operands& operands, StridedArray& made, kr_slot* results) {
  if (operands.isNone()) return Results(results).put(ctx, made);
  const StridedArray out = operands.takeArray();
  if (!isContiguous(out)) {
    raiseText(ctx, kr_error_value_error,
              "output array is not acceptable (must have the right datatype, number of dimensions, and be a "
              "C-Array)");
  }
  if (!std::equal(made.shape, made.shape + made.ndim, out.shape)) {
    raiseText(ctx, kr_error_value_error, "output array has wrong dimensions");
  }
  giveOut(ctx, out, made, results);
}

StridedArray matrixProduct(kr_context* ctx, const StridedArray& a, const StridedArray& b) {
  const StridedArray left = rowMatrix(a), right = columnMatrix(b);
  const Stack stack = broadcastStacks(ctx, {{&left, 2}, {&right, 2}});
  StridedArray out = stack.newArray(ctx, a.dtype, {left.extent(2), right.extent(1)});
  runProduct(ctx, stack, left, right, out);
  if (b.ndim == 1) out = withoutAxis(out, out.ndim - 1);
  if (a.ndim == 1) out = withoutAxis(out, out.ndim - (b.ndim == 1 ? 1 : 2));
  return out;
}

}  // namespace krait

using namespace krait;

void kr_matmul(kr_context* ctx, const int64_t* words, kr_slot* results) {
  Operands operands(words);
  Factors factors = takeFactors(ctx, operands);
  checkInner(ctx, factors.a, factors.b);
  const bool has_out = !operands.isNone();
  StridedArray out;
  if (has_out) out = operands.takeArray();
  if (has_out && multiplyInto(ctx, factors, out)) {
    releaseFactors(ctx, factors);
    kr_buffer_retain(out.owner);
    return Results(results).putArray(out);
  }
  StridedArray made = matrixProduct(ctx, factors.a, factors.b);
  const int core = static_cast<int>(factors.a.ndim > 1) + static_cast<int>(factors.b.ndim > 1);
  releaseFactors(ctx, factors);
  if (!has_out) return Results(results).put(ctx, made);
  checkMatmulOut(ctx, made, out, core);
  giveOut(ctx, out, made, results);
}

void kr_dot(kr_context* ctx, const int64_t* words, kr_slot* results) {
  Operands operands(words);
  Factors factors = takeFactors(ctx, operands);
  checkAligned(ctx, factors.a, factors.b, std::max(0, factors.b.ndim - 2));
  StridedArray made = dotProduct(ctx, factors.a, factors.b);
  releaseFactors(ctx, factors);
  giveDot(ctx, operands, made, results);
}

void kr_inner(kr_context* ctx, const int64_t* words, kr_slot* results) {
  Operands operands(words);
  Factors factors = takeFactors(ctx, operands);
  StridedArray& b = factors.b;
  if (b.ndim > 1 && factors.a.ndim <= 2 && b.ndim <= 2) {
    const StridedArray transposed = swappedAxes(b, b.ndim - 2, b.ndim - 1);
    checkAligned(ctx, factors.a, transposed, 0);
    StridedArray made = matrixProduct(ctx, factors.a, transposed);
    releaseFactors(ctx, factors);
    return Results(results).put(ctx, made);
  }
  const StridedArray transposed = b.ndim > 1 ? swappedAxes(b, b.ndim - 2, b.ndim - 1) : b;
  checkAligned(ctx, factors.a, transposed, std::max(0, b.ndim - 2));
  StridedArray made =
      b.ndim == 1 && factors.a.ndim <= 2 ? matrixProduct(ctx, factors.a, b) : allPairs(ctx, factors.a, b);
  releaseFactors(ctx, factors);
  Results(results).put(ctx, made);
}

void kr_vdot(kr_context* ctx, const int64_t* words, kr_slot* results) {
  Operands operands(words);
  const StridedArray first = operands.takeArray(), second = operands.takeArray();
  if (first.size() != second.size()) {
    raiseFormatted(ctx, kr_error_value_error, "cannot reshape array of size %ld into shape (%ld,)",
                   second.size(), first.size());
  }
  const char dtype = promoteLetters(first.dtype, second.dtype);
  Factors factors{asContiguous(ctx, first, dtype), asContiguous(ctx, second, dtype)};
  for (StridedArray* each : {&factors.a, &factors.b}) {
    each->shape[0] = first.size();
    each->strides[0] = itemSize(dtype);
    each->ndim = 1;
  }
  StridedArray made = newStrided(ctx, dtype, 0, nullptr);
  if (isComplexLetter(dtype)) {
    const kr_loop loop = findLoop(ctx, dtype == 'F' ? Loop::vecdot_F : Loop::vecdot_D);
    runLoop(loop, {}, {{&factors.a, 1}, {&factors.b, 1}, {&made, 0}}, {first.size()});
  } else {
    release(ctx, made);
    made = matrixProduct(ctx, factors.a, factors.b);
  }
  releaseFactors(ctx, factors);
  Results(results).put(ctx, made);
}

void kr_vecdot(kr_context* ctx, const int64_t* words, kr_slot* results) {
  Operands operands(words);
  Factors factors = takeFactors(ctx, operands);
  const int64_t count = factors.a.extent(1);
  if (factors.b.extent(1) != count) {
    raiseFormatted(ctx, kr_error_value_error,
                   "vecdot: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
                   "(n),(n)->() (size %ld is "
                   "different from %ld)",
                   factors.b.extent(1), count);
  }
  const char dtype = factors.a.dtype;
  const Stack stack = broadcastStacks(ctx, {{&factors.a, 1}, {&factors.b, 1}});
  StridedArray made = stack.newArray(ctx, dtype, {});
  if (isComplexLetter(dtype)) {
    const kr_loop loop = findLoop(ctx, dtype == 'F' ? Loop::vecdot_F : Loop::vecdot_D);
    runLoop(loop, stack, {{&factors.a, 1}, {&factors.b, 1}, {&made, 0}}, {count});
  } else {
    const StridedArray row = withAxisAt(factors.a, factors.a.ndim - 1, 1, 0);
    const StridedArray column = withAxisAt(factors.b, factors.b.ndim, 1, 0);
    const StridedArray cells = withAxisAt(withAxisAt(made, made.ndim, 1, 0), made.ndim + 1, 1, 0);
    runProduct(ctx, stack, row, column, cells);
  }
  releaseFactors(ctx, factors);
  Results(results).put(ctx, made);
}

void kr_tensordot(kr_context* ctx, const int64_t* words, kr_slot* results) {
  Operands operands(words);
  Factors factors = takeFactors(ctx, operands);
  const Contraction axes = takeContraction(ctx, operands, factors.a, factors.b);
  StridedArray made = contract(ctx, factors.a, factors.b, axes);
  releaseFactors(ctx, factors);
  Results(results).put(ctx, made);
}
