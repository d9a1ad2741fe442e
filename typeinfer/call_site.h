// A call of a function of the catalogue, with its arguments bound to the row's parameters: what an infer<Name> function
// sees. Absent arguments have the type of their default.
#pragma once

#include <string>
#include <vector>

#include "typeinfer/function_table.h"
#include "typeinfer/typing.h"

namespace krait::infer {

struct Argument {
  ir::ValueId value;     // invalid: absent, the default stands
  ir::TypeId type;
  ir::ConstId default_value;  // when absent
};

class CallSite {
 public:
  CallSite(Typing& typing, ir::InstId inst, FunctionId function) : t(typing), inst(inst), function(function) {}

  Typing& t;
  const ir::InstId inst;
  const FunctionId function;
  std::vector<Argument> arguments;

  [[nodiscard]] size_t count() const { return arguments.size(); }
  [[nodiscard]] ir::TypeId type(size_t k) const { return arguments[k].type; }
  [[nodiscard]] ir::Type data(size_t k) const { return t.module.types[type(k)]; }
  [[nodiscard]] bool isAbsent(size_t k) const { return !arguments[k].value.valid(); }
  [[nodiscard]] bool isNone(size_t k) const { return type(k) == t.module.types.none; }
  [[nodiscard]] std::string_view name() const;  // "sqrt" of "math.sqrt"
  [[nodiscard]] std::string_view rowData() const { return functionRow(function).data; }

  // The number that argument k is; reports anything else.
  [[nodiscard]] Numeric number(size_t k) const;
  [[nodiscard]] const ir::Constant* literal(size_t k) const { return literalOf(t.module, type(k)); }

  void want(size_t k, ir::TypeId type);
  // Argument k as a Python float, complex, or int: as __float__, __complex__ and __index__ make them. Others are reported.
  void wantFloat(size_t k);
  void wantComplex(size_t k);
  void wantIndex(size_t k);
  [[noreturn]] void refuse(size_t k, std::string way_round = "") const;
  // Argument k is not taken, unless it is absent or None (or its default).
  void refuseGiven(size_t k, std::string_view parameter) const;
};

using InferFunction = ir::TypeId (*)(CallSite&);
[[nodiscard]] InferFunction inferFunction(FunctionId);

using InferAttribute = ir::TypeId (*)(Typing&, ir::InstId);
[[nodiscard]] InferAttribute inferAttribute(AttributeId);

// The class under which attributes and methods of a value of this type stand in the tables; empty if it has none.
[[nodiscard]] std::string_view attributeOwner(const ir::Module&, ir::TypeId);

// The arguments of a call, taken apart. Before the last walk an element of a starred argument has the value of the whole
// tuple, and the type of the element; so has the object of a method call that of the bound method.
struct GivenArgument {
  ir::ValueId value;
  ir::TypeId type;
};
struct CallArguments {
  std::vector<GivenArgument> positional;
  std::vector<GivenArgument> keywords;
  std::vector<std::string> keyword_names;
};

// a.flags: a bound method in form, but only its attributes are used.
[[nodiscard]] bool isFlags(const ir::Module&, ir::TypeId);

// Binds positional and keyword arguments to the row's parameters; reports what does not fit.
void bindArguments(CallSite& site, const CallArguments& given);

// Infers the call and in the finalizing walk makes `inst` a call_builtin.
Flow inferBuiltinCall(CallSite& site);

// The dtype that an argument names: np.float32, 'float32', x.dtype, float ...; nothing for None.
[[nodiscard]] std::optional<ir::DType> dtypeArgument(const CallSite& site, size_t k);

// np.can_cast.
[[nodiscard]] bool canCast(ir::DType from, ir::DType to, std::string_view casting);
// The same as the type of an element; also that of a structured dtype.
[[nodiscard]] std::optional<ir::TypeId> elementArgument(const CallSite& site, size_t k);

}  // namespace krait::infer
