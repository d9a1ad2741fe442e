// Files of the operating system: owned descriptors, whole files.
#pragma once

#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace krait::cache {

class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor = -1) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor() {
    if (isOpen()) close(descriptor_);
  }

  [[nodiscard]] bool isOpen() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// The bytes of an open file; nothing where reading fails.
[[nodiscard]] std::optional<std::string> readAll(const FileDescriptor&);
[[nodiscard]] std::optional<std::string> readFile(const std::string& path);

// All of it, or false with errno.
[[nodiscard]] bool writeAll(const FileDescriptor&, std::string_view bytes);

}  // namespace krait::cache
