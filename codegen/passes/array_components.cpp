// Counting arrays in types.
#include "codegen/passes/array_components.h"

#include <algorithm>

namespace krait::passes {

bool isView(const ir::Type& type) {
  return type.kind == ir::TypeKind::Array || type.kind == ir::TypeKind::RecordArray || type.kind == ir::TypeKind::Record;
}

bool isCounted(const ir::Type& type) { return isView(type) || type.kind == ir::TypeKind::List; }

bool takesFromLists(const ir::Module& module, ir::TypeId iterable) {
  const ir::Type& type = module.types[iterable];
  if (type.kind == ir::TypeKind::List) return arrayCount(module, type.elements[0]) > 0;
  const bool is_lazy = type.kind == ir::TypeKind::Enumerate || type.kind == ir::TypeKind::Zip || type.kind == ir::TypeKind::Reversed;
  return is_lazy && std::ranges::any_of(type.elements, [&](ir::TypeId element) { return takesFromLists(module, element); });
}

uint32_t arrayCount(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  if (isCounted(type)) return 1;
  uint32_t count = 0;
  for (const ir::TypeId element : type.elements) count += arrayCount(module, element);
  return count;
}

ArrayComponents::ArrayComponents(const ir::Module& module, const ir::Function& function) {
  first_.reserve(function.valueCount() + 1);
  uint32_t next = 0;
  for (uint32_t i = 0; i < function.valueCount(); ++i) {
    first_.push_back(next);
    next += arrayCount(module, function[ir::ValueId(i)].type);
  }
  first_.push_back(next);
}

ir::ValueId ArrayComponents::valueOf(uint32_t component) const {
  const auto after = std::ranges::upper_bound(first_, component);
  return ir::ValueId(static_cast<uint32_t>(after - first_.begin()) - 1);
}

}  // namespace krait::passes
