// fork() while another thread compiles: the child has a copy of the compiler, but not the thread that holds its locks. So a
// fork waits until nobody else compiles, and nobody begins until it is over. All of it under the interpreter's lock, which
// is given up to wait.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <vector>

namespace krait {

class Forks {
 public:
  // A compilation of this thread begins, perhaps inside another one of it, and ends.
  void enterCompilation();
  void leaveCompilation();

  void before();
  void afterInParent() { is_forking_ = false; }
  void afterInChild();

 private:
  [[nodiscard]] bool othersCompile() const;

  std::vector<unsigned long> compiling_;  // threads, once for each compilation
  bool is_forking_ = false;
};

// Has os.fork() and its kin call the three of the module's state. False with an exception.
bool watchForks(PyObject* module);

}  // namespace krait
