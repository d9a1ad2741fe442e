// Where the cache is and how large it may become, from the environment.
#pragma once

#include <cstdint>
#include <string>

namespace krait {

// KRAIT_CACHE_DIR, else krait/ in XDG_CACHE_HOME, else in ~/.cache. Empty where the user has no home.
[[nodiscard]] std::string cacheFolder();

// KRAIT_CACHE_SIZE in megabytes; 512 without it. 0: nothing is kept on disk.
[[nodiscard]] uint64_t cacheLimit();

}  // namespace krait
