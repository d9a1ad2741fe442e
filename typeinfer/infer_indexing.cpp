// Indexing of arrays: keys, the types of views, stores.
//
// A layout is kept as far as the key shows it. Of a C array, ints in front and one cut of step 1 leave a C array; a key
// that keeps the last axis whole or cut, and takes no steps backwards, leaves rows; everything else is strided. A Fortran
// array is the same from its last axis on, without the rows.
#include "typeinfer/indexing.h"

#include <algorithm>
#include <ranges>

#include "typeinfer/elements.h"
#include "typeinfer/store.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Layout;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

bool isSlicePart(const ir::Module& module, TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  const bool is_bool = number && number->python && number->dtype == ir::DType::Bool;
  return type == module.types.none || is_bool || (number && isInteger(number->dtype));
}

KeyPart sliceStep(const ir::Module& module, const Type& slice) {
  const TypeId none = module.types.none;
  const bool is_whole = slice.elements[0] == none && slice.elements[1] == none;
  const ir::Constant* step = literalOf(module, slice.elements[2]);
  if (slice.elements[2] == none || (step && step->integer == 1)) return is_whole ? KeyPart::Whole : KeyPart::Cut;
  return step && step->integer > 1 ? KeyPart::Skip : KeyPart::Steps;
}

KeyPart slicePart(const ir::Module& module, const Type& slice) {
  const bool is_valid = std::ranges::all_of(slice.elements, [&](TypeId part) { return isSlicePart(module, part); });
  return is_valid ? sliceStep(module, slice) : KeyPart::None;
}

bool isAdvanced(const ir::Module& module, TypeId type) {
  const TypeKind kind = module.types.kind(type);
  const std::optional<Numeric> number = numericOf(module, type);
  const bool is_bool = number && number->dtype == ir::DType::Bool;
  return is_bool || kind == TypeKind::Array || kind == TypeKind::List || kind == TypeKind::Tuple;
}

}  // namespace

KeyPart keyPart(const ir::Module& module, TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  if (number && isInteger(number->dtype)) return KeyPart::Integer;
  if (module.types.kind(type) == TypeKind::Slice) return slicePart(module, module.types[type]);
  if (type == module.types.none) return KeyPart::NewAxis;
  const ir::Constant* constant = literalOf(module, type);
  if (constant && constant->kind == ir::ConstKind::Ellipsis) return KeyPart::Ellipsis;
  return isAdvanced(module, type) ? KeyPart::Advanced : KeyPart::None;
}

TypeId wantedPart(ir::Module& module, TypeId part) {
  if (numericOf(module, part)) return module.types.integer;
  const Type slice = module.types[part];
  if (slice.kind != TypeKind::Slice) return part;
  std::vector<TypeId> parts;
  for (const TypeId bound : slice.elements) parts.push_back(bound == module.types.none ? bound : module.types.integer);
  return module.types.composite(TypeKind::Slice, parts);
}

void refuseKey(Typing& t, InstId inst, TypeId part) {
  const bool is_slice = t.module.types.kind(part) == TypeKind::Slice;
  t.error(DiagKind::unsupported_index, inst,
          {t.text(t.operandType(inst, 0)), t.text(widen(t.module, part)),
           is_slice ? "The parts of a slice are ints or None." : "Use ints, slices, or arrays of ints or bools."});
}

namespace {

std::vector<TypeId> partsOfKey(const Typing& t, InstId inst) {
  const TypeId key = t.operandType(inst, 1);
  const Type& data = t.module.types[key];
  return data.kind == TypeKind::Tuple ? data.elements : std::vector<TypeId>{key};
}

// The parts of the key for each axis, `...` written out, without the new axes.
std::vector<KeyPart> partsByAxis(Typing& t, InstId inst, size_t ndim) {
  std::vector<KeyPart> axes;
  std::optional<size_t> ellipsis;
  for (const TypeId type : partsOfKey(t, inst)) {
    const KeyPart part = keyPart(t.module, type);
    if (part == KeyPart::None || part == KeyPart::Advanced) refuseKey(t, inst, type);
    if (part == KeyPart::Ellipsis) {
      if (ellipsis) t.error(DiagKind::unsupported_index, inst, {t.text(t.operandType(inst, 0)), "two '...'", "Use one."});
      ellipsis = axes.size();
    } else if (part != KeyPart::NewAxis) {
      axes.push_back(part);
    }
  }
  if (axes.size() > ndim) t.error(DiagKind::too_many_indices, inst, {std::to_string(ndim), std::to_string(axes.size())});
  const auto rest = axes.begin() + static_cast<std::ptrdiff_t>(ellipsis.value_or(axes.size()));
  axes.insert(rest, ndim - axes.size(), KeyPart::Whole);
  return axes;
}

// Whether elements that lie without gaps, the last of these axes innermost, still do: ints, a cut, whole axes.
template <typename Axes>
bool leavesNoGaps(const Axes& axes) {
  auto axis = std::ranges::find_if(axes, [](KeyPart part) { return part != KeyPart::Integer; });
  if (axis != axes.end() && *axis == KeyPart::Cut) ++axis;
  return std::all_of(axis, axes.end(), [](KeyPart part) { return part == KeyPart::Whole; });
}

bool leavesRows(const std::vector<KeyPart>& axes) {
  const bool goes_back = std::ranges::count(axes, KeyPart::Steps) > 0;
  return !goes_back && !axes.empty() && (axes.back() == KeyPart::Whole || axes.back() == KeyPart::Cut);
}

Layout layoutOfView(Layout layout, const std::vector<KeyPart>& axes) {
  if (layout == Layout::C && leavesNoGaps(axes)) return Layout::C;
  if (layout == Layout::F && leavesNoGaps(std::views::reverse(axes))) return Layout::F;
  const bool has_rows = layout == Layout::C || layout == Layout::Rows;
  return has_rows && leavesRows(axes) ? Layout::Rows : Layout::Strided;
}

void wantKey(Typing& t, InstId inst) {
  std::vector<TypeId> parts = partsOfKey(t, inst);
  for (TypeId& part : parts) part = wantedPart(t.module, part);
  const bool is_tuple = t.typeData(t.operand(inst, 1)).kind == TypeKind::Tuple;
  t.want(inst, 1, is_tuple ? t.module.types.tuple(parts) : parts[0]);
}

TypeId typeOf(ir::Module& module, const Type& array, const Indexed& indexed) {
  if (indexed.is_element) return module.types.scalar(array.dtype);
  return module.types.array(array.dtype, indexed.ndim, indexed.layout, array.readonly);
}

}  // namespace

bool isBasicKey(const Typing& t, InstId inst) {
  return std::ranges::none_of(partsOfKey(t, inst), [&](TypeId part) { return keyPart(t.module, part) == KeyPart::Advanced; });
}

Indexed indexedBy(Typing& t, InstId inst, const Type& array) {
  const std::vector<KeyPart> axes = partsByAxis(t, inst, array.ndim);
  const std::vector<TypeId> parts = partsOfKey(t, inst);
  const auto count = [&](KeyPart wanted) {
    return std::ranges::count_if(parts, [&](TypeId part) { return keyPart(t.module, part) == wanted; });
  };
  Indexed indexed;
  indexed.is_element = static_cast<size_t>(count(KeyPart::Integer)) == parts.size() && parts.size() == array.ndim;
  indexed.ndim = static_cast<int>(array.ndim - count(KeyPart::Integer) + count(KeyPart::NewAxis));
  indexed.layout = layoutOfView(array.layout, axes);
  wantKey(t, inst);
  return indexed;
}

TypeId rowType(ir::Module& module, const Type& array) {
  std::vector<KeyPart> axes(array.ndim, KeyPart::Whole);
  axes[0] = KeyPart::Integer;
  return module.types.array(array.dtype, array.ndim - 1, layoutOfView(array.layout, axes), array.readonly);
}

Flow inferArrayGet(Typing& t, InstId inst) {
  if (!isBasicKey(t, inst)) return inferAdvancedGet(t, inst);
  const Type array = t.typeData(t.operand(inst, 0));
  t.setResult(inst, typeOf(t.module, array, indexedBy(t, inst, array)));
  return Flow::Next;
}

Flow inferArraySet(Typing& t, InstId inst) {
  if (!isBasicKey(t, inst)) return inferAdvancedSet(t, inst);
  const Type array = t.typeData(t.operand(inst, 0));
  const Indexed indexed = indexedBy(t, inst, array);
  if (!indexed.is_element) return inferStoreIntoView(t, inst, typeOf(t.module, array, indexed));
  wantStored(t, inst, typeOf(t.module, array, indexed));
  return Flow::Next;
}

bool isFlat(const ir::Module& module, TypeId type) {
  return module.types.kind(type) == TypeKind::NdIter && module.types[type].constant.valid();
}

namespace {

// The type of what the int key of a.flat names. Asks for the key.
TypeId flatElement(Typing& t, InstId inst) {
  const TypeId key = t.operandType(inst, 1);
  if (keyPart(t.module, key) != KeyPart::Integer) {
    t.error(DiagKind::unsupported_index, inst, {"a.flat", t.text(widen(t.module, key)), "Use an int, or a.ravel()."});
  }
  wantKey(t, inst);
  return t.module.types.scalar(t.module.types[t.typeData(t.operand(inst, 0)).elements[0]].dtype);
}

}  // namespace

Flow inferFlatGet(Typing& t, InstId inst) {
  t.setResult(inst, flatElement(t, inst));
  return Flow::Next;
}

Flow inferFlatSet(Typing& t, InstId inst) {
  wantStored(t, inst, flatElement(t, inst));
  return Flow::Next;
}

// A read-only array refuses the store before key and value are looked at, which lowering sees to.
Flow inferStoreIntoView(Typing& t, InstId inst, TypeId view_type) {
  if (t.module.types[view_type].readonly) return Flow::Next;
  if (!t.finalizing) return storeIntoView(t, inst, {}, view_type);
  const std::vector<ir::ValueId> operands = {t.operand(inst, 0), t.operand(inst, 1)};
  const ir::ValueId view = t.emit(ir::Op::getitem, operands, view_type, 0, t.function[inst].range);
  return storeIntoView(t, inst, view, view_type);
}

}  // namespace krait::infer
