// Self times by a stack of what is running.
#include "frontend/support/stage_clock.h"

#include <time.h>

#include <algorithm>

namespace krait {

double StageClock::now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e6 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_nsec);
}

StageClock::Row& StageClock::row(std::string_view group, std::string_view name) {
  const auto found = std::ranges::find_if(rows_, [&](const Row& row) { return row.group == group && row.name == name; });
  return found != rows_.end() ? *found : rows_.emplace_back(Row{std::string(group), std::string(name)});
}

void StageClock::stop(std::string_view group, std::string_view name) {
  const Running ended = running_.back();
  running_.pop_back();
  const double passed = now() - ended.since;
  if (!running_.empty()) running_.back().inside += passed;
  Row& own = row(group, name);
  own.microseconds += passed - ended.inside;
  ++own.runs;
}

void StageClock::add(std::string_view group, std::string_view name, double microseconds) {
  if (!running_.empty()) running_.back().inside += microseconds;
  Row& own = row(group, name);
  own.microseconds += microseconds;
  ++own.runs;
}

}  // namespace krait
