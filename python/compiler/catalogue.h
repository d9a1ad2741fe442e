// The functions and attributes that compiled code knows, for the reference.
#pragma once

#include <pybind11/pybind11.h>

namespace krait::python {

// Two lists: (name, parameters) of every function and method, (class, name) of every attribute.
[[nodiscard]] pybind11::tuple catalogue();

}  // namespace krait::python
