// Reading, writing and trimming.
#include "codegen/cache/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>

#include "codegen/cache/file.h"

namespace krait::cache {
namespace {

constexpr char kMagic[] = "KRAITENT";
constexpr uint64_t kFormat = 1;
constexpr std::string_view kSuffix = ".krait";
constexpr std::string_view kTemporary = ".writing";
constexpr time_t kHour = 3600;
constexpr time_t kLongestWrite = 60;  // seconds; a temporary file that is older was left behind
// A file is trimmed away before the limit is reached again: the folder is looked through once for so many bytes written.
constexpr uint64_t kTrimShare = 16;
// And after one write in so many, whoever makes it: many processes may write little each.
constexpr uint8_t kTrimWrites = 64;

struct Header {
  char magic[8];
  uint64_t format;
  Digest key;
  Digest digest;
  uint64_t size;
};
static_assert(sizeof(Header) == 88);

std::string errorText() { return strerror(errno); }

// Makes a folder and those above it, open to the user alone.
bool makeFolders(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return true;
  const size_t slash = path.rfind('/');
  if (errno != ENOENT || slash == 0 || slash == std::string::npos) return false;
  return makeFolders(path.substr(0, slash)) && (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST);
}

// Empty if the folder is the user's own and others may not write into it.
std::string problemWith(const std::string& path) {
  struct stat status{};
  if (!makeFolders(path)) return "it cannot be made: " + errorText();
  if (stat(path.c_str(), &status) != 0) return errorText();
  if (!S_ISDIR(status.st_mode)) return "it is no folder";
  if (status.st_uid != geteuid()) return "it belongs to another user";
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "others may write into it; remove that right with chmod go-w";
  if (access(path.c_str(), R_OK | X_OK) != 0) return "it cannot be read";
  return {};
}

bool isEntryName(std::string_view name) { return name.size() == 64 + kSuffix.size() && name.ends_with(kSuffix); }
bool isTemporaryName(std::string_view name) { return name.starts_with(".") && name.ends_with(kTemporary); }

// The number of the process keeps those of others apart, the time those of its forerunners and of other machines.
std::string temporaryName(uint64_t serial) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  std::string name = ".";
  for (const auto part : {static_cast<uint64_t>(getpid()), static_cast<uint64_t>(now.tv_sec), static_cast<uint64_t>(now.tv_nsec), serial})
    name += std::to_string(part) + "-";
  return name + std::string(kTemporary);
}

// The plain files whose names are wanted.
template <typename Each>
void eachFile(const std::string& path, bool (*isWanted)(std::string_view), Each each) {
  struct Close {
    void operator()(DIR* folder) const { closedir(folder); }
  };
  const std::unique_ptr<DIR, Close> folder(opendir(path.c_str()));
  while (const dirent* file = folder ? readdir(folder.get()) : nullptr) {
    struct stat status{};
    if (!isWanted(file->d_name)) continue;
    if (fstatat(dirfd(folder.get()), file->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) continue;
    each(std::string(file->d_name), status);
  }
}

// Only the user's own plain files are read, whatever has found its way into the folder.
bool isTrusted(const FileDescriptor& file, bool& is_stale) {
  struct stat status{};
  if (fstat(file.get(), &status) != 0) return false;
  is_stale = time(nullptr) - status.st_mtime > kHour;
  return S_ISREG(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

std::string sealFile(const Digest& key, std::string_view entry) {
  Header header{{}, kFormat, key, Hasher().digest(key).bytes(entry.data(), entry.size()).finish(), entry.size()};
  memcpy(header.magic, kMagic, sizeof header.magic);
  return std::string(reinterpret_cast<const char*>(&header), sizeof header).append(entry);
}

std::optional<SoundFile> checkFile(std::string_view bytes) {
  Header header;
  if (bytes.size() < sizeof header) return std::nullopt;
  memcpy(&header, bytes.data(), sizeof header);
  const std::string_view entry = bytes.substr(sizeof header);
  if (memcmp(header.magic, kMagic, sizeof header.magic) != 0 || header.format != kFormat) return std::nullopt;
  if (header.size != entry.size()) return std::nullopt;
  const Digest digest = Hasher().digest(header.key).bytes(entry.data(), entry.size()).finish();
  return digest == header.digest ? std::optional(SoundFile{header.key, entry}) : std::nullopt;
}

Directory::Directory(std::string path, uint64_t limit)
    : path_(std::move(path)), limit_(limit), problem_(problemWith(path_)) {}

std::string fileName(const Digest& key) { return key.hex() + std::string(kSuffix); }

std::string Directory::fileOf(const Digest& key) const { return path_ + "/" + fileName(key); }

std::optional<std::string> Directory::read(const Digest& key) const {
  const FileDescriptor file(open(fileOf(key).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  bool is_stale = false;
  if (!file.isOpen() || !isTrusted(file, is_stale)) return std::nullopt;
  std::optional<std::string> bytes = readAll(file);
  const std::optional<SoundFile> sound = bytes ? checkFile(*bytes) : std::nullopt;
  if (!sound || sound->key != key) return std::nullopt;
  if (is_stale) (void)futimens(file.get(), nullptr);  // the time of its last use
  bytes->erase(0, sizeof(Header));
  return bytes;
}

bool Directory::write(const Digest& key, std::string_view entry, std::string& reason) {
  const std::string bytes = sealFile(key, entry);
  if (serial_ == 0) sweep();
  const std::string temporary = path_ + "/" + temporaryName(serial_++);
  bool is_done = false;
  {
    const FileDescriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    is_done = file.isOpen() && writeAll(file, bytes);
  }
  is_done = is_done && rename(temporary.c_str(), fileOf(key).c_str()) == 0;
  if (!is_done) {
    reason = errorText();
    unlink(temporary.c_str());
    return false;
  }
  written_ += bytes.size();
  if (written_ > limit_ / kTrimShare || key.bytes[0] % kTrimWrites == 0) {
    written_ = 0;
    trim();
  }
  return true;
}

std::vector<StoredFile> Directory::list() const {
  std::vector<StoredFile> files;
  eachFile(path_, isEntryName, [&](const std::string& name, const struct stat& status) {
    files.push_back({name, static_cast<uint64_t>(status.st_size), status.st_mtime});
  });
  std::ranges::sort(files, {}, &StoredFile::name);
  return files;
}

bool Directory::remove(const std::string& name) const { return unlink((path_ + "/" + name).c_str()) == 0; }

void Directory::sweep() const {
  const time_t now = time(nullptr);
  eachFile(path_, isTemporaryName, [&](const std::string& name, const struct stat& status) {
    if (now - status.st_mtime > kLongestWrite) remove(name);
  });
}

void Directory::trim() const {
  sweep();
  std::vector<StoredFile> files = list();
  std::ranges::sort(files, {}, &StoredFile::used);
  uint64_t total = 0;
  for (const StoredFile& file : files) total += file.bytes;
  for (const StoredFile& file : files) {
    if (total <= limit_ - limit_ / kTrimShare) return;
    if (remove(file.name)) total -= file.bytes;
  }
}

}  // namespace krait::cache
