// Operands, results and views; see strided_array.h. Conversion of elements is in copy_elements.cpp.
#include "runtime/linear_algebra/strided_array.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "runtime/buffer.h"
#include "runtime/raise.h"

namespace krait {
namespace {

// NumPy's numeric types by what they hold; a pair is promoted along the rows.
constexpr const char kSigned[] = "bhil";
constexpr const char kUnsigned[] = "BHIL";
constexpr const char kFloats[] = "efd";

int indexIn(const char* letters, char letter) {
  const char* found = letter == '\0' ? nullptr : std::strchr(letters, letter);
  return found == nullptr ? -1 : static_cast<int>(found - letters);
}

int64_t integerBytes(char dtype) { return dtype == '?' ? 1 : itemSize(dtype); }

char promoteIntegers(char a, char b) {
  if (a == '?') return b;
  if (b == '?') return a;
  const bool a_signed = indexIn(kSigned, a) >= 0, b_signed = indexIn(kSigned, b) >= 0;
  if (a_signed == b_signed) return itemSize(a) >= itemSize(b) ? a : b;
  const char with_sign = a_signed ? a : b, without = a_signed ? b : a;
  if (itemSize(with_sign) > itemSize(without)) return with_sign;
  const int wider = indexIn(kUnsigned, without) + 1;
  return wider < 4 ? kSigned[wider] : 'd';
}

// The real float that holds a number of this type, as promotion with a float has it.
char floatOf(char dtype) {
  if (isFloatLetter(dtype) || isComplexLetter(dtype)) return realLetter(dtype);
  if (integerBytes(dtype) == 1) return 'e';
  return integerBytes(dtype) == 2 ? 'f' : 'd';
}

}  // namespace

int64_t itemSize(char dtype) {
  switch (dtype) {
  case '?':
  case 'b':
  case 'B': return 1;
  case 'h':
  case 'H':
  case 'e': return 2;
  case 'i':
  case 'I':
  case 'f': return 4;
  case 'D': return 16;
  default: return 8;
  }
}

bool isComplexLetter(char dtype) { return dtype == 'F' || dtype == 'D'; }
bool isFloatLetter(char dtype) { return indexIn(kFloats, dtype) >= 0; }
char realLetter(char dtype) { return dtype == 'F' ? 'f' : dtype == 'D' ? 'd' : dtype; }

char promoteLetters(char a, char b) {
  const bool is_complex = isComplexLetter(a) || isComplexLetter(b);
  const bool is_float = is_complex || isFloatLetter(a) || isFloatLetter(b);
  if (!is_float) return promoteIntegers(a, b);
  const char widest = kFloats[std::max(indexIn(kFloats, floatOf(a)), indexIn(kFloats, floatOf(b)))];
  if (!is_complex) return widest;
  return widest == 'd' ? 'D' : 'F';
}

int64_t StridedArray::size() const {
  int64_t count = 1;
  for (int axis = 0; axis < ndim; ++axis) count *= shape[axis];
  return count;
}

StridedArray Operands::takeArray() {
  const int64_t header = *next_++;
  StridedArray array;
  array.dtype = static_cast<char>(header >> 8);
  if (static_cast<OperandTag>(header & 0xff) == OperandTag::Number) {
    array.data = reinterpret_cast<char*>(const_cast<int64_t*>(next_));
    next_ += 2;
    return array;
  }
  array.ndim = static_cast<int>((header >> 16) & 0xffff);
  array.owner = static_cast<kr_owner>(next_[0]);
  array.data = reinterpret_cast<char*>(next_[1]);
  std::copy_n(next_ + 2, array.ndim, array.shape);
  std::copy_n(next_ + 2 + array.ndim, array.ndim, array.strides);
  next_ += 2 + 2 * array.ndim;
  return array;
}

double Operands::takeDouble() {
  const StridedArray number = takeArray();
  double value = 0;
  StridedArray out;
  out.data = reinterpret_cast<char*>(&value);
  copyElements(out, number);
  return value;
}

int Operands::takeInts(int64_t* out) {
  if (tag() != OperandTag::Tuple) {
    *out = takeInt();
    return 1;
  }
  const int count = takeTuple();
  for (int k = 0; k < count; ++k) out[k] = takeInt();
  return count;
}

void Results::putArray(const StridedArray& array) {
  (next_++)->u64 = array.owner;
  (next_++)->ptr = array.data;
  for (int axis = 0; axis < array.ndim; ++axis) (next_++)->i64 = array.shape[axis];
  for (int axis = 0; axis < array.ndim; ++axis) (next_++)->i64 = array.strides[axis];
}

void Results::putNumber(const StridedArray& number) {
  const int parts = isComplexLetter(number.dtype) ? 2 : 1;
  const size_t bytes = static_cast<size_t>(itemSize(number.dtype) / parts);
  for (int part = 0; part < parts; ++part)
    std::memcpy(next_++, number.data + static_cast<size_t>(part) * bytes, bytes);
}

void Results::put(kr_context* ctx, StridedArray& array) {
  if (array.ndim > 0) return putArray(array);
  putNumber(array);
  release(ctx, array);
}

StridedArray newStrided(kr_context* ctx, char dtype, int ndim, const int64_t* shape) {
  StridedArray array;
  array.dtype = dtype;
  array.ndim = ndim;
  std::copy_n(shape, ndim, array.shape);
  kr_buffer* buffer = kr_buffer_new(ctx, kr_array_size(ctx, ndim, array.shape, itemSize(dtype)));
  array.owner = reinterpret_cast<kr_owner>(buffer);
  array.data = static_cast<char*>(buffer->data);
  array.is_temporary = true;
  const bool is_empty = array.size() == 0;
  int64_t step = itemSize(dtype);
  for (int axis = ndim; axis-- > 0;) {
    array.strides[axis] = is_empty ? 0 : step;
    step *= array.shape[axis];
  }
  return array;
}

void release(kr_context* ctx, StridedArray& array) {
  if (array.is_temporary) kr_buffer_release(ctx, array.owner);
  array.is_temporary = false;
}

StridedArray swappedAxes(StridedArray array, int axis, int other) {
  std::swap(array.shape[axis], array.shape[other]);
  std::swap(array.strides[axis], array.strides[other]);
  return array;
}

StridedArray withAxisAt(const StridedArray& array, int position, int64_t extent, int64_t stride) {
  StridedArray made = array;
  made.ndim = array.ndim + 1;
  for (int axis = position; axis < array.ndim; ++axis) {
    made.shape[axis + 1] = array.shape[axis];
    made.strides[axis + 1] = array.strides[axis];
  }
  made.shape[position] = extent;
  made.strides[position] = stride;
  return made;
}

StridedArray withoutAxis(StridedArray array, int axis) {
  for (int k = axis; k + 1 < array.ndim; ++k) {
    array.shape[k] = array.shape[k + 1];
    array.strides[k] = array.strides[k + 1];
  }
  --array.ndim;
  return array;
}

bool isContiguous(const StridedArray& array) {
  int64_t step = itemSize(array.dtype);
  for (int axis = array.ndim; axis-- > 0;) {
    if (array.shape[axis] != 1 && array.strides[axis] != step) return array.size() == 0;
    step *= array.shape[axis];
  }
  return true;
}

// By the ranges of bytes, so that it may say yes where no element is shared.
bool mayOverlap(const StridedArray& a, const StridedArray& b) {
  const auto range = [](const StridedArray& array, const char*& low, const char*& high) {
    low = array.data;
    high = array.data + itemSize(array.dtype);
    for (int axis = 0; axis < array.ndim; ++axis) {
      const int64_t reach = (array.shape[axis] - 1) * array.strides[axis];
      (reach < 0 ? low : high) += reach;
    }
  };
  if (a.size() == 0 || b.size() == 0) return false;
  const char *a_low, *a_high, *b_low, *b_high;
  range(a, a_low, a_high);
  range(b, b_low, b_high);
  return a_low < b_high && b_low < a_high;
}

void raiseFormatted(kr_context* ctx, kr_error_kind kind, const char* format, ...) {
  static thread_local char text[512];  // read by the host on this thread, before it runs anything else
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  raiseText(ctx, kind, text);
}

}  // namespace krait
