// Whether a module was built ahead of time, and where its code is.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <optional>
#include <string>

namespace krait {

struct BuiltModule {
  std::string folder;    // ends with a slash
  std::string manifest;  // path
};

// Of the module that a function stands in: for MODULE.py there is __krait__/MODULE.json beside it. Asks the file system once.
[[nodiscard]] std::optional<BuiltModule> findBuiltModule(PyFunctionObject*);

}  // namespace krait
