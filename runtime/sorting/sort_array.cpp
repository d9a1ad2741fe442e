// Sorting arrays line by line; see sort_array.h.
#include "runtime/sorting/sort_array.h"

#include <algorithm>
#include <span>

#include "runtime/raise.h"
#include "runtime/sorting/argsort.h"
#include "runtime/sorting/kernels.h"
#include "runtime/sorting/lines.h"
#include "runtime/sorting/sort_values.h"

namespace krait::sorting {
namespace {

size_t extentOf(const StridedArray& array, int axis) {
  return axis < array.ndim ? static_cast<size_t>(array.shape[axis]) : 1;
}

// A number has one line of one element.
int64_t strideOf(const StridedArray& array, int axis) { return axis < array.ndim ? array.strides[axis] : 0; }

// Calls work(line, count) for each line of an array in place.
template <class T, class Work>
void changeLines(Scratch& scratch, const StridedArray& array, int axis, Work work) {
  const size_t count = extentOf(array, axis);
  const int64_t stride = strideOf(array, axis);
  forEachLine(array, array, axis, [&](char* data, char*) {
    T* line = contiguous<T>(scratch, Use::Line, data, stride, count);
    work(line, count);
    if (static_cast<void*>(line) != data) scatter(data, stride, line, count);
    if (isInterrupted(scratch.ctx)) poll(scratch.ctx);
  });
}

// Calls work(line, count, order) for each line; `order` is what is in the other array, and is written back.
template <class T, class Work>
void orderLines(Scratch& scratch, const StridedArray& array, const StridedArray& orders, int axis, Work work) {
  const size_t count = extentOf(array, axis);
  const int64_t order_stride = strideOf(orders, axis);
  forEachLine(array, orders, axis, [&](char* data, char* order_data) {
    const T* line = contiguous<T>(scratch, Use::Line, data, strideOf(array, axis), count);
    int64_t* order = contiguous<int64_t>(scratch, Use::Order, order_data, order_stride, count);
    work(line, count, order);
    if (reinterpret_cast<char*>(order) != order_data) scatter(order_data, order_stride, order, count);
    if (isInterrupted(scratch.ctx)) poll(scratch.ctx);
  });
}

int checkedAxis(kr_context* ctx, int64_t axis, int ndim) {
  if (axis >= -ndim && axis < ndim) return static_cast<int>(axis < 0 ? axis + ndim : axis);
  ctx->error_args[0].i64 = axis;
  ctx->error_args[1].i64 = ndim;
  raise(ctx, kr_error_axis_out_of_bounds);
}

void checkWritable(kr_context* ctx, int64_t is_readonly, const char* text) {
  if (is_readonly != 0) raiseText(ctx, kr_error_value_error, text);
}

// An array and the axis along which its elements are ordered. Without an axis, all of them in one line; a number is one.
struct OrderedArray {
  StridedArray array;
  int axis;
};

OrderedArray takeArrayAndAxis(kr_context* ctx, Operands& operands, const StridedArray& given) {
  OrderedArray ordered{given, 0};
  ordered.array.is_temporary = false;
  const bool is_flat = operands.isNone();
  if (is_flat && given.ndim > 1) {
    ordered.array = contiguousArray(ctx, given, given.dtype);
    ordered.array.shape[0] = given.size();
    ordered.array.strides[0] = itemSize(given.dtype);
    ordered.array.ndim = 1;
  }
  if (given.ndim == 0) ordered.array = withAxisAt(given, 0, 1, itemSize(given.dtype));
  if (is_flat) {
    operands.takeNone();
  } else {
    ordered.axis = checkedAxis(ctx, operands.takeInt(), ordered.array.ndim);
  }
  return ordered;
}

// Positions along an axis, brought into order: not negative, ascending.
struct Positions {
  int64_t* first;
  size_t count;
  StridedArray memory;

  [[nodiscard]] std::span<const int64_t> inLine() const { return {first, count}; }
};

Positions takePositions(kr_context* ctx, Operands& operands) {
  const int64_t room = kMaxAxes;
  Positions positions{nullptr, 0, {}};
  if (operands.tag() == OperandTag::Array) {
    positions.memory = copyOf(ctx, operands.takeArray(), 'l');
    positions.count = static_cast<size_t>(positions.memory.size());
  } else {
    positions.memory = newStrided(ctx, 'l', 1, &room);
    positions.count = static_cast<size_t>(operands.takeInts(reinterpret_cast<int64_t*>(positions.memory.data)));
  }
  positions.first = reinterpret_cast<int64_t*>(positions.memory.data);
  return positions;
}

void checkPositions(kr_context* ctx, const Positions& positions, const StridedArray& array, int axis) {
  const int64_t extent = static_cast<int64_t>(extentOf(array, axis));
  for (int64_t& position : std::span(positions.first, positions.count)) {
    position += position < 0 ? extent : 0;
    const bool is_inside = position >= 0 && position < extent;
    if (!is_inside && array.size() > 0) {
      raiseFormatted(ctx, kr_error_value_error, "kth(=%lld) out of bounds (%lld)", static_cast<long long>(position),
                     static_cast<long long>(extent));
    }
  }
  std::sort(positions.first, positions.first + positions.count);
}

StridedArray newOrders(kr_context* ctx, const StridedArray& array) { return newStrided(ctx, 'l', array.ndim, array.shape); }

void fillWithPositions(const StridedArray& orders, int axis) {
  forEachLine(orders, orders, axis, [&](char* data, char*) {
    for (size_t k = 0; k < extentOf(orders, axis); ++k) {
      const int64_t position = static_cast<int64_t>(k);
      std::memcpy(data + position * strideOf(orders, axis), &position, sizeof position);
    }
  });
}

// The keys of a lexsort, one after the other.
class Keys {
 public:
  Keys(kr_context* ctx, Operands& operands) : is_tuple_(operands.tag() == OperandTag::Tuple) {
    if (is_tuple_) count_ = operands.takeTuple();
    next_ = operands.takeArray();
    if (!is_tuple_) count_ = next_.shape[0];
    if (count_ == 0) raiseText(ctx, kr_error_type_error, "need sequence of keys with len > 0 in lexsort");
    if (is_tuple_) return;
    step_ = next_.strides[0];
    next_ = withoutAxis(next_, 0);
  }

  [[nodiscard]] int64_t count() const { return count_; }
  [[nodiscard]] const StridedArray& current() const { return next_; }

  void advance(Operands& operands) {
    if (is_tuple_) {
      next_ = operands.takeArray();
    } else {
      next_.data += step_;
    }
  }

 private:
  bool is_tuple_;
  int64_t count_ = 0, step_ = 0;
  StridedArray next_;
};

bool haveOneShape(const StridedArray& a, const StridedArray& b) {
  return a.ndim == b.ndim && std::equal(a.shape, a.shape + a.ndim, b.shape);
}

// All keys are looked at before any is sorted by.
void checkKeys(kr_context* ctx, Operands operands) {
  Keys keys(ctx, operands);
  const StridedArray first = keys.current();
  for (int64_t k = 1; k < keys.count(); ++k) {
    keys.advance(operands);
    if (!haveOneShape(first, keys.current())) raiseText(ctx, kr_error_value_error, "all keys need to be the same shape");
  }
}

void sortArray(Scratch& scratch, Operands operands) {
  kr_context* ctx = scratch.ctx;
  const StridedArray array = operands.takeArray();
  const int axis = checkedAxis(ctx, operands.takeInt(), array.ndim);
  checkWritable(ctx, operands.takeInt(), "sort array is read-only");
  withElementType(array.dtype, [&]<class T>(T) {
    changeLines<T>(scratch, array, axis, [&](T* line, size_t count) { sortValues(scratch, line, count); });
  });
  scratch.release();
}

void argsortArray(Scratch& scratch, Operands operands, kr_slot* slots) {
  kr_context* ctx = scratch.ctx;
  OrderedArray ordered = takeArrayAndAxis(ctx, operands, operands.takeArray());
  const Ties ties = operands.takeInt() != 0 ? Ties::KeepOrder : Ties::AnyOrder;
  const StridedArray orders = newOrders(ctx, ordered.array);
  withElementType(ordered.array.dtype, [&]<class T>(T) {
    orderLines<T>(scratch, ordered.array, orders, ordered.axis, [&](const T* line, size_t count, int64_t* order) {
      argsortValues(scratch, line, count, order, ties);
    });
  });
  scratch.release();
  release(ctx, ordered.array);
  Results(slots).putArray(orders);
}

}  // namespace
}  // namespace krait::sorting

using namespace krait;
using namespace krait::sorting;

void kr_sort(kr_context* ctx, const int64_t* words, kr_slot*) {
  Scratch scratch(ctx);
  sortArray(scratch, Operands(words));
}

void kr_sort_parallel(kr_context* ctx, const int64_t* words, kr_slot*) {
  Scratch scratch(ctx);
  scratch.is_parallel = true;
  sortArray(scratch, Operands(words));
}

void kr_argsort(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Scratch scratch(ctx);
  argsortArray(scratch, Operands(words), slots);
}

void kr_argsort_parallel(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Scratch scratch(ctx);
  scratch.is_parallel = true;
  argsortArray(scratch, Operands(words), slots);
}

void kr_partition(kr_context* ctx, const int64_t* words, kr_slot*) {
  Operands operands(words);
  const StridedArray array = operands.takeArray();
  Positions positions = takePositions(ctx, operands);
  const int axis = checkedAxis(ctx, operands.takeInt(), array.ndim);
  checkWritable(ctx, operands.takeInt(), "partition array is read-only");
  checkPositions(ctx, positions, array, axis);
  Scratch scratch(ctx);
  withElementType(array.dtype, [&]<class T>(T) {
    changeLines<T>(scratch, array, axis, [&](T* line, size_t count) {
      selectValues(scratch, line, count, positions.inLine());
    });
  });
  scratch.release();
  release(ctx, positions.memory);
}

void kr_argpartition(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray given = operands.takeArray();
  Positions positions = takePositions(ctx, operands);
  OrderedArray ordered = takeArrayAndAxis(ctx, operands, given);
  checkPositions(ctx, positions, ordered.array, ordered.axis);
  const StridedArray orders = newOrders(ctx, ordered.array);
  Scratch scratch(ctx);
  withElementType(ordered.array.dtype, [&]<class T>(T) {
    orderLines<T>(scratch, ordered.array, orders, ordered.axis, [&](const T* line, size_t count, int64_t* order) {
      argselectValues(scratch, line, count, order, positions.inLine());
    });
  });
  scratch.release();
  release(ctx, positions.memory);
  release(ctx, ordered.array);
  Results(slots).putArray(orders);
}

void kr_lexsort(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  checkKeys(ctx, operands);
  Operands axis_operand = operands;
  Keys all(ctx, axis_operand);
  const bool is_tuple = operands.tag() == OperandTag::Tuple;
  for (int64_t k = 1; is_tuple && k < all.count(); ++k) all.advance(axis_operand);
  const int axis = checkedAxis(ctx, axis_operand.takeInt(), all.current().ndim);
  const StridedArray orders = newOrders(ctx, all.current());
  fillWithPositions(orders, axis);
  Keys keys(ctx, operands);
  for (int64_t k = 0; k < keys.count(); ++k) {
    if (k > 0) keys.advance(operands);
    Scratch scratch(ctx);
    withElementType(keys.current().dtype, [&]<class T>(T) {
      orderLines<T>(scratch, keys.current(), orders, axis, [&](const T* line, size_t count, int64_t* order) {
        reorder(scratch, line, count, order);
      });
    });
    scratch.release();
  }
  Results(slots).putArray(orders);
}
