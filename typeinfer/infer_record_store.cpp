// Storing into records. A number, a time or a tuple of values that goes into a whole record is stored field by field, and
// into a sub-array element by element, as NumPy does it: the store becomes one store for each.
//
//   setitem %a, %i, (%x, %n)   ->   %r = getitem %a, %i : Record(...)
//                                   setitem %r, 0, %x
//                                   setitem %r, 1, %n
//
// Only a record into a record of the same dtype stays one store.
#include "typeinfer/record_index.h"
#include "typeinfer/store.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

[[noreturn]] void refuseStore(const Typing& t, InstId inst, const std::string& way_round) {
  t.error(DiagKind::unsupported_store, inst,
          {t.text(widen(t.module, t.operandType(inst, 2))), t.text(t.operandType(inst, 0)), way_round});
}

bool isOneValue(const Typing& t, TypeId type) { return numericOf(t.module, type) || timeOf(t.module, type); }

ValueId emitKey(Typing& t, InstId at, ir::Constant key) {
  return t.emitConstant(t.module.constants.intern(std::move(key)), t.function[at].range);
}

ValueId emitElement(Typing& t, InstId at, ValueId tuple, size_t k) {
  const TypeId element = t.typeData(tuple).elements[k];
  return t.emit(Op::extract, {tuple}, element, static_cast<uint32_t>(k), t.function[at].range);
}

// One of the stores that a store becomes.
struct Store {
  ValueId object;
  ValueId key;
  ValueId value;
};

// The last one takes the place of the instruction.
void emitStores(Typing& t, InstId inst, const std::vector<Store>& stores) {
  for (size_t k = 0; k + 1 < stores.size(); ++k) {
    t.emitByRule(Op::setitem, {stores[k].object, stores[k].key, stores[k].value}, t.function[inst].range);
  }
  t.function[inst].operands = {stores.back().object, stores.back().key, stores.back().value};
  infer_setitem(t, inst);
}

// `value` into every field of `record`; of a tuple, element k into field k.
void storeInFields(Typing& t, InstId inst, ValueId record, ValueId value) {
  const size_t count = t.typeData(record).elements.size();
  const bool is_tuple = t.typeData(value).kind == TypeKind::Tuple;
  std::vector<Store> stores;
  for (size_t k = 0; k < count; ++k) {
    const ValueId key = emitKey(t, inst, ir::intConstant(static_cast<int64_t>(k)));
    stores.push_back({record, key, is_tuple ? emitElement(t, inst, value, k) : value});
  }
  emitStores(t, inst, stores);
}

void checkFields(const Typing& t, InstId inst, const Type& record, const Type& value) {
  if (record.elements.empty()) refuseStore(t, inst, "It has no fields.");
  if (value.kind != TypeKind::Tuple || value.elements.size() == record.elements.size()) return;
  refuseStore(t, inst, "The tuple has " + std::to_string(value.elements.size()) + " values for " +
                           std::to_string(record.elements.size()) + " fields.");
}

// `destination` is the record that the instruction stores into.
Flow storeRecord(Typing& t, InstId inst, TypeId destination) {
  const ValueId value = t.operand(inst, 2);
  const Type record = t.module.types[destination], given = t.typeData(value);
  if (given.kind == TypeKind::Record) {
    if (!ir::haveSameFields(t.module, record, given)) refuseStore(t, inst, "The records differ: store field by field.");
    return Flow::Next;
  }
  if (given.kind != TypeKind::Tuple && !isOneValue(t, t.type(value))) refuseStore(t, inst, "Store a record, or a tuple of its fields.");
  checkFields(t, inst, record, given);
  if (!t.finalizing || record.readonly) return Flow::Next;  // a store to read-only memory raises, whatever is stored
  const ValueId place = t.emit(Op::getitem, {t.operand(inst, 0), t.operand(inst, 1)}, destination, 0, t.function[inst].range);
  storeInFields(t, inst, place, value);
  return Flow::Next;
}

// Whether the tuple's nesting is the shape; of a tuple of one, NumPy would store it everywhere.
bool hasShape(const ir::Module& module, const Type& tuple, std::span<const int64_t> shape) {
  if (shape.empty()) return tuple.kind != TypeKind::Tuple;
  if (tuple.kind != TypeKind::Tuple || static_cast<int64_t>(tuple.elements.size()) != shape[0]) return false;
  for (const TypeId element : tuple.elements) {
    if (!hasShape(module, module.types[element], shape.subspan(1))) return false;
  }
  return true;
}

// The elements of nested tuples, with the indices at which they are stored into an array.
void addElements(Typing& t, InstId inst, Store at, std::vector<ir::ConstId>& indices, std::vector<Store>& stores) {
  const Type data = t.typeData(at.value);
  if (data.kind != TypeKind::Tuple) {
    at.key = emitKey(t, inst, ir::tupleConstant(indices));
    stores.push_back(at);
    return;
  }
  for (size_t k = 0; k < data.elements.size(); ++k) {
    indices.push_back(t.module.constants.intern(ir::intConstant(static_cast<int64_t>(k))));
    addElements(t, inst, {at.object, {}, emitElement(t, inst, at.value, k)}, indices, stores);
    indices.pop_back();
  }
}

// A number is stored in all elements, which lowering does; a tuple element by element.
Flow storeSubarray(Typing& t, InstId inst, const ir::RecordField& field, TypeId view) {
  const Type given = t.typeData(t.operand(inst, 2));
  const bool has_numbers = t.module.types.kind(field.type) == TypeKind::Scalar;
  if (has_numbers && isOneValue(t, t.operandType(inst, 2))) return wantStored(t, inst, field.type), Flow::Next;
  if (given.kind != TypeKind::Tuple || !has_numbers) refuseStore(t, inst, "Store element by element.");
  if (!hasShape(t.module, given, field.shape)) refuseStore(t, inst, "The tuple has another shape than the field.");
  if (!t.finalizing || t.typeData(t.operand(inst, 0)).readonly) return Flow::Next;
  const ValueId place = t.emit(Op::getitem, {t.operand(inst, 0), t.operand(inst, 1)}, view, 0, t.function[inst].range);
  std::vector<ir::ConstId> indices;
  std::vector<Store> stores;
  addElements(t, inst, {place, {}, t.operand(inst, 2)}, indices, stores);
  emitStores(t, inst, stores);
  return Flow::Next;
}

Flow storeField(Typing& t, InstId inst, const Type& record) {
  const size_t k = fieldOfKey(t, inst, record);
  const TypeId type = readableField(t, inst, record, k);
  const ir::RecordField field = ir::recordField(t.module, record, k);
  if (!field.shape.empty()) return storeSubarray(t, inst, field, type);
  if (t.module.types.kind(type) == TypeKind::Record) return storeRecord(t, inst, type);
  wantStored(t, inst, type);
  return Flow::Next;
}

}  // namespace

Flow inferRecordSet(Typing& t, InstId inst) {
  const Type object = t.typeData(t.operand(inst, 0));
  if (object.kind == TypeKind::Record) return storeField(t, inst, object);
  if (isFieldName(t, inst)) refuseStore(t, inst, "Store element by element, as a['x'][i] = value.");
  const TypeId item = itemByIndices(t, inst, object);
  if (t.module.types.kind(item) == TypeKind::RecordArray) refuseStore(t, inst, "Store item by item.");
  if (t.module.types.kind(item) == TypeKind::Record) return storeRecord(t, inst, item);
  wantStored(t, inst, item);
  return Flow::Next;
}

// r.x = value is r['x'] = value.
Flow inferStoreFieldAttribute(Typing& t, InstId inst) {
  if (!t.finalizing) return Flow::Next;
  const ValueId key = emitKey(t, inst, ir::textConstant(ir::ConstKind::Str, t.module.names[t.function[inst].name()]));
  t.function[inst].op = Op::setitem;
  t.function[inst].attribute = 0;
  t.function[inst].operands.insert(t.function[inst].operands.begin() + 1, key);
  return inferRecordSet(t, inst);
}

}  // namespace krait::infer
