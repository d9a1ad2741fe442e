// What the cache on disk keeps of a compilation, as bytes.
#pragma once

#include "codegen/driver/compile.h"
#include "python/compiler/python_environment.h"

namespace krait::python {

// None where the code can't be kept: it refers to something that another process could not find again. The machine code's object
// must have been kept by the compilation.
[[nodiscard]] py::object cacheRecord(const driver::Compiled&, PythonEnvironment&, const driver::CompileRequest&);

}  // namespace krait::python
