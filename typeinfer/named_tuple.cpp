// Named tuples; see named_tuple.h.
#include "typeinfer/named_tuple.h"

#include "frontend/support/check.h"

namespace krait::infer {
namespace {

struct Row {
  std::string_view class_name;
  std::string_view fields;
};

constexpr Row kRows[] = {
#define KRAIT_NAMED_TUPLE(class_name, fields) {class_name, fields},
#include "typeinfer/named_tuples.def"
#undef KRAIT_NAMED_TUPLE
};

const Row* rowOf(std::string_view class_name) {
  for (const Row& row : kRows) {
    if (row.class_name == class_name) return &row;
  }
  return nullptr;
}

}  // namespace

ir::TypeId namedTuple(ir::Module& module, std::string_view class_name, std::span<const ir::TypeId> elements) {
  CHECK(rowOf(class_name), "a named tuple of the table");
  const ir::ConstId constant =
      module.constants.intern(ir::textConstant(ir::ConstKind::Str, std::string(class_name)));
  return module.types.composite(ir::TypeKind::Tuple, elements, constant);
}

std::optional<uint32_t> namedElement(const ir::Module& module, ir::TypeId id, std::string_view name) {
  const ir::Type& type = module.types[id];
  if (type.kind != ir::TypeKind::Tuple || !type.constant.valid()) return std::nullopt;
  const Row* row = rowOf(module.constants[type.constant].text);
  std::string_view fields = row ? row->fields : "";
  for (uint32_t k = 0; !fields.empty(); ++k) {
    const size_t end = std::min(fields.find(' '), fields.size());
    if (fields.substr(0, end) == name) return k;
    fields.remove_prefix(std::min(end + 1, fields.size()));
  }
  return std::nullopt;
}

}  // namespace krait::infer
