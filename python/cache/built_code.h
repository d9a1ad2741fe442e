// Machine code that was built ahead of time (krait build) and lies beside its module.
//
// For MODULE.py the folder __krait__ holds MODULE.json, which people and error messages read, and a file for each signature
// and processor level, in the form of the cache's files (codegen/cache/directory.h), named by its key: the runtime's interface,
// the level, the function's digest and the signature's text. What names meant when it was built is asked anew as for the cache;
// only the package's library is not, which is part of the code as that of a static library is.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <optional>
#include <string>

#include "codegen/cache/cpu_variant.h"
#include "python/cache/built_module.h"
#include "python/cache/replay.h"
#include "python/dispatch/specialisation.h"

namespace krait {

struct Dispatcher;

// Version, Python's version and a digest of the interface between compiled code and the runtime: what built code relies on.
[[nodiscard]] const char* runtimeAbi();

struct BuiltCode {
  Reference product;    // (capsule, objects, guards) as from the compile hook; null where there is none to use
  Signature signature;  // as the compiler understood its text
  std::string problem;  // why there is no product; empty where no file has its name
};

// The code for a signature, by the text in which it was declared: of the best level that this processor runs, or of KRAIT_CPU_NAME.
[[nodiscard]] BuiltCode loadBuilt(Dispatcher*, const BuiltModule&, const std::string& text);

// What `krait build` keeps of a compilation.
struct BuiltRequest {
  Dispatcher* function;
  std::string text;  // of the signature
  cache::BuiltEntry built;
  cache::CpuVariant cpu;
};

// Writes the file into a folder (with a slash at its end). Its name, or nothing with the reason in `problem`.
[[nodiscard]] std::optional<std::string> storeBuilt(BuiltRequest, const std::string& folder, std::string& problem);

}  // namespace krait
