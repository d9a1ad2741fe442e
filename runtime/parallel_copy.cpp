// Each chunk is a stretch of the outermost axis; see parallel_copy.h.
#include "runtime/parallel_copy.h"

#include <algorithm>

#include "runtime/broadcast.h"
#include "runtime/buffer.h"
#include "runtime/buffer_pool.h"
#include "runtime/parallel_for.h"
#include "runtime/strided_copy.h"

namespace krait {
namespace {

constexpr int64_t kMaxDimensions = 64;

// An assignment with its axes in the order of the loops; what the chunks share.
struct Assignment {
  int64_t ndim;
  int64_t width;
  uint32_t site;  // of an interrupt
  int64_t outer;  // the axis that is cut into stretches: the first with more than one item
  int64_t shape[kMaxDimensions];
  int64_t strides[2 * kMaxDimensions];
  void* data[2];
};

// Arrays as kr_assign takes them.
struct Operands {
  int64_t ndim;
  const int64_t* shape;
  const int64_t* strides;
  void* const* data;
  int64_t width;
};

Assignment planned(kr_context* ctx, const Operands& given) {
  Assignment made;  // not initialised: it has room for many more axes
  made.ndim = given.ndim;
  made.site = ctx->error_site;
  made.width = given.width;
  std::copy_n(given.shape, given.ndim, made.shape);
  std::copy_n(given.strides, 2 * given.ndim, made.strides);
  std::copy_n(given.data, 2, made.data);
  if (given.ndim > 1) kr_plan_loops(given.ndim, 2, made.shape, made.strides);
  made.outer = 0;
  while (made.outer < given.ndim - 1 && made.shape[made.outer] == 1) ++made.outer;
  return made;
}

void assignStretch(kr_context* ctx, const kr_slot* environment, int64_t first, int64_t limit, kr_slot*) {
  const Assignment& whole = *reinterpret_cast<const Assignment*>(environment);
  int64_t shape[kMaxDimensions];
  std::copy_n(whole.shape, whole.ndim, shape);
  shape[whole.outer] = limit - first;
  void* data[2];
  for (int k = 0; k < 2; ++k) {
    data[k] = static_cast<char*>(whole.data[k]) + first * whole.strides[k * whole.ndim + whole.outer];
  }
  ctx->error_site = whole.site;
  kr_assign(ctx, whole.ndim, shape, whole.strides, data, whole.width);
}

void assignPlanned(kr_context* ctx, const Assignment& whole) {
  int64_t elements = 1;
  for (int64_t axis = whole.outer + 1; axis < whole.ndim; ++axis) elements *= whole.shape[axis];
  kr_parallel_loop loop{};
  loop.body = assignStretch;
  loop.environment = reinterpret_cast<const kr_slot*>(&whole);
  loop.count = whole.shape[whole.outer];
  loop.elements = std::max<int64_t>(elements, 1);
  kr_parallel_for(ctx, &loop);
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_assign_parallel(kr_context* ctx, int64_t ndim, const int64_t* shape, const int64_t* strides, void* const* data,
                        int64_t width) {
  const int64_t widths[] = {width, width};
  const bool is_empty = std::find(shape, shape + ndim, 0) != shape + ndim;
  if (is_empty || ndim == 0 || kr_is_overlapped(ndim, 2, shape, strides, data, widths) != 0) {
    return kr_assign(ctx, ndim, shape, strides, data, width);
  }
  const Assignment whole = planned(ctx, {ndim, shape, strides, data, width});
  assignPlanned(ctx, whole);
}

void kr_fill_parallel(kr_context* ctx, void* data, int64_t count, const void* element, int64_t width) {
  if (count == 0) return;
  const int64_t strides[] = {width, 0};
  void* const both[] = {data, const_cast<void*>(element)};
  const Assignment whole = planned(ctx, {1, &count, strides, both, width});
  assignPlanned(ctx, whole);
}

kr_buffer* kr_buffer_new_zeroed_parallel(kr_context* ctx, int64_t bytes) {
  kr_buffer* buffer = kr_buffer_new(ctx, bytes);
  if (static_cast<BufferBlock*>(buffer)->fresh_zero != 0) return buffer;
  constexpr int64_t kWidth = 16;  // a block's size is a multiple of it
  const int64_t zeros[2] = {};
  kr_fill_parallel(ctx, buffer->data, (bytes + kWidth - 1) / kWidth, zeros, kWidth);
  return buffer;
}
