// The folder that entries lie in: one file each, named by its key, "<64 hexadecimal digits>.krait".
//
//   offset  size
//        0     8   "KRAITENT"
//        8     8   version of the format
//       16    32   key: what the file is called
//       48    32   BLAKE3 digest of what follows
//       80     8   bytes that follow
//       88     ..  the entry (entry.h)
//
// A file is written under a temporary name and renamed, so that whoever opens it sees all of it or nothing; with several writers
// the last one wins, and all of them wrote what is right. A file that is torn, altered, of another format or of another key counts
// as absent, and the next one to compile replaces it. The folder belongs to the user alone: one that others may write into is
// refused, because machine code is taken from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codegen/cache/digest.h"

namespace krait::cache {

// Why there is no folder to work with: for one notice to the user.
struct DirectoryProblem {
  std::string reason;
};

struct StoredFile {
  std::string name;
  uint64_t bytes = 0;
  int64_t used = 0;  // seconds since 1970, of its last use to within an hour
};

class Directory {
 public:
  // Makes the folder (and those above it) where it is missing. limit: bytes of all files together.
  Directory(std::string path, uint64_t limit);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] uint64_t limit() const { return limit_; }
  // Empty if files can be read and written.
  [[nodiscard]] const std::string& problem() const { return problem_; }

  // What the entry's file holds after its header; nothing where there is no sound file. Marks it as used.
  [[nodiscard]] std::optional<std::string> read(const Digest& key) const;
  // False where it could not be written; `reason` says why.
  bool write(const Digest& key, std::string_view entry, std::string& reason);

  [[nodiscard]] std::vector<StoredFile> list() const;
  bool remove(const std::string& name) const;
  // Removes what was left behind by writers that died.
  void sweep() const;
  // The same, then the least recently used files until all fit the limit.
  void trim() const;

 private:
  [[nodiscard]] std::string fileOf(const Digest& key) const;

  std::string path_;
  uint64_t limit_;
  std::string problem_;
  uint64_t written_ = 0;  // bytes since the last trimming
  uint64_t serial_ = 0;   // of temporary files
};

// "<hexadecimal digits>.krait"
[[nodiscard]] std::string fileName(const Digest& key);

// The bytes of an entry's file.
[[nodiscard]] std::string sealFile(const Digest& key, std::string_view entry);

// The key and entry of a file's bytes, if they are whole; for the command line.
struct SoundFile {
  Digest key;
  std::string_view entry;
};
[[nodiscard]] std::optional<SoundFile> checkFile(std::string_view bytes);

}  // namespace krait::cache
