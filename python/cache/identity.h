// What machine code depends on besides the program: this build of the package, its library, and the processor.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "codegen/cache/digest.h"

namespace krait {

class Identity {
 public:
  // Reads the build identifiers of the package's modules, once.
  Identity();

  // Of the two extension modules, the interpreter's version and the processor.
  [[nodiscard]] const cache::Digest& digest() const { return digest_; }
  // The folder of the package, with a slash at its end.
  [[nodiscard]] const std::string& folder() const { return folder_; }

  // Of the source text of "fft", "statistics" ...: lib/fft.py as it is now, read once in a process. Nothing where there is none.
  [[nodiscard]] std::optional<cache::Digest> library(std::string_view module) const;
  [[nodiscard]] std::string libraryFile(std::string_view module) const;

 private:
  std::string folder_;
  cache::Digest digest_;
  mutable std::map<std::string, std::optional<cache::Digest>, std::less<>> library_;
};

}  // namespace krait
