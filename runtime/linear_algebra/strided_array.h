// Arrays as the runtime's linear algebra sees them, and how they come from and go back to compiled code.
//
// Compiled code passes all operands of a call as one row of words, each operand behind a header word:
//   header  tag in bits 0-7, dtype letter in bits 8-15, number of axes or elements in bits 16-31; bit 32:
//   Python's number None    nothing            Array   owner, data, shape, strides          Number  two
//   words: value, imaginary part Text    address            Tuple   its elements, one after the other
//   Slice   start, stop, step    Ellipsis nothing
// The row begins with a word of the dtype letters of the arrays and numbers in the result, first one lowest.
// Results go into slots as abi.h has them. Dtype letters are NumPy's ('d' float64, 'l' int64 ...).
//
// What is allocated on the way hangs from the context: a raise gives it back. Nothing here has a destructor.
#pragma once

#include <cstdint>

#include "runtime/abi.h"

namespace krait {

constexpr int kMaxAxes = 64;

struct StridedArray {
  char dtype = 'd';
  int ndim = 0;
  kr_owner owner = 0;
  bool is_temporary = false;  // owned by the runtime function at work
  char* data = nullptr;
  int64_t shape[kMaxAxes];
  int64_t strides[kMaxAxes];  // bytes

  [[nodiscard]] int64_t extent(int from_end) const { return shape[ndim - from_end]; }
  [[nodiscard]] int64_t size() const;
};

enum class OperandTag : uint8_t { None = 'N', Array = 'A', Number = 'S', Text = 'T', Tuple = 'U', Slice = 'L', Ellipsis = 'E' };

// Reads the operands in order.
class Operands {
 public:
  explicit Operands(const int64_t* words)
      : result_dtypes_(static_cast<uint64_t>(words[0])), next_(words + 1) {}

  [[nodiscard]] char resultDtype(int k = 0) const { return static_cast<char>(result_dtypes_ >> (8 * k)); }
  [[nodiscard]] OperandTag tag() const { return static_cast<OperandTag>(*next_ & 0xff); }
  [[nodiscard]] bool isNone() const { return tag() == OperandTag::None; }
  [[nodiscard]] bool isPythonNumber() const { return (*next_ >> 32 & 1) != 0; }
  void takeNone() { ++next_; }
  void takeEllipsis() { ++next_; }
  void takeSlice() { ++next_; }  // its bounds and step, ints or None, are taken next
  // A number is an array without axes over its words.
  StridedArray takeArray();
  int64_t takeInt() { return (next_ += 3)[-2]; }  // or a bool
  double takeDouble();                            // of any real number
  const char* takeText() { return reinterpret_cast<const char*>((next_ += 2)[-1]); }
  // The number of elements, which are taken next.
  int takeTuple() { return static_cast<int>((*next_++ >> 16) & 0xffff); }
  // One int, or a tuple of them; how many.
  int takeInts(int64_t* out);

 private:
  uint64_t result_dtypes_;
  const int64_t* next_;
};

// Writes the parts of results in order.
class Results {
 public:
  explicit Results(kr_slot* slots) : next_(slots) {}

  void putArray(const StridedArray& array);
  void putNumber(const StridedArray& number);  // of no axes; its memory is given back by the caller
  // As NumPy gives results: an array of no axes is a number.
  void put(kr_context* ctx, StridedArray& array);

 private:
  kr_slot* next_;
};

[[nodiscard]] int64_t itemSize(char dtype);
[[nodiscard]] bool isComplexLetter(char dtype);
[[nodiscard]] bool isFloatLetter(char dtype);  // real
// np.promote_types
[[nodiscard]] char promoteLetters(char a, char b);
[[nodiscard]] char realLetter(char dtype);

// A new array in C order, contents unspecified; a temporary until it is put into the results.
[[nodiscard]] StridedArray newStrided(kr_context* ctx, char dtype, int ndim, const int64_t* shape);
void release(kr_context* ctx, StridedArray& array);  // if it is a temporary

// Views.
[[nodiscard]] StridedArray swappedAxes(StridedArray array, int axis, int other);
[[nodiscard]] StridedArray withAxisAt(const StridedArray& array, int position, int64_t extent,
                                      int64_t stride);
[[nodiscard]] StridedArray withoutAxis(StridedArray array, int axis);
[[nodiscard]] bool isContiguous(const StridedArray& array);  // in C order
[[nodiscard]] bool mayOverlap(const StridedArray& a, const StridedArray& b);

// Copies with conversion of each element; to's shape is from's, or broadcasts from it.
void copyElements(const StridedArray& to, const StridedArray& from);
// The array itself if it has the dtype, else a converted copy.
[[nodiscard]] StridedArray asDtype(kr_context* ctx, const StridedArray& array, char dtype);
[[nodiscard]] StridedArray asContiguous(kr_context* ctx, const StridedArray& array,
                                        char dtype);  // of its own only if it must
[[nodiscard]] StridedArray copyOf(kr_context* ctx, const StridedArray& array, char dtype);

// Raises the error with a text that is formatted as by printf.
[[noreturn]] [[gnu::format(printf, 3, 4)]] void raiseFormatted(kr_context* ctx, kr_error_kind kind,
                                                               const char* format, ...);

}  // namespace krait
