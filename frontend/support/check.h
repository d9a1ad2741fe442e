// CHECK: an error of ours, never the user's. Throws InternalError, never aborts: we live in someone's notebook.
// The pass runner catches it and adds the pass, the function's IR and a way to reproduce it.
#pragma once

#include <stdexcept>
#include <string>

namespace krait {

class InternalError : public std::runtime_error {
 public:
  explicit InternalError(const std::string& message, bool is_placed = false)
      : std::runtime_error(message), is_placed_(is_placed) {}
  // Whether the message names the stage and holds its IR already.
  [[nodiscard]] bool isPlaced() const { return is_placed_; }

 private:
  bool is_placed_;
};

[[noreturn]] void checkFailed(const char* condition, const char* file, int line, const std::string& details = {});

}  // namespace krait

// CHECK(condition) or CHECK(condition, "details")
#define CHECK(condition, ...)                                                            \
  do {                                                                                   \
    if (!(condition)) ::krait::checkFailed(#condition, __FILE__, __LINE__, ##__VA_ARGS__); \
  } while (false)
