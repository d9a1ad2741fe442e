// Reading records and arrays of records: by field, by position, by attribute. Storing is in infer_record_store.cpp.
#include "typeinfer/record_index.h"

#include <algorithm>
#include <array>

#include "typeinfer/indexing.h"

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

size_t namedField(const Typing& t, InstId inst, const Type& record) {
  const ir::Constant* key = literalOf(t.module, t.operandType(inst, 1));
  const std::optional<size_t> field = ir::findField(t.module, record, key->text);
  if (!field) refuseKey(t, inst, "There is no field '" + key->text + "', only " + fieldNames(t.module, record) + ".");
  return *field;
}

// One of the items of the array, where it lies.
TypeId itemOfArray(ir::Module& module, const Type& array) {
  const TypeId item = array.elements[0];
  if (module.types.kind(item) != TypeKind::Record) return item;
  return ir::placedRecord(module, item, array.readonly, ir::isPacked(module.types[item]));
}

// What lies in field k: a number, or a record where it is. A nested record of an np.record is one too.
TypeId fieldItem(ir::Module& module, const Type& record, size_t k) {
  const TypeId item = record.elements[k];
  if (module.types.kind(item) != TypeKind::Record) return item;
  const TypeId placed = ir::placedRecord(module, item, false, !ir::isFieldAligned(module, record, k));
  const bool is_record = ir::recordForm(module, record).is_record;
  return is_record ? ir::withRecordClass(module, placed) : placed;
}

// An array of what lies in field k.
TypeId fieldItems(ir::Module& module, const Type& record, size_t k, TypeId item, size_t ndim, Layout layout) {
  const int axes = static_cast<int>(ndim);
  const bool is_record = module.types.kind(item) == TypeKind::Record;
  if (is_record || !ir::isFieldAligned(module, record, k)) {
    return ir::recordArrayType(module, item, axes, layout, record.readonly);
  }
  return module.types.array(module.types[item].dtype, axes, layout, record.readonly);
}

// a['x']: one field of all records, a view with the strides of the array and the axes of a sub-array after its own.
TypeId fieldOfArray(const Typing& t, InstId inst, const Type& array, size_t k) {
  Type record = t.module.types[array.elements[0]];
  static_cast<void>(readableField(t, inst, record, k));
  const bool is_recarray = ir::isRecarray(array);
  TypeId item = record.elements[k];
  if (t.module.types.kind(item) == TypeKind::Record) {
    item = is_recarray ? fieldItem(t.module, record, k)
                       : ir::placedRecord(t.module, item, false, !ir::isFieldAligned(t.module, record, k));
  }
  record.readonly = array.readonly;
  const size_t ndim = array.ndim + ir::recordField(t.module, record, k).shape.size();
  const TypeId field = fieldItems(t.module, record, k, item, ndim, Layout::Strided);
  const bool has_records = t.module.types.kind(item) == TypeKind::Record;
  return is_recarray && has_records ? ir::asRecarray(t.module, field) : field;
}

// The public attributes of np.recarray and np.record.
constexpr std::array<std::string_view, 72> kNumpyAttributes = {
    "T", "all", "any", "argmax", "argmin", "argpartition", "argsort", "astype", "base", "byteswap", "choose", "clip",
    "compress", "conj", "conjugate", "copy", "ctypes", "cumprod", "cumsum", "data", "device", "diagonal", "dot", "dtype",
    "dump", "dumps", "field", "fill", "flags", "flat", "flatten", "getfield", "imag", "item", "itemsize", "mT", "max",
    "mean", "min", "nbytes", "ndim", "nonzero", "partition", "pprint", "prod", "put", "ravel", "real", "repeat",
    "reshape", "resize", "round", "searchsorted", "setfield", "setflags", "shape", "size", "sort", "squeeze", "std",
    "strides", "sum", "swapaxes", "take", "to_device", "tobytes", "tofile", "tolist", "trace", "transpose", "var", "view"};

bool isHidden(const std::string& name) {
  return name.starts_with('_') || std::ranges::find(kNumpyAttributes, name) != kNumpyAttributes.end();
}

TypeId fieldOf(const Typing& t, InstId inst, TypeId object_type, size_t k) {
  const Type object = t.module.types[object_type];
  return object.kind == TypeKind::Record ? readableField(t, inst, object, k) : fieldOfArray(t, inst, object, k);
}

}  // namespace

bool isFieldName(const Typing& t, InstId inst) {
  const ir::Constant* key = literalOf(t.module, t.operandType(inst, 1));
  return key && key->kind == ir::ConstKind::Str;
}

bool isRecordLike(const ir::Module& module, TypeId type) {
  return module.types.kind(type) == TypeKind::Record || module.types.kind(type) == TypeKind::RecordArray;
}

TypeId fieldValueType(ir::Module& module, const Type& record, size_t k) {
  const TypeId item = fieldItem(module, record, k);
  const size_t ndim = ir::recordField(module, record, k).shape.size();
  if (ndim > 0) return fieldItems(module, record, k, item, ndim, Layout::C);
  if (module.types.kind(item) != TypeKind::Record) return item;
  return ir::placedRecord(module, item, record.readonly, ir::isPacked(module.types[item]));
}

TypeId readableField(const Typing& t, InstId at, const Type& record, size_t k) {
  const Type item = t.module.types[record.elements[k]];
  const std::string opaque = item.kind == TypeKind::Record ? ir::recordForm(t.module, item).opaque : "";
  if (!opaque.empty()) {
    t.error(DiagKind::unsupported_field, at, {ir::recordField(t.module, record, k).name, opaque});
  }
  return fieldValueType(t.module, record, k);
}

size_t fieldOfKey(const Typing& t, InstId inst, const Type& record) {
  if (isFieldName(t, inst)) return namedField(t, inst, record);
  const ir::Constant* key = literalOf(t.module, t.operandType(inst, 1));
  if (!key || key->kind != ir::ConstKind::Int) refuseKey(t, inst, "Name the field by a constant.");
  const int64_t count = static_cast<int64_t>(record.elements.size());
  const int64_t position = key->integer < 0 ? key->integer + count : key->integer;
  if (position < 0 || position >= count) refuseKey(t, inst, "It has " + std::to_string(count) + " fields.");
  return static_cast<size_t>(position);
}

TypeId recordItem(Typing& t, InstId at, const Type& array) {
  if (array.ndim == 0) t.error(DiagKind::not_iterable, at, {"a 0-d array", ""});
  if (array.ndim == 1) return itemOfArray(t.module, array);
  const Layout layout = t.module.types[rowType(t.module, array)].layout;
  return ir::recordArrayLike(t.module, array, array.elements[0], array.ndim - 1, layout);
}

TypeId itemByIndices(Typing& t, InstId inst, const Type& array) {
  if (!isBasicKey(t, inst)) refuseKey(t, inst, "Write the loop over the indices.");
  const Indexed indexed = indexedBy(t, inst, array);
  if (indexed.is_element) return itemOfArray(t.module, array);
  return ir::recordArrayLike(t.module, array, array.elements[0], indexed.ndim, indexed.layout);
}

Flow inferRecordGet(Typing& t, InstId inst) {
  const Type object = t.typeData(t.operand(inst, 0));
  if (object.kind == TypeKind::Record) {
    t.setResult(inst, readableField(t, inst, object, fieldOfKey(t, inst, object)));
    return Flow::Next;
  }
  const Type item = t.module.types[object.elements[0]];
  const bool is_field = item.kind == TypeKind::Record && isFieldName(t, inst);
  t.setResult(inst, is_field ? fieldOfArray(t, inst, object, namedField(t, inst, item)) : itemByIndices(t, inst, object));
  return Flow::Next;
}

std::optional<size_t> fieldAttribute(const Typing& t, TypeId object_type, const std::string& name) {
  Type object = t.module.types[object_type];
  if (ir::isRecarray(object)) {
    object = t.module.types[object.elements[0]];
  } else if (object.kind != TypeKind::Record || !ir::recordForm(t.module, object).is_record) {
    return std::nullopt;
  }
  return isHidden(name) ? std::nullopt : ir::findField(t.module, object, name);
}

Flow inferFieldAttribute(Typing& t, InstId inst, size_t field) {
  const TypeId object = t.operandType(inst, 0);
  t.setResult(inst, fieldOf(t, inst, object, field));
  if (!t.finalizing) return Flow::Next;
  const ir::ConstId key = t.module.constants.intern(ir::textConstant(ir::ConstKind::Str, t.module.names[t.function[inst].name()]));
  const ir::ValueId value = t.emitConstant(key, t.function[inst].range);
  t.function[inst].op = ir::Op::getitem;
  t.function[inst].attribute = 0;
  t.function[inst].operands.push_back(value);
  return Flow::Next;
}

}  // namespace krait::infer
