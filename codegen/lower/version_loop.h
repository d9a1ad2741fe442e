// Loops in two versions: one without the checks that a test in front of the loop has shown to hold, and,
// should it fail, the loop as it stands.
//
//   for i in range(1, h - 1):              if h <= extent(out, 0) and w <= extent(out, 1):
//     for j in range(1, w - 1):     ==>      the nest, unchecked
//       out[i, j] = a[i - 1, j]            else:
//                                            the nest, checked: the exception and all effects before it are
//                                            its own
//
// Tested are bounds of whole nests (value_ranges.h), once, in front of the outermost loop for which there are
// any. What holds without a test costs neither the test nor the second version, and nor does a check that
// hoist_checks.h takes out.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// Lowers a for_ or loop by `lower`, once or twice.
void lowerInVersions(FunctionLowering&, ir::InstId loop, void (*lower)(FunctionLowering&, ir::InstId));

}  // namespace krait::lower
