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

Session::Session(std::vector<jit::RuntimeSymbol> symbols) : symbols_(std::move(symbols)) {
  std::string problem;
  const std::optional<cache::CpuVariant> chosen = cache::chosenVariant(problem);
  if (!chosen) throw pybind11::value_error(problem);
  engine_ = &engineFor(*chosen);
}

jit::Engine& Session::engineFor(cache::CpuVariant cpu) {
  std::unique_ptr<jit::Engine>& engine = engines_[cpu];
  const bool has_perf = std::getenv("KRAIT_PERF") != nullptr;
  if (!engine) engine = std::make_unique<jit::Engine>(jit::EngineConfig{.runtime = symbols_, .perf_map = has_perf, .cpu = cpu});
  return *engine;
}

jit::Engine& Session::engineNamed(const std::string& level) {
  const std::optional<cache::CpuVariant> variant = cache::variantNamed(level);
  if (!variant) throw pybind11::value_error("no level of processors is called '" + level + "'");
  return engineFor(*variant);
}

}  // namespace krait::python
