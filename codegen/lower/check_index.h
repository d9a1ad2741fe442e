// The check of an index against its axis. Python wraps a negative one once:
//
//   w = i < 0 ? i + n : i                  if i >= n (unsigned):            # unlikely
//   if w >= n (unsigned): raise      or      w = i + n; if w >= n (unsigned): raise
//   a[w]                                   a[w]
//
// The first form is for indices that count with the loops around them, or stay the same: LLVM proves such checks
// away, takes them out of the loop and makes vectors of the rest. Any other index (read from memory, computed from
// it, carried from iteration to iteration) keeps its loop scalar whatever the form, and the second is one comparison
// on the way that is taken. An index that has been checked against the same extent before, as in a[i] += 1, is not
// checked again.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

struct IndexToCheck {
  ir::ValueId key;
  size_t place;  // in the key
  llvm::Value* index;
  llvm::Value* extent;
  int axis;
};

// The index of the element: wrapped, and in range unless bounds are not checked.
[[nodiscard]] llvm::Value* checkedIndex(FunctionLowering&, const IndexToCheck&);

// Whether the instruction being lowered, a conversion to int, gives an index that is checked next, by a comparison
// that what is out of the range of ints fails too: the conversion may leave its own check to that.
[[nodiscard]] bool isCheckedAsIndexNext(const FunctionLowering&);

}  // namespace krait::lower
