// A fixed number of values known at run time: on the stack up to N of them, on the heap beyond. Not
// initialised.
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace krait {

template <typename T, size_t N>
class SmallArray {
  static_assert(std::is_trivial_v<T>);

 public:
  explicit SmallArray(size_t count) : data_(inline_) {
    if (count <= N) [[likely]]
      return;
    heap_.reset(new T[count]);
    data_ = heap_.get();
  }
  SmallArray(const SmallArray&) = delete;
  SmallArray& operator=(const SmallArray&) = delete;

  T* data() { return data_; }
  T& operator[](size_t index) { return data_[index]; }

 private:
  T* data_;
  std::unique_ptr<T[]> heap_;
  T inline_[N];
};

}  // namespace krait
