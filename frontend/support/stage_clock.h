// Where compile time goes: a row for each stage and pass, with the time that it took itself. Stages nest (type inference
// asks for the bodies of functions, a pass for its analyses): what runs inside another is taken off that one's time, so
// the rows add up to the whole. Rows stand in the order in which they first ended, which is that of the pipeline.
// All of it is CPU time of the thread, which other processes disturb least.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace krait {

class StageClock {
 public:
  struct Row {
    std::string group;  // of which part of the compiler
    std::string name;
    double microseconds = 0;
    uint32_t runs = 0;
  };

  void start() { running_.push_back({now(), 0}); }
  // Ends what was started last.
  void stop(std::string_view group, std::string_view name);
  // For what others measured; it counts as run inside of what is running.
  void add(std::string_view group, std::string_view name, double microseconds);

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  struct Running {
    double since;   // microseconds
    double inside;  // of what ran inside
  };
  static double now();
  Row& row(std::string_view group, std::string_view name);

  std::vector<Running> running_;
  std::vector<Row> rows_;
};

// Times a scope; with no clock nothing.
class StageTime {
 public:
  StageTime(StageClock* clock, std::string_view group, std::string_view name) : clock_(clock), group_(group), name_(name) {
    if (clock_) clock_->start();
  }
  ~StageTime() {
    if (clock_) clock_->stop(group_, name_);
  }
  StageTime(const StageTime&) = delete;
  StageTime& operator=(const StageTime&) = delete;

 private:
  StageClock* clock_;
  std::string_view group_, name_;
};

}  // namespace krait
