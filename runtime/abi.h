// The contract between compiled code, the runtime and the host (the Python extension): plain C data.
//
// A compiled root function is entered through kr_enter with a context and two arrays of 8-byte slots.
// Arguments and results are flattened into slots in order; what a type takes is fixed here:
//   None, literals, functions, dtypes, modules   no slot
//   bool, int, float, NumPy scalars up to 8 bytes one slot, value in the low bytes
//   complex, complex64, complex128               two slots: real, imaginary (float or double each)
//   array of n dimensions                        2 + 2n slots: owner, data, shape[n], strides[n] in bytes
//   tuple                                        its elements' slots, one after the other
// On a raise nothing is returned: kr_enter gives 1, the context holds kind, site and arguments of the
// error, and every buffer that the call still owns hangs from `owned`.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

union kr_slot {
  int64_t i64;
  uint64_t u64;
  int32_t i32;
  uint8_t u8;
  double f64;
  float f32;
  void* ptr;
};
static_assert(sizeof(kr_slot) == 8);

// Who keeps an array's memory alive. 0: nobody needs to. Lowest bit set: a host object (the pointer is
// owner & ~1), borrowed for the call or held by the compiled function. Otherwise: a kr_buffer*.
using kr_owner = uintptr_t;
constexpr kr_owner kHostObjectTag = 1;

// Header of a buffer that compiled code allocated; the data follows at a 64-byte boundary.
// While a call runs, one thread owns its buffers, but for parallel loops, during which references are counted atomically;
// afterwards the host's lock protects them.
struct kr_buffer {
  kr_buffer* prev;  // owner list of the running call; both null once the host owns the buffer
  kr_buffer* next;
  int64_t references;
  size_t capacity;  // bytes usable at data
  void* data;
};

constexpr int kMaxErrorSlots = 24;

struct kr_host;  // what the host lends: NumPy's inner loops, threads (numpy_loops.h)

struct kr_context {
  void* sp;                           // innermost trampoline's stack; the assembly relies on offset 0
  kr_buffer* owned;                   // buffers that this call owns, swept if it raises
  const volatile int32_t* interrupt;  // not 0: a poll must call kr_interrupted
  char* stack_limit;                  // recursive functions raise RecursionError below this address
  int32_t (*on_interrupt)(kr_context*);  // host: handle signals; not 0 when an exception is pending there
  kr_host* host;                      // null: a host without NumPy
  uint32_t error_kind;                // a kr_error_kind
  uint32_t error_site;                // index into kr_compiled::sites
  uint32_t library_call_site;         // where the last call of a library function from the user's code stands
  kr_slot error_args[kMaxErrorSlots];
};

enum kr_error_kind : uint32_t {
#define KR_ERROR(kind, exception, format, args) kr_error_##kind,
#include "runtime/errors.def"
#undef KR_ERROR
  kr_error_kind_count
};

// Where an error was raised, and for `raise E(args)` what to raise.
struct kr_site {
  const char* file;
  const char* function;
  uint32_t line;
  const char* exception;   // kind user_raise: type notation of the arguments "Tuple(int, Literal('x'))", else null
  uint32_t exception_class;  // kind user_raise: the host's handle of the exception class
  uint8_t in_library;        // to a user it was raised at kr_context::library_call_site
};

// State of an exact sum, in compiled code's stack. The parts do not overlap, so that 2^-1074 to 2^1024 takes some 40.
struct kr_exact_sum {
  int64_t count;
  double special;     // sum of the infinities and nans, 0 if there were none
  double infinities;
  double parts[61];
};
constexpr int kExactSumWords = sizeof(kr_exact_sum) / 8;

using kr_entry = void (*)(kr_context*, const kr_slot* args, kr_slot* results);

// One signature of one function, ready to run. Owned by the host, given back through destroy.
struct kr_compiled {
  kr_entry entry;
  const char* result_type;  // type notation, e.g. "Tuple(int, float64[::1])"
  uint32_t argument_slots;
  uint32_t result_slots;
  const kr_site* sites;
  uint32_t site_count;
  uint8_t long_running;  // has a loop or recursion: worth releasing the interpreter lock
  void* owner;           // keeps code and strings alive
  void (*destroy)(kr_compiled*);
};

// trampoline_x86_64.S. kr_enter returns 0, or 1 when compiled code or the runtime raised.
int32_t kr_enter(kr_context*, kr_entry, const kr_slot* args, kr_slot* results);
[[noreturn]] void kr_leave(kr_context*);

// Record the error and leave. Arguments of the error are in error_args already.
[[noreturn]] void kr_raise(kr_context*, uint32_t kind, uint32_t site);

}  // extern "C"
