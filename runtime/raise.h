// How the runtime raises: note kind and arguments in the context, leave through the trampoline.
//
// A runtime function that may raise takes the context first. Compiled code stores the site of the call into
// ctx->error_site beforehand (in practice: a constant, one store). At the moment of a raise the runtime
// holds no lock, no destructor that must run and no host state, because none of it would be given back.
#pragma once

#include "runtime/abi.h"

namespace krait {

// Raise an error without arguments at the site that the caller noted.
[[noreturn]] void raise(kr_context* ctx, kr_error_kind kind);

// Raise an error whose only argument is a text of static lifetime, or a number.
[[noreturn]] void raiseText(kr_context* ctx, kr_error_kind kind, const char* text);
[[noreturn]] void raiseInteger(kr_context* ctx, kr_error_kind kind, int64_t value);
[[noreturn]] void raiseDouble(kr_context* ctx, kr_error_kind kind, double value);

}  // namespace krait

extern "C" {

// An index that is valid from -extent to extent - 1, and where and on which axis it stands.
struct kr_index_check {
  int64_t index;
  int64_t extent;
  int64_t axis;
  int64_t site;
};

// Raise IndexError for the first of `count` checks that fails; one does. `site` is that of the first one, for those who read
// the code.
[[noreturn]] void kr_raise_first_index_error(kr_context* ctx, const kr_index_check* checks, int64_t count, uint32_t site);

// Called by a poll that found *ctx->interrupt set. Returns if the host has nothing to raise.
void kr_interrupted(kr_context* ctx, uint32_t site);

}  // extern "C"
