// Making the engine.
#include "python/compiler/session.h"

#include <pybind11/pybind11.h>

#include <cstdlib>

namespace krait::python {

std::vector<jit::RuntimeSymbol> runtimeSymbols() {
  namespace py = pybind11;
  const py::object table = py::module_::import("krait._dispatch").attr("runtime_symbols")();
  std::vector<jit::RuntimeSymbol> symbols;
  for (const py::handle row : table) {
    const py::tuple pair = py::reinterpret_borrow<py::tuple>(row);
    const char* name = static_cast<const char*>(PyLong_AsVoidPtr(pair[0].ptr()));
    symbols.push_back({name, PyLong_AsVoidPtr(pair[1].ptr())});
  }
  return symbols;
}

Session::Session(const std::vector<jit::RuntimeSymbol>& symbols)
    : engine_({.runtime = symbols, .perf_map = std::getenv("KRAIT_PERF") != nullptr}) {}

}  // namespace krait::python
