// A team of threads on OpenMP: the only file that knows it. Built into a module of its own (`_threads`), which links libomp and
// is loaded at the first parallel loop.
//
// The thread that starts a team stays free to move between processors; its workers are bound to those behind the one where it is.
// Without that, both of two threads are put on one processor for as long as another process keeps the other busy; with fixed
// places for the workers, the first thread ends on one of them, and stays there through all short loops (30 us each instead of
// 1). OMP_PROC_BIND leaves it all to OpenMP.
// Workers wait for the next loop for a short time only (kBlockMicroseconds), then sleep.
#include <omp.h>
#include <sched.h>

#include <atomic>
#include <cstdlib>

#include "runtime/thread_team.h"

namespace {

constexpr const char* kBlockTime = "KMP_BLOCKTIME=200us";

// KRAIT_NUM_THREADS, or 0.
int32_t wantedThreads() {
  const char* text = std::getenv("KRAIT_NUM_THREADS");
  const long count = text == nullptr ? 0 : std::strtol(text, nullptr, 10);
  return count > 0 && count <= 4096 ? static_cast<int32_t>(count) : 0;
}

// What OpenMP would take for a new thread; a thread that has another number was given it by somebody.
int32_t default_threads = 0;

void applyEnvironment() {
  thread_local bool is_applied = false;
  if (is_applied) return;
  is_applied = true;
  const int32_t wanted = wantedThreads();
  if (wanted != 0 && omp_get_max_threads() == default_threads) omp_set_num_threads(wanted);
}

cpu_set_t processors;  // of the process, when the module was loaded
bool binds_workers = false;
std::atomic<int32_t> running_teams{0};

// Where among the process's processors the calling thread is.
int32_t ownRank() {
  const int32_t own = sched_getcpu();
  int32_t rank = 0;
  for (int32_t cpu = 0; cpu < own; ++cpu) rank += CPU_ISSET(cpu, &processors) ? 1 : 0;
  return rank;
}

// The processor of the team's k-th thread.
int32_t processorOf(int32_t first_rank, int32_t thread) {
  int32_t rank = (first_rank + thread) % CPU_COUNT(&processors);
  for (int32_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &processors) && rank-- == 0) return cpu;
  }
  return 0;
}

// Workers of teams that run beside another one share its processors anyhow: they are left to the system.
void bindWorker(int32_t first_rank, int32_t thread) {
  thread_local int32_t bound_to = -1;
  const int32_t wanted = running_teams.load(std::memory_order_relaxed) > 1 ? -1 : processorOf(first_rank, thread);
  if (wanted == bound_to) return;
  cpu_set_t set = processors;
  if (wanted >= 0) {
    CPU_ZERO(&set);
    CPU_SET(wanted, &set);
  }
  if (sched_setaffinity(0, sizeof set, &set) == 0) bound_to = wanted;
}

void run(kr_team_member member, void* work) {
  if (omp_in_parallel() != 0) return member(work, 0, 1);
  applyEnvironment();
  running_teams.fetch_add(1, std::memory_order_relaxed);
  const int32_t first_rank = binds_workers ? ownRank() : 0;
#pragma omp parallel
  {
    const int32_t thread = omp_get_thread_num();
    if (binds_workers && thread != 0) bindWorker(first_rank, thread);
    member(work, thread, omp_get_num_threads());
  }
  running_teams.fetch_sub(1, std::memory_order_relaxed);
}

int32_t threads() {
  applyEnvironment();
  return omp_get_max_threads();
}

void setThreads(int32_t count) {
  applyEnvironment();
  omp_set_num_threads(count);
}

constexpr kr_team kTeam = {run, threads, setThreads};

}  // namespace

extern "C" __attribute__((visibility("default"))) const kr_team* kr_open_openmp_team() {
  if (std::getenv("KMP_BLOCKTIME") == nullptr) kmp_set_defaults(kBlockTime);
  default_threads = omp_get_max_threads();
  CPU_ZERO(&processors);
  const bool is_known = sched_getaffinity(0, sizeof processors, &processors) == 0;
  binds_workers = is_known && CPU_COUNT(&processors) > 1 && std::getenv("OMP_PROC_BIND") == nullptr;
  return &kTeam;
}
