// Making and reading record types.
#include "frontend/ir/record_type.h"

#include <algorithm>

namespace krait::ir {
namespace {

const std::vector<ConstId>& elementsOf(const Module& module, ConstId id) { return module.constants[id].elements; }

}  // namespace

int64_t alignmentOf(const Module& module, TypeId id) {
  const Type& type = module.types[id];
  if (type.kind != TypeKind::Record) {
    const int parts = dtypeKind(type.dtype) == DTypeKind::Complex ? 2 : 1;
    return dtypeBytes(type.dtype) / parts;
  }
  int64_t most = 1;
  for (const TypeId field : type.elements) most = std::max(most, alignmentOf(module, field));
  return most;
}

TypeId recordType(Module& module, int64_t bytes, std::span<const RecordField> fields, bool readonly) {
  std::vector<ConstId> places;
  Type type{.kind = TypeKind::Record, .readonly = readonly};
  for (const RecordField& field : fields) {
    const ConstId name = module.constants.intern(textConstant(ConstKind::Str, field.name));
    const ConstId offset = module.constants.intern(intConstant(field.offset));
    places.push_back(module.constants.intern(tupleConstant({name, offset})));
    type.elements.push_back(field.type);
  }
  const ConstId size = module.constants.intern(intConstant(bytes));
  const ConstId all = module.constants.intern(tupleConstant(std::move(places)));
  type.constant = module.constants.intern(tupleConstant({size, all}));
  return module.types.intern(std::move(type));
}

TypeId recordArrayType(Module& module, TypeId record, int ndim, Layout layout, bool readonly) {
  Type type = module.types[module.types.array(DType::Bool, ndim, layout, readonly)];
  type.kind = TypeKind::RecordArray;
  type.elements = {record};
  return module.types.intern(std::move(type));
}

int64_t recordBytes(const Module& module, const Type& record) {
  return module.constants[elementsOf(module, record.constant)[0]].integer;
}

RecordField recordField(const Module& module, const Type& record, size_t k) {
  const ConstId places = elementsOf(module, record.constant)[1];
  const std::vector<ConstId>& place = elementsOf(module, elementsOf(module, places)[k]);
  return {module.constants[place[0]].text, module.constants[place[1]].integer, record.elements[k]};
}

std::optional<size_t> findField(const Module& module, const Type& record, const std::string& name) {
  for (size_t k = 0; k < record.elements.size(); ++k) {
    if (recordField(module, record, k).name == name) return k;
  }
  return std::nullopt;
}

bool isFieldAligned(const Module& module, const Type& record, size_t k) {
  const RecordField field = recordField(module, record, k);
  const int64_t alignment = alignmentOf(module, field.type);
  return field.offset % alignment == 0 && recordBytes(module, record) % alignment == 0;
}

}  // namespace krait::ir
