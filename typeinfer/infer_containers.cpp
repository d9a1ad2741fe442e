// Rules of tuples and slices, and of what values may be stored in memory.
#include <algorithm>

#include "frontend/support/check.h"
#include "typeinfer/generators.h"
#include "typeinfer/indexing.h"
#include "typeinfer/list.h"
#include "typeinfer/record.h"
#include "typeinfer/store.h"
#include "typeinfer/time.h"
#include "typeinfer/typing.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// Bounds of slices beyond this are as good as this: no tuple is longer, and sums of two do not overflow.
constexpr int64_t kLargestBound = int64_t{1} << 40;

std::vector<TypeId> operandTypes(const Typing& t, InstId inst) {
  std::vector<TypeId> types;
  for (const ValueId operand : t.function[inst].operands) types.push_back(t.type(operand));
  return types;
}

const ir::Constant* literalInt(const ir::Module& module, TypeId type) {
  const ir::Constant* constant = literalOf(module, type);
  return constant && constant->kind == ir::ConstKind::Int ? constant : nullptr;
}

Flow indexTupleByLiteral(Typing& t, InstId inst, const Type& tuple, int64_t index) {
  const int64_t size = static_cast<int64_t>(tuple.elements.size());
  const int64_t position = index < 0 ? index + size : index;
  if (position < 0 || position >= size) {
    t.error(DiagKind::tuple_index_range, inst, {std::to_string(index), std::to_string(size)});
  }
  t.setResult(inst, tuple.elements[static_cast<size_t>(position)]);
  if (t.finalizing) {
    t.function[inst].op = Op::extract;
    t.function[inst].operands.resize(1);
    t.function[inst].attribute = static_cast<uint32_t>(position);
  }
  return Flow::Next;
}

Flow indexTupleByValue(Typing& t, InstId inst, const Type& tuple) {
  const TypeId element = commonElement(t.module, tuple);
  if (element == t.module.types.never) {
    t.error(DiagKind::not_a_constant, inst,
            {"the index into " + t.text(t.operandType(inst, 0)), "Its elements have different types: write t[0], t[1], or loop over the tuple."});
  }
  const std::vector<TypeId> same(tuple.elements.size(), element);
  t.want(inst, 0, t.module.types.tuple(same));
  t.want(inst, 1, t.module.types.integer);
  t.setResult(inst, element);
  return Flow::Next;
}

// A slice whose parts are known: where its items are, as CPython computes it.
struct KnownSlice {
  std::optional<int64_t> start, stop;
  int64_t step = 1;

  [[nodiscard]] int64_t bound(std::optional<int64_t> given, int64_t if_none, int64_t size) const {
    if (!given) return if_none;
    const int64_t lowest = step < 0 ? -1 : 0;
    return std::clamp(*given < 0 ? *given + size : *given, lowest, size + lowest);
  }

  [[nodiscard]] std::vector<int64_t> positions(int64_t size) const {
    const int64_t first = bound(start, step < 0 ? size - 1 : 0, size);
    const int64_t end = bound(stop, step < 0 ? -1 : size, size);
    std::vector<int64_t> all;
    for (int64_t k = first; step < 0 ? k > end : k < end; k += step) all.push_back(k);
    return all;
  }
};

// Reads one part of a slice: None leaves `part` as it is. Whether it is known.
bool readSlicePart(const ir::Module& module, TypeId type, std::optional<int64_t>& part) {
  if (type == module.types.none) return true;
  const ir::Constant* constant = literalInt(module, type);
  if (constant) part = std::clamp<int64_t>(constant->integer, -kLargestBound, kLargestBound);
  return constant != nullptr;
}

KnownSlice knownSlice(Typing& t, InstId inst, const Type& slice) {
  KnownSlice known;
  std::optional<int64_t> step;
  const bool is_known = readSlicePart(t.module, slice.elements[0], known.start) &&
                        readSlicePart(t.module, slice.elements[1], known.stop) &&
                        readSlicePart(t.module, slice.elements[2], step);
  if (!is_known) {
    t.error(DiagKind::not_a_constant, inst, {"the slice of a tuple", "A tuple's length is part of its type."});
  }
  if (step == 0) t.error(DiagKind::unsupported_index, inst, {"a tuple", "a slice of step 0", ""});
  known.step = step.value_or(1);
  return known;
}

Flow sliceTuple(Typing& t, InstId inst, const Type& tuple, const Type& slice) {
  const KnownSlice known = knownSlice(t, inst, slice);
  std::vector<TypeId> elements;
  std::vector<ValueId> values;
  for (const int64_t k : known.positions(static_cast<int64_t>(tuple.elements.size()))) {
    elements.push_back(tuple.elements[static_cast<size_t>(k)]);
    if (!t.finalizing) continue;
    values.push_back(t.emit(Op::extract, {t.operand(inst, 0)}, elements.back(), static_cast<uint32_t>(k),
                            t.function[inst].range));
  }
  t.setResult(inst, t.module.types.tuple(elements));
  if (t.finalizing) {
    t.function[inst].op = Op::build_tuple;
    t.function[inst].operands = std::move(values);
  }
  return Flow::Next;
}

Flow indexTuple(Typing& t, InstId inst) {
  const Type tuple = t.typeData(t.operand(inst, 0));
  const TypeId index = t.operandType(inst, 1);
  if (const ir::Constant* constant = literalInt(t.module, index)) {
    return indexTupleByLiteral(t, inst, tuple, constant->integer);
  }
  if (t.module.types.kind(index) == TypeKind::Slice) return sliceTuple(t, inst, tuple, t.module.types[index]);
  const std::optional<Numeric> number = numericOf(t.module, index);
  if (!number || !isInteger(number->dtype)) {
    t.error(DiagKind::unsupported_index, inst, {"a tuple", t.text(index), "Use an int."});
  }
  return indexTupleByValue(t, inst, tuple);
}

[[noreturn]] void refuseStore(Typing& t, InstId inst) {
  const TypeId value = widen(t.module, t.operandType(inst, 2));
  const TypeKind kind = t.module.types.kind(value);
  const bool has_elements = kind == TypeKind::Array || kind == TypeKind::Tuple || kind == TypeKind::List;
  const std::string element = "an element of " + t.text(t.operandType(inst, 0));
  t.error(DiagKind::unsupported_store, inst,
          {t.text(value), element, has_elements ? "Store into a slice, a[i:j] = x, or element by element." : "Store a number."});
}

// A time into memory of times of its kind, or an int that counts in their unit.
void wantStoredTime(Typing& t, InstId inst, TypeId element) {
  const TypeId value = t.operandType(inst, 2);
  if (!isStorableAsTime(t.module, value, t.module.types[element].dtype)) {
    t.error(DiagKind::unsupported_store, inst, {t.text(widen(t.module, value)), t.text(t.operandType(inst, 0)), ""});
  }
  for (const TypeId step : stepsToTime(t.module, value, element)) t.want(inst, 2, step);
}

}  // namespace

void checkStorable(Typing& t, InstId inst, Numeric value, ir::DType dtype) {
  if (isComplex(value.dtype) && !isComplex(dtype) && dtype != ir::DType::Bool) {
    t.error(DiagKind::unsupported_store, inst,
            {t.text(t.operandType(inst, 2)), t.text(t.operandType(inst, 0)), "Store its .real."});
  }
}

void wantStored(Typing& t, InstId inst, TypeId element) {
  if (timeOf(t.module, element)) return wantStoredTime(t, inst, element);
  const std::optional<Numeric> value = numericOf(t.module, t.operandType(inst, 2));
  if (t.module.types.kind(element) != TypeKind::Scalar || !value) refuseStore(t, inst);
  const ir::DType dtype = t.module.types[element].dtype;
  checkStorable(t, inst, *value, dtype);
  // Into memory of integers NumPy puts int(value), which lowering checks; but its own scalars it casts to unsigned ones.
  const bool is_checked = isInteger(dtype) && value->dtype != dtype &&
                          (value->python || ir::dtypeKind(dtype) == ir::DTypeKind::Signed);
  t.want(inst, 2, is_checked ? widen(t.module, t.operandType(inst, 2)) : element);
}

Flow infer_build_tuple(Typing& t, InstId inst) {
  if (t.typeData(t.function[inst].results[0]).kind == TypeKind::Exception) return Flow::Next;
  t.setResult(inst, t.module.types.tuple(operandTypes(t, inst)));
  return Flow::Next;
}

Flow infer_build_slice(Typing& t, InstId inst) {
  t.setResult(inst, t.module.types.composite(TypeKind::Slice, operandTypes(t, inst)));
  return Flow::Next;
}

Flow infer_unpack(Typing& t, InstId inst) {
  const Type source = t.typeData(t.operand(inst, 0));
  const size_t count = t.function[inst].results.size();
  const bool is_array = source.kind == TypeKind::Array || source.kind == TypeKind::RecordArray;
  if (is_array && source.ndim >= 1) {
    const TypeId item = itemType(t, inst, t.operandType(inst, 0));
    for (size_t k = 0; k < count; ++k) t.setResult(inst, item, k);
    return Flow::Next;
  }
  if (source.kind == TypeKind::List) return inferListUnpack(t, inst);
  if (source.kind != TypeKind::Tuple && source.kind != TypeKind::Record) {
    t.error(DiagKind::not_iterable, inst, {t.text(t.operandType(inst, 0)), "Only tuples and arrays can be unpacked."});
  }
  if (source.elements.size() != count) {
    t.error(DiagKind::unpack_mismatch, inst, {std::to_string(source.elements.size()), std::to_string(count)});
  }
  const bool is_record = source.kind == TypeKind::Record;
  for (size_t k = 0; k < count; ++k) t.setResult(inst, is_record ? readableField(t, inst, source, k) : source.elements[k], k);
  return Flow::Next;
}

Flow infer_getitem(Typing& t, InstId inst) {
  const Type object = t.typeData(t.operand(inst, 0));
  if (object.kind == TypeKind::Tuple) return indexTuple(t, inst);
  if (object.kind == TypeKind::List) return inferListGet(t, inst);
  if (isRecordLike(t.module, t.operandType(inst, 0))) return inferRecordGet(t, inst);
  if (isFlat(t.module, t.operandType(inst, 0))) return inferFlatGet(t, inst);
  if (object.kind != TypeKind::Array) {
    t.error(DiagKind::unsupported_index, inst,
            {t.text(widen(t.module, t.operandType(inst, 0))), t.text(widen(t.module, t.operandType(inst, 1))),
             std::string(wayRoundValue(t.module, t.operandType(inst, 0)))});
  }
  return inferArrayGet(t, inst);
}

Flow infer_setitem(Typing& t, InstId inst) {
  const Type array = t.typeData(t.operand(inst, 0));
  if (isRecordLike(t.module, t.operandType(inst, 0))) return inferRecordSet(t, inst);
  if (isFlat(t.module, t.operandType(inst, 0))) return inferFlatSet(t, inst);
  if (array.kind == TypeKind::List) return inferListSet(t, inst);
  if (array.kind != TypeKind::Array) {
    t.error(DiagKind::unsupported_store, inst,
            {"an item", t.text(widen(t.module, t.operandType(inst, 0))),
             array.kind == TypeKind::Tuple ? "A tuple can't be changed: make a new one, or use a list or an array." : ""});
  }
  return inferArraySet(t, inst);
}

TypeId commonElement(ir::Module& module, const Type& tuple) {
  TypeId common = module.types.never;
  for (const TypeId element : tuple.elements) {
    const std::optional<TypeId> joined = join(module, common, widen(module, element));
    if (!joined || (common != module.types.never && *joined != common)) return module.types.never;
    common = *joined;
  }
  return common;
}

TypeId itemType(Typing& t, InstId at, TypeId iterable) {
  const Type data = t.module.types[iterable];
  switch (data.kind) {
    case TypeKind::Range: return t.module.types.integer;
    case TypeKind::Reversed: return itemType(t, at, data.elements[0]);
    case TypeKind::Enumerate: {
      const TypeId pair[] = {t.module.types.integer, itemType(t, at, data.elements[0])};
      return t.module.types.tuple(pair);
    }
    case TypeKind::Zip: {
      std::vector<TypeId> items;
      for (const TypeId element : data.elements) items.push_back(itemType(t, at, element));
      return t.module.types.tuple(items);
    }
    case TypeKind::Array:
      if (data.ndim == 1) return t.module.types.scalar(data.dtype);
      if (data.ndim > 1) return rowType(t.module, data);
      t.error(DiagKind::not_iterable, at, {"a 0-d array", ""});
    case TypeKind::List: return listItem(t.module, iterable);
    case TypeKind::RecordArray: return recordItem(t, at, data);
    case TypeKind::Tuple: {
      const TypeId element = commonElement(t.module, data);
      if (element != t.module.types.never || data.elements.empty()) return element;
      t.error(DiagKind::not_iterable, at, {t.text(iterable), "Its elements have different types."});
    }
    default:
      t.error(DiagKind::not_iterable, at,
              {t.text(widen(t.module, iterable)), isGenerator(t.module, iterable) ? "Write it as a list comprehension."
                                                                                  : std::string(wayRoundValue(t.module, iterable))});
  }
}

}  // namespace krait::infer
