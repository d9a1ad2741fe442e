// Constants: what the compiler knows of a value before it runs. Interned in a ConstantTable.
//
// Objects of the host (functions, classes, arrays, code) are named by a handle that only the host understands;
// modules, builtins and classes also carry their qualified name ("numpy.sqrt"), by which the catalogue finds them.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "frontend/ir/ids.h"
#include "frontend/ir/types.h"

namespace krait::ir {

enum class ConstKind : uint8_t {
  None,
  Bool,
  Int,
  Float,
  Complex,
  Str,
  Ellipsis,
  Tuple,     // elements
  Module,    // text: "numpy"
  Builtin,   // text: "numpy.sqrt", "builtins.len"
  Class,     // text: "numpy.float64", "builtins.int", "builtins.ValueError"; handle
  DType,     // a numpy.dtype object: dtype, or array.record
  Function,  // a jitted function: handle; text is its name; integer: whether it is one of the package's lib/
  Code,      // code of a nested function: handle; text is its name
  Scalar,    // a NumPy scalar: dtype; integer, or real and imaginary part
  Array,     // a captured array or record: handle, array
  Unsupported,  // text says what it is, integer whether it is there at all (Undefined); using it is the error
};

// What an Unsupported constant stands for: an object that compiled code can't use, a name or an attribute ("numpy.x")
// that is not defined.
enum class Undefined : uint8_t { No, Name, Attribute };

// A captured array is used in place; the host keeps it alive as long as the compiled code.
struct CapturedArray {
  DType dtype = DType::Bool;
  TypeId record = {};  // in place of the dtype: the type of an array of records, of a record, or of a structured dtype's records
  Layout layout = Layout::C;
  bool readonly = false;
  uintptr_t owner = 0;  // the host object that holds it, tagged as the ABI says
  uintptr_t data = 0;
  std::vector<int64_t> shape = {};
  std::vector<int64_t> strides = {};

  auto operator<=>(const CapturedArray&) const = default;
};

struct Constant {
  ConstKind kind = ConstKind::None;
  int64_t integer = 0;  // Int, Bool
  uint64_t real_bits = 0;  // Float, Complex: bit patterns, so that 0.0, -0.0 and NaNs stay apart
  uint64_t imag_bits = 0;
  DType dtype = DType::Bool;
  uint32_t handle = 0;
  std::string text = {};
  std::vector<ConstId> elements = {};
  CapturedArray array = {};

  auto operator<=>(const Constant&) const = default;

  [[nodiscard]] double real() const;
  [[nodiscard]] double imag() const;
};

[[nodiscard]] Constant noneConstant();
[[nodiscard]] Constant boolConstant(bool value);
[[nodiscard]] Constant intConstant(int64_t value);
[[nodiscard]] Constant floatConstant(double value);
[[nodiscard]] Constant complexConstant(double real, double imag);
[[nodiscard]] Constant textConstant(ConstKind kind, std::string text, uint32_t handle = 0);
[[nodiscard]] Constant tupleConstant(std::vector<ConstId> elements);

// A function of the package's lib/, which may be called like a jitted one.
[[nodiscard]] bool isLibraryFunction(const Constant&);

class ConstantTable {
 public:
  ConstId intern(Constant constant);
  [[nodiscard]] const Constant& operator[](ConstId id) const { return constants_[id.index]; }
  [[nodiscard]] size_t size() const { return constants_.size(); }

 private:
  std::vector<Constant> constants_;
  std::map<Constant, ConstId> ids_;
};

}  // namespace krait::ir
