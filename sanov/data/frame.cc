#include "sanov/data/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/data/cut.h"
#include "sanov/data/range.h"
#include "sanov/data/row_sample.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kBlock = 4096;  // rows read at a time, which the first cache holds
constexpr std::size_t kLargestSample = kMostExactValues, kSmallestSample = 4096;
constexpr std::size_t kSampleBudget = std::size_t{1} << 23;    // values over all columns
constexpr std::size_t kCounterBudget = std::size_t{1} << 21;   // categories over all columns
constexpr std::size_t kFilterBudget = std::size_t{1} << 29;    // bits over all columns
constexpr std::size_t kSmallestFilter = std::size_t{1} << 17;  // bits
constexpr std::size_t kLargestCounter = std::size_t{1} << 17;  // of one column
static_assert(kMostCategories <= kLargestCounter / 2);

/// What one pass learns of a number column beside its sample.
struct Extent : Range {
  std::uint64_t values = 0;

  void add(const double* numbers, std::size_t count) {
    const Range range = range_of(numbers, count);
    minimum = std::min(minimum, range.minimum);
    maximum = std::max(maximum, range.maximum);
    for (std::size_t i = 0; i < count; ++i) values += numbers[i] == numbers[i];
  }
};

class FrameBuilder final : public ColumnVisitor {
 public:
  explicit FrameBuilder(const FrameOptions& options) : options_(options) {}

  void begin(const TableSchema& schema) override {
    schema_ = schema;
    frame_.columns.assign(schema.columns.size(), {});
    first_ = 0;
    std::size_t texts = 0;
    for (const ColumnType& type : schema.columns) texts += type.kind == ColumnKind::text;
    const std::size_t columns = schema.columns.size();
    sample_size_ = std::clamp(kSampleBudget / std::max<std::size_t>(columns, 1), kSmallestSample, kLargestSample);
    sample_.reset();
    extents_.assign(columns, {});
    const std::size_t capacity =
        std::clamp(kCounterBudget / std::max<std::size_t>(texts, 1), 2 * options_.max_categories, kLargestCounter);
    const std::size_t filter = std::clamp(std::bit_floor(kFilterBudget / std::max<std::size_t>(texts, 1)),
                                          kSmallestFilter, HashFilter::kLargest);
    counters_.assign(columns, CategoryCounter(capacity, filter));
  }

  void begin_columns(std::size_t first, std::size_t count) override {
    finish_columns();
    sample_.emplace(sample_size_, count);
    first_ = first;
    rows_ = 0;
  }

  Frame finish(std::string reference) {
    finish_columns();
    frame_.reference = std::move(reference);
    frame_.rows = rows_;
    frame_.sampled = rows_ > sample_size_;
    frame_.options = options_;
    frame_.exact_values = std::min(options_.exact_values, sample_size_);
    return std::move(frame_);
  }

 private:
  void begin_batch(const TableBatch& batch) override { sample_->take(batch.first_row, batch.rows); }

  void column(const TableBatch& batch, std::size_t i) override {
    for (std::size_t first = 0; first < batch.rows; first += kBlock)
      read_block(batch.columns[i], i, first, std::min(kBlock, batch.rows - first));
  }

  void end_batch(const TableBatch& batch) override { rows_ += batch.rows; }

  void read_block(const ColumnBatch& column, std::size_t i, std::size_t first, std::size_t count) {
    if (column.is_text()) {
      std::array<std::uint64_t, kBlock> hashes;
      column.hashes(first, count, hashes.data());
      counters_[first_ + i].add(column, first, count, hashes.data());
      return;
    }
    std::array<double, kBlock> numbers;
    column.numbers(first, count, numbers.data());
    extents_[first_ + i].add(numbers.data(), count);
    sample_->append_taken(i, first, count, numbers.data());
  }

  /// Cuts the columns of a group, and gives back the memory of its sample.
  void finish_columns() {
    if (!sample_) return;
    sample_->settle();
    parallel_chunks(sample_->columns(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) finish_column(i);
    });
    sample_.reset();
  }

  void finish_column(std::size_t i) {
    const ColumnType& type = schema_.columns[first_ + i];
    FrameColumn& column = frame_.columns[first_ + i];
    column.name = type.name;
    column.kind = type.kind;
    column.declared = type.declared;
    type.kind == ColumnKind::text ? finish_text(column, i) : finish_numbers(column, i);
  }

  void finish_numbers(FrameColumn& column, std::size_t i) {
    std::vector<double> sample = sample_->values(i);
    std::erase_if(sample, [](double x) { return std::isnan(x); });
    const Extent& extent = extents_[first_ + i];
    column.minimum = extent.values > 0 ? extent.minimum : 1;
    column.maximum = extent.values > 0 ? extent.maximum : 0;
    cut_numbers(column, std::move(sample), extent.values, options_.bins);
  }

  void finish_text(FrameColumn& column, std::size_t i) {
    const CategoryCounter& counter = counters_[first_ + i];
    column.categories = counter.most_frequent(options_.max_categories);
    column.others = counter.others(column.categories);
    column.has_rest = !column.others.empty();
    column.all_different = rows_ > 1 && !column.categories.empty() && !counter.repeated();
    lay_out_categories(column);
  }

  FrameOptions options_;
  TableSchema schema_;
  Frame frame_;
  std::uint64_t rows_ = 0;
  std::size_t first_ = 0;  // column of the group at hand
  std::size_t sample_size_ = 0;
  std::optional<RowSample> sample_;  // of the group
  std::vector<Extent> extents_;
  std::vector<CategoryCounter> counters_;
};

}  // namespace

std::string_view to_text(CellRole role) {
  switch (role) {
    case CellRole::values: return "values";
    case CellRole::category: return "category";
    case CellRole::rest: return "rest";
    case CellRole::unseen: return "unseen";
    case CellRole::missing: return "missing";
  }
  return "";
}

const FrameColumn* Frame::find(std::string_view name) const {
  for (const FrameColumn& column : columns)
    if (column.name == name) return &column;
  return nullptr;
}

std::shared_ptr<const Frame> select(const Frame& frame, const std::vector<std::string>& columns,
                                    std::string_view function) {
  Frame chosen = frame;
  chosen.columns.clear();
  for (const std::string& name : columns) {
    if (const FrameColumn* column = frame.find(name)) {
      chosen.columns.push_back(*column);
      continue;
    }
    std::vector<std::string_view> names;
    for (const FrameColumn& column : frame.columns) names.push_back(column.name);
    const std::string near = nearest(name, names.data(), names.size());
    fail_argument(function, "column " + name,
                  fmt::format("is not in the profile{}", near.empty() ? "" : fmt::format("; did you mean {}?", near)));
  }
  return std::make_shared<const Frame>(std::move(chosen));
}

std::shared_ptr<const Frame> make_frame(TableReader& table, const FrameOptions& options) {
  const FloatingPoint environment;
  if (options.bins > kFineCells || options.bins == 1)
    fail_argument("", "bins",
                  fmt::format("is {}; it must be in [2, {}], or 0 to have it chosen", options.bins, kFineCells));
  if (options.max_categories == 0 || options.max_categories > kMostCategories)
    fail_argument("", "max_categories",
                  fmt::format("is {}; it must be in [1, {}]", options.max_categories, kMostCategories));
  if (options.exact_values > kLargestSample)
    fail_argument("", "exact_values",
                  fmt::format("is {}; it must be at most {}", options.exact_values, kLargestSample));
  FrameBuilder builder(options);
  table.read(builder, "reading " + table.name());
  Frame frame = builder.finish(table.name());
  if (frame.rows == 0) fail_domain("", table.name(), "has no rows");
  return std::make_shared<const Frame>(std::move(frame));
}

}  // namespace sanov
