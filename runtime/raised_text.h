// Texts of errors that are made when they are raised. They outlive the raise: the runtime leaves without running destructors.
#pragma once

#include <cstdio>

#include "runtime/abi.h"

namespace krait {

class RaisedText {
 public:
  void clear() { size_ = 0; }

  void add(const char* text) {
    while (*text != '\0' && size_ + 1 < sizeof(text_)) text_[size_++] = *text++;
    text_[size_] = '\0';
  }

  void addNumber(int64_t number) {
    char digits[24];
    snprintf(digits, sizeof(digits), "%lld", static_cast<long long>(number));
    add(digits);
  }

  // (2,3), or (2,) of one dimension
  void addShape(int64_t ndim, const int64_t* shape) {
    add("(");
    for (int64_t axis = 0; axis < ndim; ++axis) {
      if (axis > 0) add(",");
      addNumber(shape[axis]);
    }
    add(ndim == 1 ? ",)" : ")");
  }

  // As Python writes the tuple: (2, 3), (2,), ()
  void addTuple(int64_t count, const int64_t* numbers) {
    add("(");
    for (int64_t k = 0; k < count; ++k) {
      if (k > 0) add(", ");
      addNumber(numbers[k]);
    }
    add(count == 1 ? ",)" : ")");
  }

  [[nodiscard]] const char* text() const { return text_; }

 private:
  char text_[1024];
  size_t size_ = 0;
};

// The one text of the thread, empty.
RaisedText& newRaisedText();

}  // namespace krait
