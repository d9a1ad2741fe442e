// Indexing of records and arrays of records, by field and by position.
#include "typeinfer/record.h"

#include <algorithm>

#include "typeinfer/store.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Layout;
using ir::RecordField;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

std::string fieldNames(const ir::Module& module, const Type& record) {
  std::string names;
  for (size_t k = 0; k < record.elements.size(); ++k) {
    names += (k == 0 ? "'" : ", '") + ir::recordField(module, record, k).name + "'";
  }
  return names;
}

[[noreturn]] void refuseKey(const Typing& t, InstId inst, const std::string& way_round) {
  t.error(DiagKind::unsupported_index, inst,
          {t.text(t.operandType(inst, 0)), t.text(widen(t.module, t.operandType(inst, 1))), way_round});
}

bool isFieldName(const Typing& t, InstId inst) {
  const ir::Constant* key = literalOf(t.module, t.operandType(inst, 1));
  return key && key->kind == ir::ConstKind::Str;
}

size_t namedField(const Typing& t, InstId inst, const Type& record) {
  const ir::Constant* key = literalOf(t.module, t.operandType(inst, 1));
  const std::optional<size_t> field = ir::findField(t.module, record, key->text);
  if (!field) refuseKey(t, inst, "There is no field '" + key->text + "', only " + fieldNames(t.module, record) + ".");
  return *field;
}

// r['x'], or r[0] for the first field.
size_t fieldOfRecord(const Typing& t, InstId inst, const Type& record) {
  if (isFieldName(t, inst)) return namedField(t, inst, record);
  const ir::Constant* key = literalOf(t.module, t.operandType(inst, 1));
  if (!key || key->kind != ir::ConstKind::Int) refuseKey(t, inst, "Name the field by a constant.");
  const int64_t count = static_cast<int64_t>(record.elements.size());
  const int64_t position = key->integer < 0 ? key->integer + count : key->integer;
  if (position < 0 || position >= count) refuseKey(t, inst, "It has " + std::to_string(count) + " fields.");
  return static_cast<size_t>(position);
}

TypeId withReadonly(ir::Module& module, TypeId record, bool readonly) {
  Type type = module.types[record];
  type.readonly = readonly;
  return module.types.intern(std::move(type));
}

// A nested record is as writable as the record around it.
TypeId fieldValueType(ir::Module& module, const Type& record, size_t k) {
  const TypeId field = record.elements[k];
  return module.types.kind(field) == TypeKind::Record ? withReadonly(module, field, record.readonly) : field;
}

// a['x']: one field of all records, a view with the strides of the array.
Flow fieldOfArray(Typing& t, InstId inst, const Type& array) {
  const Type record = t.module.types[array.elements[0]];
  const size_t k = namedField(t, inst, record);
  if (!ir::isFieldAligned(t.module, record, k)) {
    refuseKey(t, inst, "The field is not aligned in the packed record: read it record by record, as a[i]['x'].");
  }
  const TypeId field = record.elements[k];
  const Type data = t.module.types[field];
  t.setResult(inst, data.kind == TypeKind::Record
                        ? ir::recordArrayType(t.module, field, array.ndim, Layout::Strided, array.readonly)
                        : t.module.types.array(data.dtype, array.ndim, Layout::Strided, array.readonly));
  return Flow::Next;
}

TypeId itemOfArray(ir::Module& module, const Type& array, size_t indexed) {
  if (indexed == array.ndim) return withReadonly(module, array.elements[0], array.readonly);
  const Layout layout = array.layout == Layout::C ? Layout::C : Layout::Strided;
  return ir::recordArrayType(module, array.elements[0], array.ndim - static_cast<int>(indexed), layout, array.readonly);
}

}  // namespace

bool isRecordLike(const ir::Module& module, TypeId type) {
  return module.types.kind(type) == TypeKind::Record || module.types.kind(type) == TypeKind::RecordArray;
}

bool hasRecords(const ir::Module& module, TypeId type) {
  if (isRecordLike(module, type)) return true;
  return std::ranges::any_of(module.types[type].elements, [&](TypeId element) { return hasRecords(module, element); });
}

TypeId recordItem(Typing& t, InstId at, const Type& array) {
  if (array.ndim == 0) t.error(DiagKind::not_iterable, at, {"a 0-d array", ""});
  return itemOfArray(t.module, array, 1);
}

Flow inferRecordGet(Typing& t, InstId inst) {
  const Type object = t.typeData(t.operand(inst, 0));
  if (object.kind == TypeKind::Record) {
    t.setResult(inst, fieldValueType(t.module, object, fieldOfRecord(t, inst, object)));
    return Flow::Next;
  }
  if (isFieldName(t, inst)) return fieldOfArray(t, inst, object);
  const std::vector<TypeId> indices = arrayIndices(t, inst);
  if (indices.size() > object.ndim) {
    t.error(DiagKind::too_many_indices, inst, {std::to_string(object.ndim), std::to_string(indices.size())});
  }
  t.setResult(inst, itemOfArray(t.module, object, indices.size()));
  wantIntIndices(t, inst, indices.size());
  return Flow::Next;
}

Flow inferRecordSet(Typing& t, InstId inst) {
  const Type record = t.typeData(t.operand(inst, 0));
  if (record.kind == TypeKind::RecordArray) {
    t.error(DiagKind::unsupported_store, inst,
            {t.text(widen(t.module, t.operandType(inst, 2))), t.text(t.operandType(inst, 0)),
             "Store field by field, as a[i]['x'] = value."});
  }
  const TypeId field = record.elements[fieldOfRecord(t, inst, record)];
  if (t.module.types.kind(field) == TypeKind::Record) {
    t.error(DiagKind::unsupported_store, inst,
            {t.text(widen(t.module, t.operandType(inst, 2))), t.text(field), "Store field by field."});
  }
  wantStored(t, inst, field);
  return Flow::Next;
}

}  // namespace krait::infer
