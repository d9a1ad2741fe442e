// The environment, with XDG's rules: https://specifications.freedesktop.org/basedir-spec/latest/
#include "python/cache/settings.h"

#include <pwd.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <cstring>

namespace krait {

namespace {

constexpr uint64_t kMegabyte = 1 << 20;
constexpr uint64_t kDefaultMegabytes = 512;

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

std::string absolute(const std::string& path) {
  char current[PATH_MAX];
  if (path.starts_with("/") || getcwd(current, sizeof current) == nullptr) return path;
  return std::string(current) + "/" + path;
}

std::string home() {
  if (const char* set = variable("HOME")) return set;
  const passwd* user = getpwuid(geteuid());
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : "";
}

}  // namespace

std::string cacheFolder() {
  if (const char* set = variable("KRAIT_CACHE_DIR")) return absolute(set);
  const char* shared = variable("XDG_CACHE_HOME");
  if (shared != nullptr && *shared == '/') return std::string(shared) + "/krait";  // a relative one is to be ignored
  const std::string user = home();
  return user.empty() ? "" : user + "/.cache/krait";
}

uint64_t cacheLimit() {
  const char* set = variable("KRAIT_CACHE_SIZE");
  return (set != nullptr ? std::strtoull(set, nullptr, 10) : kDefaultMegabytes) * kMegabyte;
}

}  // namespace krait
