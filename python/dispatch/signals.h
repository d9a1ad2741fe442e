// Ctrl-C inside compiled code: the flag that polls read, and what they call when it is set.
#pragma once

#include <cstdint>

#include "runtime/abi.h"

namespace krait {

// CPython's flag "a signal waits for its Python handler"; not 0 when set.
const volatile int32_t* interruptFlag();

// kr_context::on_interrupt: runs the pending handlers. Not 0 when one of them raised.
int32_t onInterrupt(kr_context* context);

}  // namespace krait
