#include "sanov/series/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/inference/family_wise.h"
#include "sanov/numerics/parallel.h"
#include "sanov/series/weigh_window.h"

namespace sanov {
namespace {

constexpr std::string_view kFunction = "watch";

bool is_watched(const FrameColumn& column) {
  if (column.kind == ColumnKind::date_time || column.kind == ColumnKind::empty) return false;
  return !column.all_different || (column.kind != ColumnKind::text && column.kind != ColumnKind::integer);
}

std::uint64_t rows_of(const ColumnCounts& counts) {
  std::uint64_t rows = 0;
  for (const std::uint64_t count : counts.cells) rows += count;
  return rows;
}

void check_options(const WatchOptions& options) {
  for (const auto& [name, value] : {std::pair("alpha", options.alpha), std::pair("level", options.level)})
    if (!(value > 0 && value < 1))
      fail_argument(kFunction, name, "is " + to_text(value) + "; it must be between 0 and 1");
  if (!(options.same_within >= 0 && options.same_within * options.same_within <= std::numbers::ln2))
    fail_argument(kFunction, "same_within",
                  "is " + to_text(options.same_within) + "; JS distances are from 0 to 0.8325");
}

}  // namespace

Watch::Watch(Profile reference, const WatchOptions& options)
    : reference_(std::move(reference)), pooled_(reference_), options_(options) {
  check_options(options);
  if (reference_.rows == 0) fail_domain(kFunction, reference_.name, "has no rows");
  for (std::size_t j = 0; j < reference_.columns.size(); ++j)
    if (is_watched(reference_.frame->columns[j]) && reference_.columns[j].present) columns_.push_back({j, {}, {}});
  if (columns_.empty())
    fail_domain(kFunction, reference_.name, "has no column to watch: all are dates, which go on, or keys");
}

const WatchedFile* Watch::find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : &found->second;
}

bool Watch::differs() const {
  return std::any_of(columns_.begin(), columns_.end(), [](const Column& column) { return !column.since.empty(); });
}

void Watch::check(const Profile& file) const {
  if (!one_frame(file, reference_))
    fail_domain(kFunction, file.name, "was counted in another frame than the reference");
  for (const Column& column : columns_) {
    const std::string& name = reference_.frame->columns[column.at].name;
    const ColumnCounts& counts = file.columns[column.at];
    if (!counts.present) fail_domain(kFunction, file.name, fmt::format("lacks column {}; not counted", name));
    if (!counts.countable)
      fail_domain(kFunction, file.name,
                  fmt::format("has column {} as {}, and the reference as {}; not counted", name, counts.declared,
                              reference_.columns[column.at].declared));
  }
}

WatchAnswer Watch::take(const FileStamp& stamp, const Profile& file) {
  const FloatingPoint environment;
  check(file);
  Profile pooled = pooled_;
  pooled.merge(file);
  std::vector<WatchedColumn> found(columns_.size());
  std::vector<ColumnTest> tests(columns_.size());
  if (file.rows > 0)
    parallel_chunks(columns_.size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        const std::size_t j = columns_[i].at;
        const FrameColumn& frame = reference_.frame->columns[j];
        const ColumnPair now{frame, reference_.columns[j], file.columns[j], reference_.rows, file.rows};
        const ColumnPair before{frame, pooled_.columns[j], file.columns[j], rows_of(pooled_.columns[j]), file.rows};
        found[i].now = weigh_window(now, options_.level, CellsCutBy::reference, nullptr);
        tests[i] = test_column(before, CellsCutBy::reference, nullptr);
      }
    });
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    found[i].now.column = reference_.frame->columns[columns_[i].at].name;
    if (tests[i].tested()) columns_[i].evidence.add(tests[i].p.log_p);
  }
  pooled_ = std::move(pooled);
  WatchAnswer answer{{stamp, file.rows}, std::move(found)};
  files_[stamp.name] = answer.file;
  judge(answer);
  return answer;
}

void Watch::judge(WatchAnswer& answer) {
  std::vector<double> log_p;
  for (const Column& column : columns_) log_p.push_back(column.evidence.log_p());
  const std::vector<double> adjusted = family_wise_adjusted(log_p);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    WatchedColumn& column = answer.columns[i];
    const WindowFinding& now = column.now;
    const bool matters = now.cells < 2 || now.js_distance.interval.upper >= options_.same_within;
    if (columns_[i].since.empty() && adjusted[i] <= std::log(options_.alpha) && matters && now.tested())
      columns_[i].since = answer.file.stamp.name;
    column.log_p = log_p[i];
    column.adjusted_p = std::exp(adjusted[i]);
    column.since = columns_[i].since;
    column.differs = !column.since.empty();
    column.now.differs = column.differs;
  }
  answer.differs = differs();
  std::stable_sort(answer.columns.begin(), answer.columns.end(), [](const WatchedColumn& a, const WatchedColumn& b) {
    return a.differs != b.differs ? a.differs : a.now.js_distance.value > b.now.js_distance.value;
  });
}

void Watch::refuse(const FileStamp& stamp, const std::string& trouble) { files_[stamp.name] = {stamp, 0, trouble}; }

}  // namespace sanov
