// Stretches of the outermost axis are the iterations of a parallel loop (outline.h); how many elements one has tells the runtime
// whether threads are worth their while.
#include "codegen/lower/parallel_elements.h"

#include "codegen/lower/outline.h"

namespace krait::lower {

bool runsOnThreads(const FunctionLowering& f) { return f.function.parallel && !f.is_piece; }

void emitElements(FunctionLowering& f, ir::InstId op, ElementNest& nest, ElementBody body) {
  const bool is_parallel = runsOnThreads(f) && !nest.shape().empty();
  if (!is_parallel) return nest.emit([&] { body(f, nest); });
  nest.arrange();
  Outlined piece(f, op, "elements");
  piece.captureOutside(op);
  ElementNest inner = nest.inside(piece);
  inner.emitStretch(piece.first(), piece.limit(), [&] { body(piece.inner(), inner); });
  piece.finish();
  llvm::Value* elements = f.word(1);
  for (llvm::Value* extent : nest.shape().drop_front()) elements = f.b.CreateMul(elements, extent);
  piece.runElements(nest.shape()[0], elements);
  nest.release();
}

}  // namespace krait::lower
