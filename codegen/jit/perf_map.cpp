#include "codegen/jit/perf_map.h"

#include <fcntl.h>
#include <unistd.h>

#include <cinttypes>
#include <string>

#include "frontend/support/check.h"

namespace krait::jit {

PerfMap::PerfMap() {
  const std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  // /tmp is shared: O_NOFOLLOW, so that nobody's prepared link makes us write into another file.
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  CHECK(descriptor >= 0, "cannot write " + path);
  file_.reset(fdopen(descriptor, "a"));
}

void PerfMap::add(std::span<const cache::LoadedFunction> functions) {
  std::lock_guard lock(mutex_);
  for (const cache::LoadedFunction& function : functions)
    std::fprintf(file_.get(), "%" PRIx64 " %" PRIx64 " %s\n", function.address, function.size,
                 function.name.c_str());
  std::fflush(file_.get());
}

}  // namespace krait::jit
