// krait._compiler: the compiler as a Python module. Loaded at the first compilation; everything of LLVM is in here.
//
// compile(request) -> (capsule "krait.compiled", objects, guards, record for the cache or None), inspect(request) -> text,
// explain(request, stages) and target(): inspect.h, catalogue(): catalogue.h, parse_signature(text) -> (argument notations, result notation or None). What a request holds: krait/_compile.py.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>

#include "python/compiler/argument_types.h"
#include "python/compiler/cache_record.h"
#include "python/compiler/catalogue.h"
#include "python/compiler/inspect.h"
#include "python/compiler/python_environment.h"
#include "python/compiler/report.h"
#include "python/compiler/session.h"
#include "python/dispatch/take_lock.h"

namespace krait::python {
namespace {

void destroyCapsule(PyObject* capsule) {
  auto* compiled = static_cast<kr_compiled*>(PyCapsule_GetPointer(capsule, "krait.compiled"));
  if (compiled) compiled->destroy(compiled);
}

py::tuple compileRequest(Session& session, const py::dict& request) {
  ir::Module module;
  PythonEnvironment environment(module);
  driver::CompileRequest plain = readRequest(request, environment.objects());
  plain.jit.keep_object = true;
  std::unique_ptr<driver::Compiled> compiled;
  reportingErrors(subjectOf(request), [&] {
    const WithoutLock unlocked;
    compiled = driver::compile(session.engine(), module, environment, plain);
  });
  const py::object record = cacheRecord(*compiled, environment, plain);
  compiled->code->object = {};
  kr_compiled* abi = &compiled.release()->abi;
  const py::object capsule = py::reinterpret_steal<py::object>(PyCapsule_New(abi, "krait.compiled", destroyCapsule));
  return py::make_tuple(capsule, environment.objects().tuple(), environment.guards(), record);
}

}  // namespace
}  // namespace krait::python

PYBIND11_MODULE(_compiler, m) {
  namespace py = pybind11;
  using krait::python::Session;
  m.doc() = "Krait's compiler: bytecode to machine code.";
  auto session = std::make_shared<Session>(krait::python::runtimeSymbols());
  m.def("compile", [session](const py::dict& request) { return krait::python::compileRequest(*session, request); });
  m.def("inspect", [session](const py::dict& request) { return krait::python::inspectRequest(*session, request); });
  m.def("explain", [session](const py::dict& request, py::list stages) {
    return krait::python::explainRequest(*session, request, std::move(stages));
  });
  m.def("catalogue", &krait::python::catalogue);
  m.def("target", [session] { return krait::python::describeTarget(*session); });
  m.def("parse_signature", [](const std::string& text) {
    py::tuple parsed;
    krait::python::reportingErrors({}, [&] { parsed = krait::python::parseSignatureText(text); });
    return parsed;
  });
}
