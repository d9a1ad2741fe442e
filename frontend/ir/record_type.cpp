// Making and reading record types. The constant of one is a tuple: (bytes, fields, is_aligned, is_record, opaque), and
// each field (name, offset, shape, title).
#include "frontend/ir/record_type.h"

#include <algorithm>

namespace krait::ir {
namespace {

const std::vector<ConstId>& elementsOf(const Module& module, ConstId id) { return module.constants[id].elements; }

ConstId internText(Module& module, const std::string& text) {
  return module.constants.intern(textConstant(ConstKind::Str, text));
}

ConstId internInt(Module& module, int64_t value) { return module.constants.intern(intConstant(value)); }

ConstId internField(Module& module, const RecordField& field) {
  std::vector<ConstId> shape;
  for (const int64_t extent : field.shape) shape.push_back(internInt(module, extent));
  const ConstId extents = module.constants.intern(tupleConstant(std::move(shape)));
  const ConstId name = internText(module, field.name), title = internText(module, field.title);
  return module.constants.intern(tupleConstant({name, internInt(module, field.offset), extents, title}));
}

bool isSameItem(const Module& module, TypeId a, TypeId b) {
  const Type &x = module.types[a], &y = module.types[b];
  return x.kind == TypeKind::Record && y.kind == TypeKind::Record ? haveSameFields(module, x, y) : a == b;
}

bool isSameField(const Module& module, const RecordField& a, const RecordField& b) {
  return a.name == b.name && a.offset == b.offset && a.shape == b.shape && a.title == b.title &&
         isSameItem(module, a.type, b.type);
}

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

TypeId recordType(Module& module, const RecordForm& form, std::span<const RecordField> fields) {
  std::vector<ConstId> places;
  Type type{.kind = TypeKind::Record};
  for (const RecordField& field : fields) {
    places.push_back(internField(module, field));
    type.elements.push_back(field.type);
  }
  const ConstId all = module.constants.intern(tupleConstant(std::move(places)));
  type.constant = module.constants.intern(tupleConstant({internInt(module, form.bytes), all,
                                                         internInt(module, form.is_aligned), internInt(module, form.is_record),
                                                         internText(module, form.opaque)}));
  return module.types.intern(std::move(type));
}

TypeId recordArrayType(Module& module, TypeId item, int ndim, Layout layout, bool readonly) {
  Type type = module.types[module.types.array(DType::Bool, ndim, layout, readonly)];
  type.kind = TypeKind::RecordArray;
  type.elements = {item};
  return module.types.intern(std::move(type));
}

TypeId placedRecord(Module& module, TypeId record, bool readonly, bool is_packed) {
  Type type = module.types[record];
  type.readonly = readonly;
  type.layout = is_packed ? Layout::Strided : Layout::C;
  return module.types.intern(std::move(type));
}

TypeId recordArrayLike(Module& module, const Type& array, TypeId item, int ndim, Layout layout) {
  const bool is_recarray = isRecarray(array);
  const TypeId made = recordArrayType(module, item, ndim, layout, array.readonly);
  return is_recarray ? asRecarray(module, made) : made;
}

TypeId asRecarray(Module& module, TypeId array) {
  Type type = module.types[array];
  type.constant = internText(module, "recarray");
  return module.types.intern(std::move(type));
}

TypeId asPlainArray(Module& module, TypeId array) {
  Type type = module.types[array];
  type.constant = {};
  return module.types.intern(std::move(type));
}

TypeId withRecordClass(Module& module, TypeId id) {
  const Type record = module.types[id];
  RecordForm form = recordForm(module, record);
  form.is_record = true;
  std::vector<RecordField> fields;
  for (size_t k = 0; k < record.elements.size(); ++k) fields.push_back(recordField(module, record, k));
  return placedRecord(module, recordType(module, form, fields), record.readonly, isPacked(record));
}

bool isRecarray(const Type& type) { return type.kind == TypeKind::RecordArray && type.constant.valid(); }

bool isPacked(const Type& record) { return record.layout == Layout::Strided; }

RecordForm recordForm(const Module& module, const Type& record) {
  const std::vector<ConstId>& parts = elementsOf(module, record.constant);
  return {module.constants[parts[0]].integer, module.constants[parts[2]].integer != 0,
          module.constants[parts[3]].integer != 0, module.constants[parts[4]].text};
}

int64_t recordBytes(const Module& module, const Type& record) {
  return module.constants[elementsOf(module, record.constant)[0]].integer;
}

RecordField recordField(const Module& module, const Type& record, size_t k) {
  const ConstId fields = elementsOf(module, record.constant)[1];
  const std::vector<ConstId>& field = elementsOf(module, elementsOf(module, fields)[k]);
  std::vector<int64_t> shape;
  for (const ConstId extent : elementsOf(module, field[2])) shape.push_back(module.constants[extent].integer);
  return {module.constants[field[0]].text, module.constants[field[1]].integer, record.elements[k], std::move(shape),
          module.constants[field[3]].text};
}

std::optional<size_t> findField(const Module& module, const Type& record, const std::string& name) {
  for (size_t k = 0; k < record.elements.size(); ++k) {
    const RecordField field = recordField(module, record, k);
    if (field.name == name || (!field.title.empty() && field.title == name)) return k;
  }
  return std::nullopt;
}

bool haveSameFields(const Module& module, const Type& a, const Type& b) {
  const RecordForm x = recordForm(module, a), y = recordForm(module, b);
  if (x.bytes != y.bytes || x.opaque != y.opaque || a.elements.size() != b.elements.size()) return false;
  for (size_t k = 0; k < a.elements.size(); ++k) {
    if (!isSameField(module, recordField(module, a, k), recordField(module, b, k))) return false;
  }
  return true;
}

int64_t itemBytes(const Module& module, const Type& array) {
  if (array.kind != TypeKind::RecordArray) return dtypeBytes(array.dtype);
  const Type& item = module.types[array.elements[0]];
  return item.kind == TypeKind::Record ? recordBytes(module, item) : dtypeBytes(item.dtype);
}

bool isFieldAligned(const Module& module, const Type& record, size_t k) {
  const RecordField field = recordField(module, record, k);
  const int64_t alignment = alignmentOf(module, field.type);
  return !isPacked(record) && field.offset % alignment == 0 && recordBytes(module, record) % alignment == 0;
}

}  // namespace krait::ir
