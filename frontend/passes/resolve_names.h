// resolve-names: what a global, a variable of an enclosing Python function and an attribute of a module mean becomes a
// constant.
//
//   %1 = load_global "np"                      %1 = constant @module numpy
//   %2 = load_attribute "sqrt" %1       ==>    %2 = constant @builtin numpy.sqrt
//
// A name that is not defined becomes an unsupported constant, an error only where it is used. Works on a CFG or on
// structured form; load_attribute of anything but a constant stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "frontend/ir/function.h"

namespace krait::passes {

class NameSource {
 public:
  virtual ~NameSource() = default;
  // A global of the function, or a builtin. Nothing if the name is not defined.
  virtual std::optional<ir::ConstId> global(uint32_t function_handle, std::string_view name) = 0;
  // A variable of an enclosing Python function. Nothing if it is not bound.
  virtual std::optional<ir::ConstId> freeVariable(uint32_t function_handle, std::string_view name) = 0;
  // An attribute of a module, class or jitted function, as code of the function sees it. Nothing if there is none that is a constant.
  virtual std::optional<ir::ConstId> attribute(uint32_t function_handle, ir::ConstId object, std::string_view name) = 0;
};

void resolveNames(ir::Module& module, ir::Function& function, NameSource& names);

}  // namespace krait::passes
