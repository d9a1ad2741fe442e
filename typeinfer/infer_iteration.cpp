// Rules of iteration: an iterator is the iterable itself, with a position beside it.
#include "typeinfer/expand_loops.h"

namespace krait::infer {

using ir::InstId;
using ir::TypeId;
using ir::TypeKind;

namespace {

// A tuple of literals is iterated over as a tuple of the elements' common type.
TypeId iteratorType(Typing& t, InstId inst, TypeId iterable) {
  if (isNest(t.module, iterable) || needsUnrolling(t.module, iterable)) return iterable;
  const TypeId item = itemType(t, inst, iterable);
  const ir::Type data = t.module.types[iterable];
  if (data.kind != TypeKind::Tuple) return iterable;
  const std::vector<TypeId> same(data.elements.size(), item);
  return t.module.types.tuple(same);
}

}  // namespace

Flow infer_get_iter(Typing& t, InstId inst) {
  const TypeId iterator = iteratorType(t, inst, t.operandType(inst, 0));
  t.setResult(inst, iterator);
  t.want(inst, 0, iterator);
  return Flow::Next;
}

Flow infer_iter_begin(Typing& t, InstId inst) {
  t.setResult(inst, t.module.types.index);
  return Flow::Next;
}

Flow infer_iter_more(Typing& t, InstId inst) {
  t.setResult(inst, t.module.types.boolean);
  return Flow::Next;
}

Flow infer_iter_item(Typing& t, InstId inst) {
  const TypeId iterable = t.operandType(inst, 0);
  const ir::Constant* position = literalOf(t.module, t.operandType(inst, 1));
  t.setResult(inst, position ? itemTypeAt(t, inst, iterable, static_cast<size_t>(position->integer))
                             : itemType(t, inst, iterable));
  return Flow::Next;
}

Flow infer_iter_next(Typing& t, InstId inst) {
  t.setResult(inst, t.module.types.index);
  return Flow::Next;
}

}  // namespace krait::infer
