// CHECK's failure path.
#include "frontend/support/check.h"

#include <string_view>

namespace krait {

void checkFailed(const char* condition, const char* file, int line, const std::string& details) {
  std::string_view path = file;
  if (const size_t slash = path.rfind('/'); slash != std::string_view::npos) path.remove_prefix(slash + 1);
  std::string message = "internal error: " + std::string(condition) + " does not hold at " + std::string(path) + ":" +
                        std::to_string(line);
  if (!details.empty()) message += ": " + details;
  throw InternalError(message);
}

}  // namespace krait
