// np.einsum: one loop for each label, the sum innermost; two arrays with labels to contract are a matrix
// product.
#include <algorithm>
#include <complex>
#include <cstring>
#include <numeric>
#include <string_view>

#include "runtime/buffer.h"
#include "runtime/linear_algebra/gufunc.h"
#include "runtime/linear_algebra/product.h"
#include "runtime/raise.h"

namespace krait {
namespace {

constexpr int kMaxOperands = 32;
constexpr int kMaxLabels = 64;

// The axes of an operand by label: stride 0 where it does not have the label, the sum of strides where it has
// it twice.
struct Labelled {
  StridedArray array;
  int64_t strides[kMaxLabels];
  bool has[kMaxLabels];
  bool repeats = false;  // a label twice
};

// Labels are numbered: those of the output in order, then those that are summed over.
struct Einsum {
  int operand_count = 0, label_count = 0, output_count = 0;
  char labels[kMaxLabels];
  int64_t extents[kMaxLabels];
  Labelled operands[kMaxOperands];
  char dtype = 'd';

  int indexOf(char label) const {
    return static_cast<int>(std::find(labels, labels + label_count, label) - labels);
  }
};

void numberLabels(Einsum& sum, std::string_view inputs, std::string_view output) {
  for (const char label : output) sum.labels[sum.label_count++] = label;
  sum.output_count = sum.label_count;
  char rest[256];
  size_t count = 0;
  for (const char label : inputs) {
    if (label != ',' && sum.indexOf(label) == sum.label_count) rest[count++] = label;
  }
  std::sort(rest, rest + count);
  const auto end = std::unique(rest, rest + count);
  for (const char* label = rest; label != end; ++label) sum.labels[sum.label_count++] = *label;
  std::fill_n(sum.extents, sum.label_count, 1);
}

void label(kr_context* ctx, const Einsum& sum, Labelled& operand, int position, std::string_view labels) {
  std::fill_n(operand.strides, sum.label_count, 0);
  std::fill_n(operand.has, sum.label_count, false);
  int64_t own[kMaxLabels];
  for (size_t axis = 0; axis < labels.size(); ++axis) {
    const int k = sum.indexOf(labels[axis]);
    const int64_t extent = operand.array.shape[axis];
    if (operand.has[k]) {
      operand.repeats = true;
      if (own[k] != extent && own[k] != 1 && extent != 1) {
        raiseFormatted(ctx, kr_error_value_error,
                       "dimensions in operand %d for collapsing index '%c' don't match (%ld != %ld)",
                       position, labels[axis], own[k], extent);
      }
    }
    own[k] = operand.has[k] ? std::max(own[k], extent) : extent;
    operand.has[k] = true;
    if (extent != 1) operand.strides[k] += operand.array.strides[axis];
  }
}

[[noreturn]] void raiseNoFit(kr_context* ctx, const Einsum& sum, std::string_view inputs) {
  char text[400];
  int used = 0;
  for (int position = 0; position < sum.operand_count; ++position) {
    const StridedArray& array = sum.operands[position].array;
    const std::string_view labels = inputs.substr(0, inputs.find(','));
    inputs.remove_prefix(std::min(labels.size() + 1, inputs.size()));
    used += writeShape(text + used, sizeof text - static_cast<size_t>(used),
                       std::span(array.shape, static_cast<size_t>(array.ndim)));
    used += std::snprintf(text + used, sizeof text - static_cast<size_t>(used), "->(");
    int first = 0;
    while (first + 1 < sum.label_count && labels.find(sum.labels[first]) == labels.npos) ++first;
    for (int k = first; k < sum.label_count; ++k) {
      const size_t axis = labels.find(sum.labels[k]);
      const char* comma = k + 1 < sum.label_count ? "," : "";
      const size_t room = sizeof text - static_cast<size_t>(used);
      used += axis == labels.npos ? std::snprintf(text + used, room, "newaxis%s", comma)
                                  : std::snprintf(text + used, room, "%ld%s", array.shape[axis], comma);
    }
    used += std::snprintf(text + used, sizeof text - static_cast<size_t>(used), ") ");
  }
  raiseFormatted(ctx, kr_error_value_error,
                 "operands could not be broadcast together with remapped shapes [original->remapped]: %s",
                 text);
}

// Extents of all labels from the arrays' shapes.
void measure(kr_context* ctx, Einsum& sum, std::string_view inputs) {
  const std::string_view all = inputs;
  for (int position = 0; position < sum.operand_count; ++position) {
    const std::string_view labels = inputs.substr(0, inputs.find(','));
    inputs.remove_prefix(std::min(labels.size() + 1, inputs.size()));
    label(ctx, sum, sum.operands[position], position, labels);
    for (size_t axis = 0; axis < labels.size(); ++axis) {
      int64_t& extent = sum.extents[sum.indexOf(labels[axis])];
      const int64_t given = sum.operands[position].array.shape[axis];
      if (given == 1 || given == extent) continue;
      if (extent != 1) raiseNoFit(ctx, sum, all);
      extent = given;
    }
  }
}

// --- the loops

template <typename T>
struct Sum {
  using Value = T;
  static T multiply(T a, T b) { return static_cast<T>(a * b); }
  static T add(T a, T b) { return static_cast<T>(a + b); }
};
template <>
struct Sum<_Float16> {
  using Value = float;
  static float multiply(float a, float b) { return a * b; }
  static float add(float a, float b) { return a + b; }
};
template <>
struct Sum<bool> {
  using Value = bool;
  static bool multiply(bool a, bool b) { return a && b; }
  static bool add(bool a, bool b) { return a || b; }
};
template <typename T>
struct Sum<std::complex<T>> {
  using Value = std::complex<T>;
  static Value multiply(Value a, Value b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }
  static Value add(Value a, Value b) { return a + b; }
};

// The pointers into the operands at one place of the loops.
struct Position {
  const char* data[kMaxOperands];
};

Position moved(const Einsum& sum, const Position& from, int label, int64_t steps) {
  Position to;
  for (int k = 0; k < sum.operand_count; ++k)
    to.data[k] = from.data[k] + steps * sum.operands[k].strides[label];
  return to;
}

template <typename T>
typename Sum<T>::Value sumFrom(const Einsum& sum, const Position& at, int label) {
  using Value = typename Sum<T>::Value;
  if (label == sum.label_count) {
    Value product = static_cast<Value>(*reinterpret_cast<const T*>(at.data[0]));
    for (int k = 1; k < sum.operand_count; ++k) {
      product = Sum<T>::multiply(product, static_cast<Value>(*reinterpret_cast<const T*>(at.data[k])));
    }
    return product;
  }
  Value total{};
  const int64_t extent = sum.extents[label];
  const bool is_pair = sum.operand_count == 2 && label + 1 == sum.label_count;
  if (is_pair) {
    const char *a = at.data[0], *b = at.data[1];
    const int64_t a_step = sum.operands[0].strides[label], b_step = sum.operands[1].strides[label];
    for (int64_t i = 0; i < extent; ++i, a += a_step, b += b_step) {
      const Value product = Sum<T>::multiply(static_cast<Value>(*reinterpret_cast<const T*>(a)),
                                             static_cast<Value>(*reinterpret_cast<const T*>(b)));
      total = Sum<T>::add(total, product);
    }
    return total;
  }
  for (int64_t i = 0; i < extent; ++i)
    total = Sum<T>::add(total, sumFrom<T>(sum, moved(sum, at, label, i), label + 1));
  return total;
}

template <typename T>
void fill(const Einsum& sum, const StridedArray& out, char* to, const Position& at, int label) {
  if (label == sum.output_count) {
    using Value = typename Sum<T>::Value;  // a sum begins with 0, which -0.0 does not survive
    *reinterpret_cast<T*>(to) = static_cast<T>(Sum<T>::add(Value{}, sumFrom<T>(sum, at, label)));
    return;
  }
  for (int64_t i = 0; i < sum.extents[label]; ++i) {
    fill<T>(sum, out, to + i * out.strides[label], moved(sum, at, label, i), label + 1);
  }
}

template <typename T>
void evaluateAs(const Einsum& sum, const StridedArray& out) {
  Position start;
  for (int k = 0; k < sum.operand_count; ++k) start.data[k] = sum.operands[k].array.data;
  fill<T>(sum, out, out.data, start, 0);
}

// Integers wrap around, so their sign is of no matter.
void evaluate(const Einsum& sum, const StridedArray& out) {
  switch (sum.dtype) {
  case '?': return evaluateAs<bool>(sum, out);
  case 'e': return evaluateAs<_Float16>(sum, out);
  case 'f': return evaluateAs<float>(sum, out);
  case 'd': return evaluateAs<double>(sum, out);
  case 'F': return evaluateAs<std::complex<float>>(sum, out);
  case 'D': return evaluateAs<std::complex<double>>(sum, out);
  default: break;
  }
  switch (itemSize(sum.dtype)) {
  case 1: return evaluateAs<uint8_t>(sum, out);
  case 2: return evaluateAs<uint16_t>(sum, out);
  case 4: return evaluateAs<uint32_t>(sum, out);
  default: return evaluateAs<uint64_t>(sum, out);
  }
}

// --- two operands as a matrix product

// Labels of two operands by where they stand.
struct Roles {
  int stack[kMaxLabels], left[kMaxLabels], right[kMaxLabels], inner[kMaxLabels];
  int stack_count = 0, left_count = 0, right_count = 0, inner_count = 0;
};

// Half precision has no BLAS, and more precise sums here than in a product.
bool findRoles(const Einsum& sum, Roles& roles) {
  if (sum.dtype == 'e' || sum.operand_count != 2 || sum.operands[0].repeats || sum.operands[1].repeats)
    return false;
  for (int k = 0; k < sum.label_count; ++k) {
    const bool in_a = sum.operands[0].has[k], in_b = sum.operands[1].has[k],
               is_summed = k >= sum.output_count;
    if (is_summed && !(in_a && in_b)) return false;
    if (is_summed)
      roles.inner[roles.inner_count++] = k;
    else if (in_a && in_b)
      roles.stack[roles.stack_count++] = k;
    else if (in_a)
      roles.left[roles.left_count++] = k;
    else
      roles.right[roles.right_count++] = k;
  }
  return roles.inner_count > 0;
}

int64_t product(const Einsum& sum, const int* labels, int count) {
  return std::accumulate(labels, labels + count, int64_t{1},
                         [&](int64_t total, int label) { return total * sum.extents[label]; });
}

// The operand with its axes in the order stack, rows, columns; rows and columns each one axis.
StridedArray stackedMatrix(kr_context* ctx, const Einsum& sum, const Labelled& operand, const Roles& roles,
                           const int* rows, int row_count, const int* columns, int column_count) {
  StridedArray view = operand.array;
  view.ndim = 0;
  const auto append = [&](const int* labels, int count) {
    for (int k = 0; k < count; ++k, ++view.ndim) {
      view.shape[view.ndim] = sum.extents[labels[k]];
      view.strides[view.ndim] = operand.strides[labels[k]];
    }
  };
  append(roles.stack, roles.stack_count);
  append(rows, row_count);
  append(columns, column_count);
  StridedArray made = view;
  made.is_temporary = false;
  if (row_count != 1 || column_count != 1) made = asContiguous(ctx, view, sum.dtype);
  if (row_count == 1 && column_count == 1) return made;
  const int64_t item = itemSize(sum.dtype), width = product(sum, columns, column_count);
  made.ndim = roles.stack_count + 2;
  made.shape[made.ndim - 2] = product(sum, rows, row_count);
  made.shape[made.ndim - 1] = width;
  made.strides[made.ndim - 2] = width * item;
  made.strides[made.ndim - 1] = item;
  return made;
}

// The product with its axes in the order of the output.
StridedArray inOutputOrder(const Einsum& sum, const StridedArray& matrix, const Roles& roles) {
  StridedArray out = matrix;
  out.ndim = sum.output_count;
  int64_t step = itemSize(sum.dtype);
  const auto place = [&](const int* labels, int count) {
    for (int k = count; k-- > 0; step *= sum.extents[labels[k]]) {
      out.shape[labels[k]] = sum.extents[labels[k]];
      out.strides[labels[k]] = step;
    }
  };
  place(roles.right, roles.right_count);
  place(roles.left, roles.left_count);
  place(roles.stack, roles.stack_count);
  return out;
}

StridedArray evaluateProduct(kr_context* ctx, const Einsum& sum, const Roles& roles) {
  StridedArray a = stackedMatrix(ctx, sum, sum.operands[0], roles, roles.left, roles.left_count, roles.inner,
                                 roles.inner_count);
  StridedArray b = stackedMatrix(ctx, sum, sum.operands[1], roles, roles.inner, roles.inner_count,
                                 roles.right, roles.right_count);
  const StridedArray made = matrixProduct(ctx, a, b);
  release(ctx, a);
  release(ctx, b);
  return inOutputOrder(sum, made, roles);
}

StridedArray evaluateNew(kr_context* ctx, const Einsum& sum) {
  Roles roles;
  if (!findRoles(sum, roles)) {
    const StridedArray out = newStrided(ctx, sum.dtype, sum.output_count, sum.extents);
    evaluate(sum, out);
    return out;
  }
  StridedArray found = evaluateProduct(ctx, sum, roles);
  if (isContiguous(found)) return found;
  StridedArray ordered = copyOf(ctx, found, sum.dtype);
  release(ctx, found);
  return ordered;
}

StridedArray viewOf(const Einsum& sum) {
  StridedArray view = sum.operands[0].array;
  view.ndim = sum.output_count;
  std::copy_n(sum.extents, sum.output_count, view.shape);
  std::copy_n(sum.operands[0].strides, sum.output_count, view.strides);
  return view;
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_einsum(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const std::string_view text = operands.takeText();
  const std::string_view inputs = text.substr(0, text.find("->")), output = text.substr(inputs.size() + 2);
  Einsum sum;
  sum.operand_count = 1 + static_cast<int>(std::count(inputs.begin(), inputs.end(), ','));
  const bool has_out = !operands.isNone();
  StridedArray given_out;
  if (has_out)
    given_out = operands.takeArray();
  else
    operands.takeNone();
  sum.dtype = operands.resultDtype();
  numberLabels(sum, inputs, output);
  for (int k = 0; k < sum.operand_count; ++k)
    sum.operands[k].array = asDtype(ctx, operands.takeArray(), sum.dtype);
  measure(ctx, sum, inputs);
  Results results(slots);
  const bool is_view =
      !has_out && sum.operand_count == 1 && sum.label_count == sum.output_count && sum.output_count > 0;
  if (is_view) {
    kr_buffer_retain(sum.operands[0].array.owner);
    return results.putArray(viewOf(sum));
  }
  StridedArray made = evaluateNew(ctx, sum);
  for (int k = 0; k < sum.operand_count; ++k) release(ctx, sum.operands[k].array);
  if (!has_out) return results.put(ctx, made);
  if (!std::equal(made.shape, made.shape + made.ndim, given_out.shape)) {
    raiseText(ctx, kr_error_value_error, "the array given as out does not have the shape of the result");
  }
  copyElements(given_out, made);
  release(ctx, made);
  kr_buffer_retain(given_out.owner);
  results.putArray(given_out);
}
