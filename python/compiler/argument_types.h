// Reading what Python asks for: a request's types and options, and the text of a signature.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "codegen/driver/compile.h"
#include "python/compiler/python_objects.h"

namespace krait::python {

[[nodiscard]] driver::CompileRequest readRequest(const py::dict& request, ObjectTable& objects);

// (argument notations, result notation or None)
[[nodiscard]] py::tuple parseSignatureText(const std::string& text);

}  // namespace krait::python
