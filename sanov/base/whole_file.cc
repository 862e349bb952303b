#include "sanov/base/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"

namespace sanov {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

/// An open descriptor, closed in any case.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const noexcept { return number_; }
  /// Whether everything reached the file: some file systems say so only now.
  bool finish() {
    const int closing = number_;
    number_ = -1;
    return close(closing) == 0;
  }

 private:
  int number_;
};

/// A file that goes unless it is kept.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) {}
  ~Temporary() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const std::string& path() const noexcept { return path_; }
  void keep() { path_.clear(); }

 private:
  std::string path_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), std::min(bytes.size(), kBlock));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    if (!bytes.empty()) poll();
  }
  return true;
}

/// Devices, pipes and what else is no file that another could take the place of.
bool is_stream(const std::string& path) {
  struct stat found{};
  // Standard output may be redirected to a file, which is then somebody's who has it open.
  const bool open = path == "/dev/stdout" || path == "/dev/stderr" || path.starts_with("/dev/fd/");
  if (open || path.starts_with("/proc/")) return stat(path.c_str(), &found) == 0;
  return stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
}

/// Where a link points to; the path itself where it is none.
std::string target_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  return error ? path : target.string();
}

void write_through(const std::string& path, std::string_view bytes) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.number() < 0 || !write_all(file.number(), bytes) || !file.finish())
    fail_file(path, errno, "cannot be written");
}

int open_temporary(const std::string& path, std::string& name) {
  name = (is_stream(path) ? std::filesystem::temp_directory_path() / "sanov" : std::filesystem::path(target_of(path)))
             .string() +
         ".XXXXXX";
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) fail_file(path, errno, "cannot be written");
  // mkstemp makes the file its owner's alone; the file that is wanted has the permissions of any other.
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor, 0666 & ~mask);
  return descriptor;
}

}  // namespace

std::string read_file(const std::string& path) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail_file(path, errno, "cannot be read");
  struct stat found{};
  std::string bytes;
  if (fstat(file.number(), &found) == 0 && S_ISREG(found.st_mode))
    bytes.reserve(static_cast<std::size_t>(found.st_size) + kBlock);
  for (;;) {
    const std::size_t held = bytes.size();
    bytes.resize(held + kBlock);
    const ssize_t got = read(file.number(), bytes.data() + held, kBlock);
    bytes.resize(held + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return bytes;
    if (got < 0 && errno != EINTR) fail_file(path, errno, "cannot be read");
    poll();
  }
}

std::string temporary_beside(const std::string& path) {
  std::string name;
  const Descriptor file(open_temporary(path, name));
  return name;
}

void rename_to(const std::string& temporary, const std::string& path) {
  Temporary made(temporary);
  if (is_stream(path)) return write_through(path, read_file(temporary));
  if (std::rename(temporary.c_str(), target_of(path).c_str()) != 0) fail_file(path, errno, "cannot be written");
  made.keep();
}

void write_file(const std::string& path, std::string_view bytes) {
  if (is_stream(path)) return write_through(path, bytes);
  std::string name;
  Descriptor file(open_temporary(path, name));
  Temporary made(name);
  if (!write_all(file.number(), bytes) || !file.finish()) fail_file(path, errno, "cannot be written");
  made.keep();
  rename_to(name, path);
}

}  // namespace sanov
