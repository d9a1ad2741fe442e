// a[key] and a[key] = value where the key holds arrays of positions, masks, lists or bools: calls of rows of
// the catalogue that type inference makes of the instructions.
//
//   %r = getitem %a, %key      ==>     %i = call_builtin numpy.asarray, %list
//                                      %k = build_tuple %i, %slice
//                                      %r = call_builtin krait.lib.index_get, %a, %k
//
// Lists and tuples in a key become arrays first; so does a value that is stored, which is brought to the
// array's dtype.
#include <algorithm>

#include "frontend/support/check.h"
#include "typeinfer/call_site.h"
#include "typeinfer/elements.h"
#include "typeinfer/indexing.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/list_types.h"
#include "typeinfer/sequence.h"
#include "typeinfer/store.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// ---- Keys

struct AdvancedKey {
  std::vector<Typed> parts;
  int taken = 0;      // axes of the array that its parts are for
  int broadcast = 0;  // axes of the arrays of positions together
  int rest = 0;       // axes that slices keep and None adds
};

std::vector<Typed> partsOf(Typing& t, InstId inst) {
  const ValueId key = t.operand(inst, 1);
  const Type data = t.typeData(key);
  if (data.kind != TypeKind::Tuple) return {{key, t.type(key)}};
  std::vector<Typed> parts;
  for (uint32_t k = 0; k < data.elements.size(); ++k) {
    const TypeId type = data.elements[k];
    parts.push_back({t.finalizing ? t.emit(Op::extract, {key}, type, k, t.function[inst].range) : key, type});
  }
  return parts;
}

// An empty list is one of positions.
Typed positionsOf(Typing& t, InstId inst, Typed sequence) {
  return asArray(t, inst, sequence, isEmptySequence(t.module, sequence.type) ? std::optional(DType::Int64) : std::nullopt);
}

void addPositions(Typing& t, InstId inst, AdvancedKey& key, Typed part) {
  if (isSequence(t.module, part.type)) part = positionsOf(t, inst, part);
  const Type array = t.module.types[part.type];
  if (array.kind != TypeKind::Array || !isIntegerOrBool(array.dtype)) refuseKey(t, inst, part.type);
  const bool is_mask = array.dtype == DType::Bool;
  key.broadcast = std::max<int>(key.broadcast, is_mask ? 1 : array.ndim);
  key.taken += is_mask ? array.ndim : 1;
  key.parts.push_back(part);
}

// A Python or NumPy bool: a mask without axes.
void addFlag(Typing& t, InstId inst, AdvancedKey& key, Typed part) {
  const TypeId boolean = t.module.types.boolean;
  if (t.finalizing) part.value = t.convert(part.value, boolean, t.function[inst].range);
  key.broadcast = std::max(key.broadcast, 1);
  key.parts.push_back({part.value, boolean});
}

void addBasic(Typing& t, InstId inst, AdvancedKey& key, Typed part, KeyPart kind) {
  const TypeId wanted = wantedPart(t.module, part.type);
  if (t.finalizing) part.value = t.convert(part.value, wanted, t.function[inst].range);
  const bool is_slice = kind != KeyPart::Integer && kind != KeyPart::NewAxis && kind != KeyPart::Ellipsis;
  key.taken += kind == KeyPart::Integer || is_slice ? 1 : 0;
  key.rest += kind == KeyPart::NewAxis || is_slice ? 1 : 0;
  key.parts.push_back({part.value, wanted});
}

AdvancedKey advancedKey(Typing& t, InstId inst, const Type& array) {
  AdvancedKey key;
  bool has_ellipsis = false;
  for (const Typed& part : partsOf(t, inst)) {
    const KeyPart kind = keyPart(t.module, part.type);
    if (kind == KeyPart::None || (kind == KeyPart::Ellipsis && has_ellipsis)) refuseKey(t, inst, part.type);
    has_ellipsis |= kind == KeyPart::Ellipsis;
    if (kind != KeyPart::Advanced) {
      addBasic(t, inst, key, part, kind);
    } else if (numericOf(t.module, part.type)) {
      addFlag(t, inst, key, part);
    } else {
      addPositions(t, inst, key, part);
    }
  }
  if (key.taken > array.ndim) {
    t.error(DiagKind::too_many_indices, inst, {std::to_string(array.ndim), std::to_string(key.taken)});
  }
  return key;
}

// Whether items in the key are not known yet. A list of unknown items may well stay empty: it counts as one
// of positions.
bool waitsForKey(Typing& t, InstId inst) {
  return !t.finalizing && std::ranges::any_of(partsOf(t, inst), [&](const Typed& part) {
    return !isEmptySequence(t.module, part.type) && lacksItems(t.module, part.type);
  });
}

// Arrays of positions without axes are ints, and a key of ints makes a view.
void refuseView(Typing& t, InstId inst, const AdvancedKey& key) {
  if (key.broadcast > 0) return;
  const auto part =
      std::ranges::find_if(key.parts, [&](const Typed& each) { return isArray(t.module, each.type); });
  t.error(DiagKind::unsupported_index, inst,
          {t.text(t.operandType(inst, 0)), t.text(part->type), "Use int(x) of an array without dimensions."});
}

ValueId emitKey(Typing& t, InstId inst, const AdvancedKey& key) {
  std::vector<ValueId> values;
  std::vector<TypeId> types;
  for (const Typed& part : key.parts) {
    values.push_back(part.value);
    types.push_back(part.type);
  }
  return t.emit(Op::build_tuple, std::move(values), t.module.types.tuple(types), 0, t.function[inst].range);
}

// ---- Values to be stored

[[noreturn]] void refuseValue(Typing& t, InstId inst, TypeId value, const char* hint) {
  t.error(DiagKind::unsupported_store, inst,
          {t.text(widen(t.module, value)), t.text(t.operandType(inst, 0)), hint});
}

void checkCast(Typing& t, InstId inst, TypeId value, DType from, DType to) {
  if (from == to) return;
  if (ir::isTime(from) || ir::isTime(to)) refuseValue(t, inst, value, "");
  if (isComplex(from) && !isComplex(to) && to != DType::Bool) refuseValue(t, inst, value, "Take its .real.");
}

// Finalizing: an array without dimensions that holds the number, stored into it as an assignment does.
ValueId boxedNumber(Typing& t, InstId inst, ValueId number, DType dtype) {
  const SourceRange range = t.function[inst].range;
  const TypeId no_extents = t.module.types.tuple({});
  const ValueId shape = t.emit(Op::build_tuple, {}, no_extents, 0, range);
  CallSite site(t, inst, FunctionId::numpy_empty);
  bindArguments(site, {{{shape, no_extents}}, {}, {}});
  site.arguments[1] = dtypeAsArgument(t.module, dtype);
  const TypeId type = inferFunction(site.function)(site);
  const ValueId box = emitRowCall(site, type);
  t.emitByRule(Op::setitem, {box, shape, number}, range);
  return box;
}

// Finalizing: the array with another dtype.
ValueId castArray(Typing& t, InstId inst, Typed array, DType dtype) {
  const Type data = t.module.types[array.type];
  if (data.ndim == 0) {
    const ValueId key = t.emit(Op::build_tuple, {}, t.module.types.tuple({}), 0, t.function[inst].range);
    const TypeId element = t.module.types.scalar(data.dtype);
    return boxedNumber(t, inst, t.emit(Op::getitem, {array.value, key}, element, 0, t.function[inst].range),
                       dtype);
  }
  CallSite site(t, inst, FunctionId::numpy_empty_like);
  bindArguments(site, {{{array.value, array.type}}, {}, {}});
  site.arguments[1] = dtypeAsArgument(t.module, dtype);
  const TypeId type = inferFunction(site.function)(site);
  const ValueId made = emitRowCall(site, type);
  emitStore(t, made, array.value, t.function[inst].range);
  return made;
}

// The value as an array or a number of the dtype; valid in the last walk.
ValueId valueToStore(Typing& t, InstId inst, DType dtype) {
  Typed value{t.operand(inst, 2), t.operandType(inst, 2)};
  if (isSequence(t.module, value.type)) value = asArray(t, inst, value, dtype);
  const Type data = t.module.types[value.type];
  if (data.kind == TypeKind::Array) {
    checkCast(t, inst, value.type, data.dtype, dtype);
    if (!t.finalizing || data.dtype == dtype) return value.value;
    return castArray(t, inst, value, dtype);
  }
  const TypeId element = t.module.types.scalar(dtype);
  wantStored(t, inst, element);
  // At places that an array tells NumPy casts its own numbers, as it casts arrays; elsewhere it stores int(value).
  const std::optional<Numeric> given = numericOf(t.module, value.type);
  if (given && !given->python) t.want(inst, 2, element);
  const ValueId number = t.operand(inst, 2);
  return !t.finalizing || t.type(number) == element ? number : boxedNumber(t, inst, number, dtype);
}

}  // namespace

Flow inferAdvancedGet(Typing& t, InstId inst) {
  if (waitsForKey(t, inst)) return t.passOver(inst);
  const Type array = t.typeData(t.operand(inst, 0));
  const AdvancedKey key = advancedKey(t, inst, array);
  refuseView(t, inst, key);
  const int ndim = array.ndim - key.taken + key.broadcast + key.rest;
  t.setResult(inst, t.module.types.array(array.dtype, ndim, Layout::C));
  if (!t.finalizing) return Flow::Next;
  const ValueId parts = emitKey(t, inst, key);
  ir::Inst& call = t.function[inst];
  call.op = Op::call_builtin;
  call.attribute = static_cast<uint32_t>(FunctionId::krait_lib_index_get);
  call.operands = {call.operands[0], parts};
  return Flow::Next;
}

Flow inferAdvancedSet(Typing& t, InstId inst) {
  if (waitsForKey(t, inst)) return t.passOver(inst);
  const Type array = t.typeData(t.operand(inst, 0));
  const AdvancedKey key = advancedKey(t, inst, array);
  const ValueId value = valueToStore(t, inst, array.dtype);
  if (!t.finalizing) return Flow::Next;
  const SourceRange range = t.function[inst].range;
  const ir::ConstId readonly = t.module.constants.intern(ir::boolConstant(array.readonly));
  const std::vector<ValueId> operands = {t.operand(inst, 0), emitKey(t, inst, key), value,
                                         t.emitConstant(readonly, range)};
  t.emit(Op::call_builtin, operands, t.module.types.none,
         static_cast<uint32_t>(FunctionId::krait_lib_index_set), range);
  t.drop(inst);
  return Flow::Next;
}

// Made by the rules above only.
TypeId inferIndexArrays(CallSite& site) {
  CHECK(false, "type inference makes calls of " + std::string(site.name()));
}

// ---- The places where an array is true

TypeId inferNonzero(CallSite& site) {
  const Type array = site.data(0);
  if (array.kind != TypeKind::Array) site.refuse(0, "Give an array.");
  if (array.ndim == 0) {
    site.t.error(DiagKind::argument_type, site.inst,
                 {std::string(site.name()), site.t.text(site.type(0)), "Use np.atleast_1d(x).nonzero()."});
  }
  if (array.ndim > 8) site.refuse(0, "It takes arrays of up to 8 dimensions.");
  const TypeId places = site.t.module.types.array(DType::Int64, 1, Layout::C);
  site.arguments = {site.arguments[0]};
  return site.t.module.types.tuple(std::vector<TypeId>(array.ndim, places));
}

// array, positions, axis, mode: of library functions, which have checked them
TypeId inferTakePlaces(CallSite& site) {
  const Type array = site.data(0), places = site.data(1);
  site.want(1, widen(site.t.module, site.type(1)));
  site.want(2, site.t.module.types.integer);
  site.want(3, site.t.module.types.integer);
  const int ndim = array.ndim - 1 + (places.kind == TypeKind::Array ? places.ndim : 0);
  if (ndim == 0) return site.t.module.types.scalar(array.dtype);
  return site.t.module.types.array(array.dtype, ndim, Layout::C);
}

// array, counts (an array of int64), axis: of library functions, which have checked them
TypeId inferRepeatItems(CallSite& site) {
  const Type array = site.data(0);
  site.want(2, site.t.module.types.integer);
  return site.t.module.types.array(array.dtype, array.ndim, Layout::C);
}

// array, axis, is_max: of library functions, which have checked them
TypeId inferExtremePlaces(CallSite& site) {
  const Type array = site.data(0);
  site.want(1, site.t.module.types.integer);
  site.want(2, site.t.module.types.integer);
  if (array.ndim == 1) return site.t.module.types.scalar(DType::Int64);
  return site.t.module.types.array(DType::Int64, array.ndim - 1, Layout::C);
}

}  // namespace krait::infer
