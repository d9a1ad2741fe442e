// The types of the IR, interned in a TypeTable so that equal types have equal ids.
//
// Python scalars (int, float, bool, complex) and NumPy scalars are different types, as under NEP 50. What is known
// at compile time has a Literal type: the value is exactly that constant, and takes no storage. Functions, modules,
// classes and builtins exist only as literals. Never is the bottom of the lattice: the type of a value that is not
// reached (or of an unbound variable), which joins with anything.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ir/ids.h"

namespace krait::ir {

enum class DType : uint8_t {
#define KRAIT_DTYPE(enumerator, name, kind, bytes) enumerator,
#include "frontend/ir/dtype.def"
#undef KRAIT_DTYPE
};

// The numbers are ordered as conversions go; what comes after Complex is no number.
enum class DTypeKind : uint8_t { Bool, Signed, Unsigned, Float, Complex, DateTime, TimeDelta };

[[nodiscard]] std::string_view dtypeName(DType);
[[nodiscard]] DTypeKind dtypeKind(DType);
[[nodiscard]] int dtypeBytes(DType);
constexpr int kDTypeCount = 0
#define KRAIT_DTYPE(enumerator, name, kind, bytes) +1
#include "frontend/ir/dtype.def"
#undef KRAIT_DTYPE
    ;

enum class TypeKind : uint8_t {
  Never,
  None,
  Bool,       // Python's scalars
  Int,
  Float,
  Complex,
  Index,      // a position inside an iteration: machine word, never negative, never overflows
  Scalar,     // NumPy scalar: dtype
  Array,      // dtype, ndim, layout, readonly
  Tuple,      // elements
  Literal,    // constant
  Range,      // three ints: start, stop, step
  Enumerate,  // elements[0] is the iterable; one int: start
  Zip,        // elements are the iterables
  Reversed,   // elements[0] is the iterable
  Slice,      // elements: start, stop, step
  Method,     // elements[0] is the object, constant the method's name
  Exception,  // an exception about to be raised: constant is its class, elements its arguments
  Closure,    // nested function: constant is its code, elements the captured variables and defaults
  Record,       // a record in an array's memory: readonly; the rest as record_type.h says
  RecordArray,  // elements[0] is the record; ndim, layout, readonly
  Optional,   // None or elements[0]
  List,       // elements[0] is the type of its items
  NdIndex,      // np.ndindex: elements[0] is the shape, a tuple of ints
  NdEnumerate,  // np.ndenumerate: elements[0] is the array
  NdIter,       // np.nditer: elements[0] is the array
};

// How the elements lie: C and F without gaps. Rows: in C's order, each row without gaps (what a slice of a C array is).
enum class Layout : uint8_t { C, F, Rows, Strided };

struct Type {
  TypeKind kind = TypeKind::Never;
  DType dtype = DType::Bool;
  uint8_t ndim = 0;
  Layout layout = Layout::C;
  bool readonly = false;
  ConstId constant = {};
  std::vector<TypeId> elements = {};

  auto operator<=>(const Type&) const = default;
};

class TypeTable {
 public:
  TypeTable();

  [[nodiscard]] const Type& operator[](TypeId id) const { return types_[id.index]; }
  [[nodiscard]] TypeKind kind(TypeId id) const { return types_[id.index].kind; }
  [[nodiscard]] size_t size() const { return types_.size(); }

  TypeId intern(Type type);
  TypeId simple(TypeKind kind) { return intern({.kind = kind}); }
  TypeId scalar(DType dtype) { return intern({.kind = TypeKind::Scalar, .dtype = dtype}); }
  TypeId array(DType dtype, int ndim, Layout layout, bool readonly = false);
  TypeId literal(ConstId constant) { return intern({.kind = TypeKind::Literal, .constant = constant}); }
  TypeId composite(TypeKind kind, std::span<const TypeId> elements, ConstId constant = {});
  TypeId tuple(std::span<const TypeId> elements) { return composite(TypeKind::Tuple, elements); }

  // Always there.
  TypeId never, none, boolean, integer, floating, complex, index;

 private:
  std::vector<Type> types_;
  std::map<Type, TypeId> ids_;
};

}  // namespace krait::ir
