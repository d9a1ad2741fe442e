// The text of types that the call path and the compiler exchange, on cold paths only:
//
//   None bool int float complex          Python's scalars
//   float64  datetime64[ns]              NumPy's scalars
//   float64[:, :]  float64[:, ::1]       arrays: strided, C order; float64[::1, :] Fortran order, float64[()]
//   0-d readonly float64[::1]                an array that may not be written Literal('x')  Tuple(int, float)
//   Tuple("module.Class", int, float)    a named tuple: results only
//   Record(16, "x": float64 @ 0)[::1]   an array of records; without the brackets a record (records.h)
//   readonly recarray packed Record(...)[:]   what may stand before: np.recarray, records that lie at any address
//   Optional(float)                      None or a float: results only
//   List(float)  List(Never)             lists, the last one empty
//   a str by its value; tuples; Tuple() Function(7)  Class(numpy.float64)  DType(float64)
//
// parseNotation(writeNotation(key)) gives the same key again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "python/dispatch/type_key.h"

namespace krait {

struct State;

struct Notation {
  ArgumentKind kind = ArgumentKind::Invalid;
  Dtype dtype = {};
  uint8_t unit = 0;
  uint8_t ndim = 0;
  ArrayLayout layout = ArrayLayout::Strided;
  bool is_readonly = false;
  bool is_recarray = false;
  bool is_packed = false;
  bool is_optional = false;  // None, or what the rest says; results only
  std::string text = {};  // String: the literal as written; Class: dotted name; Function: digits; of records: their dtype
  std::vector<Notation> elements = {};
};

// False, without an exception, for a text that is no type.
bool parseNotation(std::string_view text, Notation& parsed);

std::string writeNotation(const State& state, TypeKey key);

// False with an exception: a class that cannot be imported, a literal that is no str.
bool keyOfNotation(State& state, const Notation& notation, TypeKey& key);

}  // namespace krait
