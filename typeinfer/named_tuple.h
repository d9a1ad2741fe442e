// Named tuples: tuples whose type knows their class, and whose elements have names (named_tuples.def).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "frontend/ir/function.h"

namespace krait::infer {

[[nodiscard]] ir::TypeId namedTuple(ir::Module&, std::string_view class_name,
                                    std::span<const ir::TypeId> elements);
// The element of that name; nothing for other types and names.
[[nodiscard]] std::optional<uint32_t> namedElement(const ir::Module&, ir::TypeId, std::string_view name);

}  // namespace krait::infer
