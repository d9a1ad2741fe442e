// Reference counts and owner list of buffers; see buffer.h. Memory itself: buffer_pool.h.
#include "runtime/buffer.h"

#include <cstring>

#include "runtime/buffer_pool.h"
#include "runtime/parallel_for.h"
#include "runtime/raise.h"

namespace krait {
namespace {

bool isBuffer(kr_owner owner) { return owner != 0 && (owner & kHostObjectTag) == 0; }

kr_buffer* bufferOf(kr_owner owner) { return reinterpret_cast<kr_buffer*>(owner); }

void link(kr_context* ctx, kr_buffer* buffer) {
  buffer->prev = nullptr;
  buffer->next = ctx->owned;
  if (ctx->owned != nullptr) ctx->owned->prev = buffer;
  ctx->owned = buffer;
}

// A buffer without neighbours is either the only one in the list or not in it.
void unlink(kr_context* ctx, kr_buffer* buffer) {
  if (buffer->prev != nullptr)
    buffer->prev->next = buffer->next;
  else if (ctx->owned == buffer)
    ctx->owned = buffer->next;
  if (buffer->next != nullptr) buffer->next->prev = buffer->prev;
  buffer->prev = buffer->next = nullptr;
}

BufferBlock* tryLinked(kr_context* ctx, int64_t bytes) {
  BufferBlock* block = processPool().take(static_cast<size_t>(bytes));
  if (block == nullptr) [[unlikely]]
    return nullptr;
  block->references = 1;
  link(ctx, block);
  return block;
}

BufferBlock* newLinked(kr_context* ctx, int64_t bytes) {
  BufferBlock* block = tryLinked(ctx, bytes);
  if (block == nullptr) [[unlikely]]
    raiseInteger(ctx, kr_error_out_of_memory, bytes);
  return block;
}

void giveBack(kr_buffer* buffer) { processPool().give(static_cast<BufferBlock*>(buffer)); }

}  // namespace

int64_t addReferences(int64_t& count, int64_t change) {
  if (isParallel()) return __atomic_add_fetch(&count, change, __ATOMIC_ACQ_REL);
  return count += change;
}

}  // namespace krait

using namespace krait;

kr_buffer* kr_buffer_new(kr_context* ctx, int64_t bytes) { return newLinked(ctx, bytes); }

kr_buffer* kr_buffer_new_zeroed(kr_context* ctx, int64_t bytes) {
  BufferBlock* block = newLinked(ctx, bytes);
  if (block->fresh_zero == 0) std::memset(block->data, 0, static_cast<size_t>(bytes));
  return block;
}

void kr_buffer_retain(kr_owner owner) {
  if (isBuffer(owner)) addReferences(bufferOf(owner)->references, 1);
}

void kr_buffer_release(kr_context* ctx, kr_owner owner) {
  if (!isBuffer(owner) || addReferences(bufferOf(owner)->references, -1) != 0) return;
  unlink(ctx, bufferOf(owner));
  giveBack(bufferOf(owner));
}

int64_t kr_array_size(kr_context* ctx, int64_t ndim, const int64_t* shape, int64_t itemsize) {
  int64_t bytes = itemsize;
  bool empty = false;
  for (int64_t axis = 0; axis < ndim; ++axis) {
    int64_t extent = shape[axis];
    if (extent < 0) raise(ctx, kr_error_negative_dimension);
    if (extent == 0)
      empty = true;
    else if (__builtin_mul_overflow(bytes, extent, &bytes))
      raise(ctx, kr_error_array_too_big);
  }
  return empty ? 0 : bytes;
}

kr_buffer* kr_buffer_try(kr_context* ctx, int64_t bytes) { return tryLinked(ctx, bytes); }

void kr_buffer_sweep(kr_context* ctx) {
  kr_buffer* buffer = ctx->owned;
  ctx->owned = nullptr;
  while (buffer != nullptr) {
    kr_buffer* next = buffer->next;
    giveBack(buffer);
    buffer = next;
  }
}

void kr_buffer_detach(kr_context* ctx, kr_buffer* buffer) { unlink(ctx, buffer); }

void kr_buffer_free_host(kr_buffer* buffer) {
  if (--buffer->references == 0) giveBack(buffer);
}
