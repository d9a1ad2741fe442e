// Loading the module with OpenMP in it. It is not linked: a program without parallel loops does not load OpenMP.
#include "python/dispatch/thread_team.h"

#include <dlfcn.h>
#include <link.h>

#include <atomic>
#include <cstdlib>
#include <string>

#include "runtime/parallel_for.h"
#include "python/dispatch/take_lock.h"

namespace krait {

namespace {

constexpr int32_t kMostThreads = 4096;

std::atomic<const kr_team*> found_team{nullptr};

// Intel's and LLVM's OpenMP are one code base, and the second to be loaded ends the process.
int noteIntelRuntime(dl_phdr_info* info, size_t, void* path) {
  const std::string name = info->dlpi_name == nullptr ? "" : info->dlpi_name;
  if (name.find("libiomp5") == std::string::npos) return 0;
  *static_cast<std::string*>(path) = name;
  return 1;
}

std::string intelRuntime() {
  std::string path;
  if (std::getenv("KMP_DUPLICATE_LIB_OK") == nullptr) dl_iterate_phdr(noteIntelRuntime, &path);
  return path;
}

std::string modulePath() {
  Dl_info self{};
  dladdr(reinterpret_cast<const void*>(&findThreadTeam), &self);
  const std::string path = self.dli_fname == nullptr ? "" : self.dli_fname;
  return path.substr(0, path.rfind('/') + 1) + "_threads.so";
}

// The team, or null with what is wrong.
const kr_team* loadTeam(std::string& problem) {
  if (const std::string other = intelRuntime(); !other.empty()) {
    problem = "krait's parallel loops need LLVM's OpenMP, and Intel's (" + other +
              ") is loaded; set KMP_DUPLICATE_LIB_OK=TRUE to run both";
    return nullptr;
  }
  void* module = dlopen(modulePath().c_str(), RTLD_NOW | RTLD_LOCAL);
  void* open = module == nullptr ? nullptr : dlsym(module, "kr_open_openmp_team");
  if (open != nullptr) return reinterpret_cast<kr_open_team>(open)();
  problem = std::string("krait's parallel loops need OpenMP: ") + dlerror();
  return nullptr;
}

PyObject* raiseValue(const char* what) {
  PyErr_SetString(PyExc_ValueError, what);
  return nullptr;
}

}  // namespace

// Two threads that come here at once load the same module.
const kr_team* findThreadTeam(kr_host*) {
  const kr_team* team = found_team.load(std::memory_order_acquire);
  if (team != nullptr) return team;
  std::string problem;
  team = loadTeam(problem);
  if (team == nullptr) {
    const WithLock lock;
    PyErr_SetString(PyExc_ImportError, problem.c_str());
  }
  found_team.store(team, std::memory_order_release);
  return team;
}

PyObject* getNumThreads(PyObject*, PyObject*) {
  const kr_team* team = findThreadTeam(nullptr);
  return team == nullptr ? nullptr : PyLong_FromLong(team->threads());
}

PyObject* setNumThreads(PyObject*, PyObject* count) {
  const long wanted = PyLong_AsLong(count);
  if (wanted == -1 && PyErr_Occurred()) return nullptr;
  if (wanted < 1 || wanted > kMostThreads) return raiseValue("the number of threads must be between 1 and 4096");
  const kr_team* team = findThreadTeam(nullptr);
  if (team == nullptr) return nullptr;
  team->set_threads(static_cast<int32_t>(wanted));
  Py_RETURN_NONE;
}

PyObject* getSchedule(PyObject*, PyObject*) {
  const LoopSchedule& schedule = threadSchedule();
  return Py_BuildValue("sL", schedule.kind == Schedule::Static ? "static" : "dynamic",
                       static_cast<long long>(schedule.chunk_size));
}

PyObject* setSchedule(PyObject*, PyObject* arguments) {
  const char* kind = nullptr;
  long long chunk_size = 0;
  if (!PyArg_ParseTuple(arguments, "sL", &kind, &chunk_size)) return nullptr;
  const std::string name = kind;
  if (name != "static" && name != "dynamic") return raiseValue("the schedule is 'static' or 'dynamic'");
  if (chunk_size < 0) return raiseValue("the chunk size must not be negative");
  threadSchedule() = {name == "static" ? Schedule::Static : Schedule::Dynamic, chunk_size};
  Py_RETURN_NONE;
}

}  // namespace krait
