#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/data/profile.h"
#include "sanov/series/compare_over.h"
#include "sanov/series/running_evidence.h"

/// A monitoring that never ends: files come one by one, and after each one may ask whether anything has changed since the reference.
namespace sanov {

struct WatchOptions {
  /// The chance that any column is ever said to differ though nothing changes, however many files come.
  double alpha = 0.05;
  /// Of the intervals.
  double level = 0.95;
  /// JS distance below which a change does not matter.
  double same_within = 0.02;
};

/// By what a file is known again: a file of the same name with another size or time is another.
struct FileStamp {
  std::string name;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< nanoseconds since 1970-01-01

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// A file that came.
struct WatchedFile {
  FileStamp stamp;
  std::uint64_t rows = 0;
  std::string trouble = {};  ///< why it was not counted; empty where it was
};

/// One column after a file.
struct WatchedColumn {
  WindowFinding now;      ///< the file alone against the reference; its p is not adjusted
  double log_p = 0;       ///< ln of the always-valid p of no change in any file so far
  double adjusted_p = 1;  ///< that, adjusted for all columns (Holm)
  bool differs = false;   ///< it has been at most alpha: this never goes away
  std::string since;      ///< the file with which it was
};

struct WatchAnswer {
  WatchedFile file;
  std::vector<WatchedColumn> columns;  ///< those that differ first, then by distance
  bool differs = false;                ///< some column does
};

/// What is known after some files. It is all in text(), so that a program that was killed goes on where it was.
///
/// Each file is tested against the reference and all files before it together, in the reference's cells: of such p each is uniform
/// whatever those before it were, if rows are independent and nothing changes, which p against the reference alone are not, for
/// they all share its luck. They are bet on by RunningEvidence, a column each.
class Watch {
 public:
  /// Watches the reference's columns, without dates, which go on, and keys: texts and whole numbers that were all different.
  /// Throws InvalidArgument for a bad option, DomainError if the reference has no rows or no column to watch.
  explicit Watch(Profile reference, const WatchOptions& options = {});

  /// Goes on from a text(), which `name` names in errors. Throws DomainError where it is damaged, or is of another reference.
  static Watch resume(std::string_view text, std::string_view name, Profile reference,
                      const WatchOptions& options = {});

  /// The file of this name, counted or not; null if none came.
  const WatchedFile* find(const std::string& name) const;
  std::size_t files() const noexcept { return files_.size(); }
  const Profile& reference() const noexcept { return reference_; }
  /// Some column differs.
  bool differs() const;

  /// Takes a file, which was counted in the reference's frame. Throws DomainError, and then nothing has changed, where it lacks
  /// a column, or has one of another kind.
  WatchAnswer take(const FileStamp& stamp, const Profile& file);
  /// Remembers that a file could not be counted.
  void refuse(const FileStamp& stamp, const std::string& trouble);

  /// All of it, in JSON under a checksum: the same for the same files in the same order, wherever it was stopped in between.
  std::string text() const;

 private:
  struct Column {
    std::size_t at;  // in the frame
    RunningEvidence evidence;
    std::string since;
  };
  void check(const Profile& file) const;
  void judge(WatchAnswer& answer);
  void read(std::string_view body, std::string_view name);

  Profile reference_, pooled_;
  WatchOptions options_;
  std::vector<Column> columns_;
  std::map<std::string, WatchedFile> files_;
};

}  // namespace sanov
