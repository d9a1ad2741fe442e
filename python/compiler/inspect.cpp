// Stages as text: the compilation is run again with the stage kept.
#include "python/compiler/inspect.h"

#include <array>

#include "frontend/ir/print.h"
#include "python/compiler/argument_types.h"
#include "python/compiler/checks_left.h"
#include "python/compiler/python_environment.h"
#include "python/compiler/report.h"
#include "python/dispatch/take_lock.h"

namespace krait::python {
namespace {

// For the level that the request names, which this processor need not run: what is looked at is not called.
jit::Engine& engineOf(Session& session, const py::dict& request) {
  return request.contains("cpu") ? session.engineNamed(py::cast<std::string>(request["cpu"])) : session.engine();
}

// One compilation for people to look at.
struct Workbench {
  Workbench(Session& session, const py::dict& request)
      : engine(engineOf(session, request)), environment(module), request(readRequest(request, environment.objects())) {
    this->request.passes.print.builtin_name = driver::builtinName;
  }

  jit::Engine& engine;
  ir::Module module;
  PythonEnvironment environment;
  driver::CompileRequest request;

  std::unique_ptr<driver::Compiled> compile() {
    return driver::compile(engine, module, environment, request);
  }
};

// The function in SSA form as bytecode gives it, and as type inference is given it.
std::string showFrontend(Workbench& bench) {
  std::string text;
  bench.request.passes.print_before = {"resolve-names"};
  bench.request.passes.output = [&](std::string_view part) { text += "; bytecode\n" + std::string(part.substr(part.find('\n') + 1)); };
  driver::buildRoot(bench.module, bench.environment, bench.request);
  return text + "\n; structured\n" + ir::print(bench.module, bench.request.passes.print);
}

std::string showTypes(Workbench& bench) {
  std::vector<Diagnostic> remarks;
  driver::inferModule(bench.module, bench.environment, bench.request, remarks);
  bench.request.passes.print.ranges = true;
  return ir::print(bench.module, bench.request.passes.print);
}

std::string showLlvm(Workbench& bench) {
  bench.request.jit.keep_ir_before = true;
  return bench.compile()->code->ir_before;
}

std::string showOptimisedLlvm(Workbench& bench) {
  bench.request.jit.keep_ir_after = true;
  return bench.compile()->code->ir_after;
}

std::string showAssembly(Workbench& bench) {
  bench.request.jit.keep_assembly = true;
  return bench.compile()->code->assembly;
}

std::string showControlFlow(Workbench& bench) {
  bench.request.jit.keep_control_flow = true;
  std::string text;
  const std::unique_ptr<driver::Compiled> compiled = bench.compile();
  for (const auto& [name, graph] : compiled->code->control_flow) text += graph;
  return text;
}

struct Stage {
  std::string_view name;
  std::string (*show)(Workbench&);
};

constexpr std::array kStages = {
    Stage{"ir", showFrontend},           Stage{"types", showTypes},  Stage{"llvm", showLlvm},
    Stage{"llvm-opt", showOptimisedLlvm}, Stage{"asm", showAssembly}, Stage{"cfg", showControlFlow},
};

const Stage& findStage(const std::string& name) {
  for (const Stage& stage : kStages) {
    if (stage.name == name) return stage;
  }
  throw py::value_error("no stage is called '" + name + "'");
}

py::list vectoriserRemarks(const driver::Compiled& compiled) {
  static constexpr const char* kKinds[] = {"passed", "missed", "analysis"};
  py::list rows;
  for (const jit::Remark& remark : compiled.code->remarks) {
    if (remark.pass != "loop-vectorize") continue;
    rows.append(py::make_tuple(kKinds[static_cast<size_t>(remark.kind)], remark.line, remark.column, remark.message));
  }
  return rows;
}

py::list inferenceRemarks(const driver::Compiled& compiled) {
  py::list rows;
  for (const Diagnostic& remark : compiled.remarks) rows.append(renderWithSource(remark));
  return rows;
}

py::list checkRows(const driver::Compiled& compiled) {
  py::list rows;
  for (const CheckLeft& check : checksLeft(compiled)) {
    const kr_site none{"", "", 0, nullptr, 0, 0};
    const kr_site& site = check.site ? *check.site : none;
    rows.append(py::make_tuple(site.file, site.line, site.function, check.exception, check.message));
  }
  return rows;
}

}  // namespace

std::string inspectRequest(Session& session, const py::dict& request) {
  Workbench bench(session, request);
  const Stage& stage = findStage(py::cast<std::string>(request["stage"]));
  std::string text;
  compiling(session.stacks(), subjectOf(request), [&] {
    text = stage.show(bench);
  });
  return text;
}

py::dict explainRequest(Session& session, const py::dict& request, py::list stages) {
  Workbench bench(session, request);
  bench.request.passes.print_changed = true;
  bench.request.passes.print_before = {"resolve-names"};
  bench.request.passes.output = [&](std::string_view text) {
    const WithLock lock;
    stages.append(std::string(text));
  };
  bench.request.jit.remarks = true;
  bench.request.jit.keep_ir_after = true;
  std::unique_ptr<driver::Compiled> compiled;
  compiling(session.stacks(), subjectOf(request), [&] {
    compiled = bench.compile();
  });
  py::dict found;
  found["result"] = compiled->result_type;
  found["remarks"] = inferenceRemarks(*compiled);
  found["vectoriser"] = vectoriserRemarks(*compiled);
  found["checks"] = checkRows(*compiled);
  return found;
}

py::list timeRequest(Session& session, const py::dict& request) {
  Workbench bench(session, request);
  StageClock clock;
  bench.request.passes.clock = &clock;
  bench.request.jit.clock = &clock;
  compiling(session.stacks(), subjectOf(request), [&] {
    (void)bench.compile();
  });
  py::list rows;
  for (const StageClock::Row& row : clock.rows()) rows.append(py::make_tuple(row.group, row.name, row.microseconds, row.runs));
  return rows;
}

py::dict describeTarget(Session& session) {
  const jit::TargetInfo& target = session.engine().target();
  py::dict found;
  found["llvm"] = jit::llvmVersion();
  found["cpu"] = target.cpu;
  found["triple"] = target.triple;
  found["vector_bits"] = target.avx512 ? 512 : target.avx2 ? 256 : 128;
  return found;
}

}  // namespace krait::python
