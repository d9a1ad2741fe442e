// Recording an error in the context and leaving compiled code; see raise.h.
#include "runtime/raise.h"

#include <algorithm>

namespace krait {

void raise(kr_context* ctx, kr_error_kind kind) { kr_raise(ctx, kind, ctx->error_site); }

void raiseText(kr_context* ctx, kr_error_kind kind, const char* text) {
  ctx->error_args[0].ptr = const_cast<char*>(text);
  raise(ctx, kind);
}

void raiseInteger(kr_context* ctx, kr_error_kind kind, int64_t value) {
  ctx->error_args[0].i64 = value;
  raise(ctx, kind);
}

void raiseDouble(kr_context* ctx, kr_error_kind kind, double value) {
  ctx->error_args[0].f64 = value;
  raise(ctx, kind);
}

namespace {

bool isOutside(const kr_index_check& check) {
  const int64_t wrapped = check.index < 0 ? check.index + check.extent : check.index;
  return static_cast<uint64_t>(wrapped) >= static_cast<uint64_t>(check.extent);
}

}  // namespace
}  // namespace krait

void kr_raise(kr_context* ctx, uint32_t kind, uint32_t site) {
  ctx->error_kind = kind;
  ctx->error_site = site;
  kr_leave(ctx);
}

void kr_raise_first_index_error(kr_context* ctx, const kr_index_check* checks, int64_t count, uint32_t /*site*/) {
  const kr_index_check* failed = std::find_if(checks, checks + count - 1, krait::isOutside);
  ctx->error_args[0].i64 = failed->index;
  ctx->error_args[1].i64 = failed->axis;
  ctx->error_args[2].i64 = failed->extent;
  kr_raise(ctx, kr_error_index_out_of_bounds, static_cast<uint32_t>(failed->site));
}

void kr_interrupted(kr_context* ctx, uint32_t site) {
  if (ctx->on_interrupt != nullptr && ctx->on_interrupt(ctx) != 0) {
    kr_raise(ctx, kr_error_python_error, site);
  }
}
