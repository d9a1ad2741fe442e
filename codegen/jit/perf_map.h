// Lets Linux perf name compiled functions: lines "start size name" in /tmp/perf-PID.map, perf's convention
// for JITs.
#pragma once

#include <cstdio>
#include <memory>
#include <mutex>
#include <span>

#include "codegen/cache/load_object.h"

namespace krait::jit {

// The open map of this process. Lines are only ever added: perf reads the file after the process has ended,
// and a later line for a reused address wins there.
class PerfMap {
 public:
  PerfMap();  // throws InternalError when the file can't be opened
  void add(std::span<const cache::LoadedFunction>);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::mutex mutex_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace krait::jit
