// krait._compiler: the compiler as a Python module. Loaded at the first compilation; everything of LLVM is in here.
//
// compile(request) -> (capsule "krait.compiled", objects, guards, record for the cache or None), build(request, cpu) -> record,
// inspect(request) -> text, explain(request, stages), time(request) and target(): inspect.h, catalogue(): catalogue.h,
// parse_signature(text) -> (argument notations, result notation or None). What a request holds: krait/_compile.py.
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

// A compilation for a processor, with the program that it asks.
struct Compilation {
  ir::Module module;
  PythonEnvironment environment{module};
  std::unique_ptr<driver::Compiled> compiled;
  py::object record;  // for the cache, or None

  Compilation(Session& session, jit::Engine& engine, const py::dict& request) {
    driver::CompileRequest plain = readRequest(request, environment.objects());
    plain.jit.keep_object = true;
    compiling(session.stacks(), subjectOf(request), [&] { compiled = driver::compile(engine, module, environment, plain); });
    record = cacheRecord(*compiled, environment, plain);
    compiled->code->object = {};
  }
};

py::tuple compileRequest(Session& session, const py::dict& request) {
  Compilation work(session, session.engine(), request);
  kr_compiled* abi = &work.compiled.release()->abi;
  const py::object capsule = py::reinterpret_steal<py::object>(PyCapsule_New(abi, "krait.compiled", destroyCapsule));
  return py::make_tuple(capsule, work.environment.objects().tuple(), work.environment.guards(), work.record);
}

py::object buildRequest(Session& session, const py::dict& request, const std::string& cpu) {
  Compilation work(session, session.engineNamed(cpu), request);
  const std::optional<std::string>& obstacle = work.environment.objects().facts().obstacle();
  if (work.record.is_none()) throw py::value_error(obstacle.value_or("it refers to what another process could not find again"));
  return work.record;
}

}  // namespace
}  // namespace krait::python

PYBIND11_MODULE(_compiler, m) {
  namespace py = pybind11;
  using krait::python::Session;
  m.doc() = "Krait's compiler: bytecode to machine code.";
  auto session = std::make_shared<Session>(krait::python::runtimeSymbols());
  m.def("compile", [session](const py::dict& request) { return krait::python::compileRequest(*session, request); });
  m.def("build", [session](const py::dict& request, const std::string& cpu) {
    return krait::python::buildRequest(*session, request, cpu);
  });
  m.def("inspect", [session](const py::dict& request) { return krait::python::inspectRequest(*session, request); });
  m.def("explain", [session](const py::dict& request, py::list stages) {
    return krait::python::explainRequest(*session, request, std::move(stages));
  });
  m.def("time", [session](const py::dict& request) { return krait::python::timeRequest(*session, request); });
  m.def("catalogue", &krait::python::catalogue);
  m.def("target", [session] { return krait::python::describeTarget(*session); });
  m.def("parse_signature", [](const std::string& text) {
    py::tuple parsed;
    krait::python::reportingErrors({}, [&] { parsed = krait::python::parseSignatureText(text); });
    return parsed;
  });
}
