#include "cli/output.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

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

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

int open_temporary(const std::string& path, std::string& name) {
  name = path + ".XXXXXX";
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) fail_file(path, errno, "cannot be written");
  // mkstemp makes the file its owner's alone; the file that is wanted has the permissions of any other.
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor, 0666 & ~mask);
  return descriptor;
}

}  // namespace

std::string temporary_beside(const std::string& path) {
  std::string name;
  const Descriptor file(open_temporary(path, name));
  return name;
}

void rename_to(const std::string& temporary, const std::string& path) {
  if (std::rename(temporary.c_str(), path.c_str()) == 0) return;
  const int error = errno;
  unlink(temporary.c_str());
  fail_file(path, error, "cannot be written");
}

void write_file(const std::string& path, std::string_view bytes) {
  std::string temporary;
  Descriptor file(open_temporary(path, temporary));
  if (!write_all(file.number(), bytes) || !file.finish()) {
    const int error = errno;
    unlink(temporary.c_str());
    fail_file(path, error, "cannot be written");
  }
  rename_to(temporary, path);
}

}  // namespace sanov::cli
