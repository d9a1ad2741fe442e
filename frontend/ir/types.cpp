// Interning of types, and the facts of NumPy's scalar types.
#include "frontend/ir/types.h"

#include <array>

namespace krait::ir {
namespace {

struct DTypeRow {
  std::string_view name;
  DTypeKind kind;
  int bytes;
};

constexpr std::array kDTypeRows = {
#define KRAIT_DTYPE(enumerator, name, kind, bytes) DTypeRow{name, DTypeKind::kind, bytes},
#include "frontend/ir/dtype.def"
#undef KRAIT_DTYPE
};

const DTypeRow& row(DType dtype) { return kDTypeRows[static_cast<size_t>(dtype)]; }

}  // namespace

std::string_view dtypeName(DType dtype) { return row(dtype).name; }
DTypeKind dtypeKind(DType dtype) { return row(dtype).kind; }
int dtypeBytes(DType dtype) { return row(dtype).bytes; }

TypeTable::TypeTable() {
  never = simple(TypeKind::Never);
  none = simple(TypeKind::None);
  boolean = simple(TypeKind::Bool);
  integer = simple(TypeKind::Int);
  floating = simple(TypeKind::Float);
  complex = simple(TypeKind::Complex);
  index = simple(TypeKind::Index);
}

TypeId TypeTable::intern(Type type) {
  const auto [entry, is_new] = ids_.try_emplace(type, TypeId(static_cast<uint32_t>(types_.size())));
  if (is_new) types_.push_back(std::move(type));
  return entry->second;
}

TypeId TypeTable::array(DType dtype, int ndim, Layout layout, bool readonly) {
  const bool is_flat = ndim <= 1 && layout != Layout::Strided;
  const Layout canonical = ndim == 0 || is_flat ? Layout::C : layout;
  return intern({.kind = TypeKind::Array,
                 .dtype = dtype,
                 .ndim = static_cast<uint8_t>(ndim),
                 .layout = canonical,
                 .readonly = readonly});
}

TypeId TypeTable::composite(TypeKind kind, std::span<const TypeId> elements, ConstId constant) {
  return intern({.kind = kind, .constant = constant, .elements = {elements.begin(), elements.end()}});
}

}  // namespace krait::ir
