// Lists and tuples that stand for arrays: as positions in a key, as what is stored into several elements.
#pragma once

#include <optional>

#include "typeinfer/call_site.h"

namespace krait::infer {

// A value, known in the last walk only, and its type.
struct Typed {
  ir::ValueId value;
  ir::TypeId type;
};

[[nodiscard]] bool isSequence(const ir::Module&, ir::TypeId);
// A list or tuple without items, as its type tells.
[[nodiscard]] bool isEmptySequence(ir::Module&, ir::TypeId);

// np.asarray of a list or tuple, of the dtype if one is given.
[[nodiscard]] Typed asArray(Typing&, ir::InstId, Typed sequence, std::optional<ir::DType>);

[[nodiscard]] Argument dtypeAsArgument(ir::Module&, ir::DType);
// Finalizing: the call of a row whose rule has seen its arguments.
[[nodiscard]] ir::ValueId emitRowCall(const CallSite&, ir::TypeId result);

}  // namespace krait::infer
