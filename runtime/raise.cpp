// Recording an error in the context and leaving compiled code; see raise.h.
#include "runtime/raise.h"

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

}  // namespace krait

void kr_raise(kr_context* ctx, uint32_t kind, uint32_t site) {
  ctx->error_kind = kind;
  ctx->error_site = site;
  kr_leave(ctx);
}

void kr_interrupted(kr_context* ctx, uint32_t site) {
  if (ctx->on_interrupt != nullptr && ctx->on_interrupt(ctx) != 0) {
    kr_raise(ctx, kr_error_python_error, site);
  }
}
