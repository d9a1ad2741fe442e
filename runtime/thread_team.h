// The threads that parallel loops run on, as the host lends them: a table of functions, so that the runtime itself knows no
// threading library and loads none before the first parallel loop. parallel.cpp is the one implementation, on OpenMP.
#pragma once

#include <cstdint>

extern "C" {

using kr_team_member = void (*)(void* work, int32_t thread, int32_t threads);

struct kr_team {
  // Runs the member on every thread of a team, thread 0 being the caller, and comes back when all have ended. Within a
  // running team: on the caller alone.
  void (*run)(kr_team_member, void* work);
  // How many threads a team started by this thread has.
  int32_t (*threads)();
  void (*set_threads)(int32_t count);
};

// Exported by the module that links OpenMP.
using kr_open_team = const kr_team* (*)();

}  // extern "C"
