// Memory of a sort besides the array itself: buffers of the call, which a raise gives back with the others.
#pragma once

#include <cstddef>

#include "runtime/buffer.h"

namespace krait::sorting {

// One use of memory each, as long as a line; made when it is first asked for and kept for the lines that follow.
enum class Use : int { Line, Order, Keys, Values, Other, Counts, Count };

class Scratch {
 public:
  explicit Scratch(kr_context* ctx) : ctx(ctx) {}

  // Always asked for with the same size for one use.
  template <class T>
  T* get(Use use, size_t count) {
    kr_buffer*& buffer = buffers_[static_cast<int>(use)];
    if (buffer == nullptr) buffer = kr_buffer_new(ctx, static_cast<int64_t>(count * sizeof(T)));
    return static_cast<T*>(buffer->data);
  }

  // Not a destructor: a raise would not run it, and need not.
  void release() {
    for (kr_buffer*& buffer : buffers_) {
      if (buffer != nullptr) kr_buffer_release(ctx, reinterpret_cast<kr_owner>(buffer));
      buffer = nullptr;
    }
  }

  kr_context* const ctx;
  bool is_parallel = false;  // long lines may be sorted on several threads

 private:
  kr_buffer* buffers_[static_cast<int>(Use::Count)] = {};
};

}  // namespace krait::sorting
