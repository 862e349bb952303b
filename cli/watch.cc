#include "cli/watch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <thread>

#include "cli/complaint.h"
#include "cli/json_fields.h"
#include "cli/prometheus.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/base/whole_file.h"
#include "sanov/data/file_names.h"
#include "sanov/data/profile_file.h"
#include "sanov/data/profile_table.h"
#include "sanov/series/fields.h"

namespace sanov::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kDifferent = 1, kTrouble = 2;  // exit codes
constexpr auto kSettled = 2s;                // a file that has been as it is for so long is whole
constexpr auto kNap = 100ms;                 // after which Ctrl-C is heard
constexpr std::size_t kMostNamed = 4;

std::int64_t nanoseconds(fs::file_time_type time) {
  const auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

void nap(std::string_view stage, Clock::duration length) {
  for (const auto end = Clock::now() + length; Clock::now() < end;) {
    poll(stage, -1);
    std::this_thread::sleep_for(std::min<Clock::duration>(kNap, end - Clock::now()));
  }
}

/// Knows which files have stopped growing.
class Settling {
 public:
  bool is_whole(const FileStamp& file) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::int64_t age = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() - file.modified;
    if (age >= std::chrono::nanoseconds(kSettled).count()) return true;
    const auto [place, is_new] = seen_.try_emplace(file.name, file, Clock::now());
    if (is_new || place->second.first == file) return !is_new && Clock::now() - place->second.second >= kSettled;
    place->second = {file, Clock::now()};
    return false;
  }

 private:
  std::map<std::string, std::pair<FileStamp, Clock::time_point>> seen_;
};

Profile load_reference(const CompareRequest& request, Desk& desk) {
  if (is_profile_file(request.reference)) {
    if (request.bins != 0) fail_argument("", "--bins", "cannot be chosen: the cells of a profile are frozen");
    const Profile all = load_profile(request.reference);
    return request.columns.empty() ? all : select(all, request.columns, "");
  }
  const auto table = desk.opener.open(request.reference);
  return profile(*table, {.bins = static_cast<std::size_t>(request.bins)}, request.columns);
}

std::string p_text(double p) { return p < 0.001 ? "p < 0.001" : fmt::format("p {:.2g}", p); }

/// "! week-07.csv (200 rows): x differs since week-06.csv (JS distance 0.31, p < 0.001)"
std::string line_of(const WatchAnswer& answer) {
  const WatchedFile& file = answer.file;
  if (!file.trouble.empty()) return fmt::format("? {}: {}", file.stamp.name, file.trouble);
  const std::string head = fmt::format("{}{} ({}): ", answer.differs ? "! " : "  ", file.stamp.name,
                                       counted(static_cast<double>(file.rows), "row"));
  const auto numbers = [](const WatchedColumn& column) {
    return fmt::format("JS distance {:.2g}, {}", column.now.js_distance.value, p_text(column.adjusted_p));
  };
  if (!answer.differs) {
    if (file.rows == 0) return head + "nothing to compare";
    const WatchedColumn& nearest =
        *std::min_element(answer.columns.begin(), answer.columns.end(),
                          [](const WatchedColumn& a, const WatchedColumn& b) { return a.log_p < b.log_p; });
    return head +
           fmt::format("no more than chance so far (least {}, {})", p_text(nearest.adjusted_p), nearest.now.column);
  }
  std::vector<std::string> parts;
  std::size_t more = 0;
  for (const WatchedColumn& column : answer.columns) {
    if (!column.differs) continue;
    if (parts.size() == kMostNamed)
      ++more;
    else
      parts.push_back(column.since == file.stamp.name
                          ? fmt::format("{} differs ({})", column.now.column, numbers(column))
                          : fmt::format("{} differs since {} ({})", column.now.column, column.since, numbers(column)));
  }
  return head + fmt::format("{}{}", fmt::join(parts, "; "), more > 0 ? fmt::format("; and {} more", more) : "");
}

/// One line of JSON: what Json sets apart by line ends, which no text of it has in it.
std::string json_line(const WatchAnswer& answer) {
  Json json;
  const WatchedFile& file = answer.file;
  json.object().member("file", file.stamp.name).member("rows", file.rows).member("trouble", file.trouble);
  json.member("differs", answer.differs).key("columns").array();
  for (const WatchedColumn& column : answer.columns) {
    json.object().member("column", column.now.column).member("differs", column.differs).key("since");
    column.since.empty() ? json.null() : json.value(column.since);
    json.member("adjusted_p", column.adjusted_p).member("log_p", column.log_p).key("js_distance").object();
    each_field(column.now.js_distance, JsonFields{json});
    json.close().member("p", column.now.p.p).member("changed", column.now.changed).close();
  }
  std::string line;
  bool at_start = false;
  for (const char c : json.close().close().text()) {
    at_start = c == '\n' || (at_start && c == ' ');
    if (!at_start) line += c;
  }
  return line + "\n";
}

/// All that goes on while a folder is watched.
class Watching {
 public:
  Watching(const CompareRequest& request, Desk& desk)
      : request_(request), desk_(desk), state_path_(state_path(request)), watch_(begin()) {}

  void run() {
    try {
      for (bool first = true;; first = false) {
        const bool waiting = look();
        if (request_.watch.once && (!waiting || !first)) break;
        nap("watching " + request_.watch.folder, request_.watch.once ? Clock::duration(kSettled) : Clock::duration(1s));
      }
    } catch (const Cancelled&) {
      if (request_.watch.once) throw;
    }
    if (troubles_ > 0 && request_.watch.once)
      desk_.exit_code = kTrouble;
    else if (watch_.differs() && !request_.exit_zero)
      desk_.exit_code = kDifferent;
  }

 private:
  static std::string state_path(const CompareRequest& request) {
    if (!request.watch.state.empty()) return request.watch.state;
    return (fs::path(request.watch.folder) / ".sanov-watch.json").string();
  }

  Watch begin() {
    const WatchOptions options{
        .alpha = request_.over.alpha, .level = request_.level, .same_within = request_.same_within};
    Profile reference = load_reference(request_, desk_);
    std::error_code error;
    if (!fs::exists(state_path_, error)) return Watch(std::move(reference), options);
    return Watch::resume(read_file(state_path_), state_path_, std::move(reference), options);
  }

  /// Takes the files that are new and whole. Returns whether some are not whole yet.
  bool look() {
    bool waiting = false;
    for (const FileStamp& file : list_tables(request_.watch.folder)) {
      const WatchedFile* const known = watch_.find(file.name);
      if (known != nullptr && known->stamp == file) continue;
      if (!settling_.is_whole(file)) {
        waiting = true;
        continue;
      }
      take(file, known != nullptr && known->trouble.empty());
    }
    return waiting;
  }

  /// What is said of a file is said before it is remembered: after a kill it may be said twice, never not at all.
  void take(const FileStamp& file, bool counted_before) {
    std::string trouble = counted_before ? "has changed since it was counted; it is not counted again" : "";
    Watch before = watch_;
    WatchAnswer answer;
    if (trouble.empty()) trouble = count(file, answer);
    if (!trouble.empty()) {
      ++troubles_;
      answer = {{file, 0, trouble}, {}};
      answer.differs = watch_.differs();
      watch_.refuse(file, trouble);
    }
    try {
      desk_.out << (request_.json ? json_line(answer) : shown(line_of(answer), desk_.terminal) + "\n") << std::flush;
      write_file(state_path_, watch_.text());
      if (!request_.watch.prometheus.empty() && trouble.empty())
        write_file(request_.watch.prometheus,
                   prometheus_text(answer, watch_.reference().name, request_.watch.folder, watch_.files()));
    } catch (...) {
      watch_ = std::move(before);
      throw;
    }
  }

  /// Counts a file; returns what is wrong with it.
  std::string count(const FileStamp& file, WatchAnswer& answer) {
    const std::string path = (fs::path(request_.watch.folder) / file.name).string();
    try {
      const auto table = desk_.opener.open(path);
      answer = watch_.take(file, profile(*table, watch_.reference().frame));
      return "";
    } catch (const DomainError& error) {
      return error.complaint().rule;
    } catch (const InvalidArgument& error) {
      return error.complaint().rule;
    } catch (const std::system_error& error) {
      return error.what();
    }
  }

  const CompareRequest& request_;
  Desk& desk_;
  std::string state_path_;
  Watch watch_;
  Settling settling_;
  std::size_t troubles_ = 0;
};

void refuse_others(const CompareRequest& request) {
  for (const auto& [name, given] :
       {std::pair("CUR", !request.current.empty()), std::pair("--over", !request.over.over.empty()),
        std::pair("--every", !request.over.every.empty()), std::pair("--season", !request.over.season.empty()),
        std::pair("--growing", request.over.growing), std::pair("--rule", !request.rules.empty()),
        std::pair("--rules", !request.rules_file.empty()), std::pair("--block", !request.block.empty()),
        std::pair("--cluster", !request.cluster.empty()), std::pair("--joint", !request.together.joint.empty()),
        std::pair("--target", !request.together.target.empty()), std::pair("--weights", !request.weights.empty()),
        std::pair("--fdr", request.false_discovery_rate != 0.05), std::pair("--more-than", request.more_than != 0),
        std::pair("--all-measures", request.all_measures)})
    if (given) fail_argument("", name, "does not go with --watch, which compares the files of a folder as they come");
}

}  // namespace

std::vector<FileStamp> list_tables(const std::string& folder) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) fail_file(folder, error.value(), "cannot be watched");
  std::vector<FileStamp> found;
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (name.starts_with('.') || name.starts_with('_') || !is_table_name(name)) continue;
    // A file that goes meanwhile is not there.
    std::error_code gone;
    if (!entries->is_regular_file(gone) || gone) continue;
    const std::uintmax_t size = entries->file_size(gone);
    if (gone) continue;
    const fs::file_time_type time = entries->last_write_time(gone);
    if (!gone) found.push_back({name, size, nanoseconds(time)});
    if (error) break;
  }
  std::sort(found.begin(), found.end(), [](const FileStamp& a, const FileStamp& b) { return a.name < b.name; });
  return found;
}

void watch(const CompareRequest& request, Desk& desk) {
  refuse_others(request);
  Watching(request, desk).run();
}

}  // namespace sanov::cli
