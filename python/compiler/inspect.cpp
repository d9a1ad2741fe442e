// Stages as text: the compilation is run again with the stage kept.
#include "python/compiler/inspect.h"

#include <array>

#include "frontend/ir/print.h"
#include "python/compiler/argument_types.h"
#include "python/compiler/python_environment.h"
#include "python/compiler/report.h"

namespace krait::python {
namespace {

struct Stage {
  std::string_view name;
  void (*keep)(driver::CompileRequest&);
  std::string (*text)(const ir::Module&, const driver::Compiled&);
};

std::string allGraphs(const driver::Compiled& compiled) {
  std::string text;
  for (const auto& [name, graph] : compiled.code->control_flow) text += graph;
  return text;
}

constexpr std::array kStages = {
    Stage{"types", [](driver::CompileRequest&) {},
          [](const ir::Module& module, const driver::Compiled&) { return ir::print(module); }},
    Stage{"llvm", [](driver::CompileRequest& r) { r.jit.keep_ir_before = true; },
          [](const ir::Module&, const driver::Compiled& c) { return c.code->ir_before; }},
    Stage{"llvm-opt", [](driver::CompileRequest& r) { r.jit.keep_ir_after = true; },
          [](const ir::Module&, const driver::Compiled& c) { return c.code->ir_after; }},
    Stage{"asm", [](driver::CompileRequest& r) { r.jit.keep_assembly = true; },
          [](const ir::Module&, const driver::Compiled& c) { return c.code->assembly; }},
    Stage{"cfg", [](driver::CompileRequest& r) { r.jit.keep_control_flow = true; },
          [](const ir::Module&, const driver::Compiled& c) { return allGraphs(c); }},
};

const Stage& findStage(const std::string& name) {
  for (const Stage& stage : kStages) {
    if (stage.name == name) return stage;
  }
  throw py::value_error("no stage is called '" + name + "'");
}

}  // namespace

std::string inspectRequest(Session& session, const py::dict& request) {
  ir::Module module;
  PythonEnvironment environment(module);
  driver::CompileRequest plain = readRequest(request, environment.objects());
  const Stage& stage = findStage(py::cast<std::string>(request["stage"]));
  stage.keep(plain);
  std::string text;
  reportingErrors([&] {
    const py::gil_scoped_release unlocked;
    text = stage.text(module, *driver::compile(session.engine(), module, environment, plain));
  });
  return text;
}

}  // namespace krait::python
