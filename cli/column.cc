#include "cli/column.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/data/hashing.h"
#include "sanov/data/table.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kMostCategories = 100'000;
constexpr std::size_t kColumnsNamed = 12;

std::vector<std::string> names_of(const TableSchema& schema) {
  std::vector<std::string> names;
  for (const auto& column : schema.columns) names.push_back(column.name);
  return names;
}

std::string listed(const TableSchema& schema) {
  auto names = names_of(schema);
  const bool more = names.size() > kColumnsNamed;
  if (more) names.resize(kColumnsNamed);
  return fmt::format("{}{}", fmt::join(names, ", "), more ? ", …" : "");
}

const ColumnType& find(const TableSchema& schema, const std::string& path, const std::string& column) {
  if (const ColumnType* found = schema.find(column)) return *found;
  for (const auto& left : schema.left_out)
    if (left.name == column)
      fail_argument("", path, fmt::format("has a column '{}' that cannot be read: {}", column, left.reason));
  const auto names = names_of(schema);
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string near = nearest(column, candidates.data(), candidates.size());
  fail_argument("", path,
                fmt::format("has no column '{}'; {}", column,
                            near.empty() ? "its columns are " + listed(schema) : "did you mean '" + near + "'?"));
}

/// Collects one column.
class Collector : public TableVisitor {
 public:
  Collector(const std::string& path, const std::string& column, bool as_text)
      : path_(path), column_(column), as_text_(as_text) {}

  void begin(const TableSchema& schema) override {
    const ColumnType& type = find(schema, path_, column_);
    place_ = static_cast<std::size_t>(&type - schema.columns.data());
    kind = type.kind;
    narrow = is_narrow(type);
    numbers.clear();
    texts.clear();
    counter = CategoryCounter(kMostCategories);
    truths[0] = truths[1] = missing = 0;
    if (as_text_ && kind != ColumnKind::text) fail("holds no text; labels are text");
    if (kind == ColumnKind::date_time || kind == ColumnKind::time_of_day)
      fail("is of dates or times; give probabilities, counts or categories");
    if (kind == ColumnKind::empty) fail("is empty: every value is missing");
  }

  void batch(const TableBatch& batch) override {
    const ColumnBatch& column = batch.columns[place_];
    if (as_text_) {
      for (std::size_t row = 0; row < batch.rows; ++row) texts.emplace_back(display_name(column.text(row)));
    } else if (column.is_text()) {
      hashes_.resize(batch.rows);
      column.hashes(0, batch.rows, hashes_.data());
      counter.add(column, 0, batch.rows, hashes_.data());
    } else {
      const std::size_t before = numbers.size();
      numbers.resize(before + batch.rows);
      column.numbers(0, batch.rows, numbers.data() + before);
      if (kind == ColumnKind::boolean) count_truths();
    }
  }

  [[noreturn]] void fail(const std::string& rule) const { fail_argument("", path_ + ":" + column_, rule); }

  ColumnKind kind = ColumnKind::empty;
  bool narrow = false;
  std::vector<double> numbers;
  std::vector<std::string> texts;
  CategoryCounter counter{1};
  double truths[2] = {}, missing = 0;

 private:
  void count_truths() {
    for (const double truth : numbers) {
      if (std::isnan(truth))
        ++missing;
      else
        ++truths[truth != 0];
    }
    numbers.clear();
  }

  std::string path_, column_;
  bool as_text_;
  std::size_t place_ = 0;
  std::vector<std::uint64_t> hashes_;
};

Collector collect(Opener& opener, const std::string& path, const std::string& column, bool as_text) {
  const auto source = opener.open(path);
  find(TableReader(*source).schema(), path, column);
  Collector collector(path, column, as_text);
  TableReader(*source, {column}).read(collector, "reading " + path);
  return collector;
}

/// Collects columns of numbers, whole.
class NumberCollector : public TableVisitor {
 public:
  NumberCollector(const std::string& path, const std::vector<std::string>& wanted) : path_(path), wanted_(wanted) {}

  void begin(const TableSchema& schema) override {
    found.clear();
    places_.clear();
    for (const auto& name : wanted_) {
      const ColumnType& type = find(schema, path_, name);
      if (type.kind == ColumnKind::text)
        fail_argument("", path_ + ":" + name, "is of text; a coefficient is of numbers, dates or booleans");
      add(schema, type);
    }
    for (const auto& type : schema.columns)
      if (wanted_.empty() && is_of_numbers(type.kind)) add(schema, type);
  }

  void batch(const TableBatch& batch) override {
    for (std::size_t c = 0; c < places_.size(); ++c) {
      auto& values = found[c].values;
      const std::size_t before = values.size();
      values.resize(before + batch.rows);
      batch.columns[places_[c]].numbers(0, batch.rows, values.data() + before);
    }
  }

  std::vector<NumberColumn> found;

 private:
  static bool is_of_numbers(ColumnKind kind) {
    return kind == ColumnKind::numeric || kind == ColumnKind::integer || kind == ColumnKind::boolean;
  }
  void add(const TableSchema& schema, const ColumnType& type) {
    places_.push_back(static_cast<std::size_t>(&type - schema.columns.data()));
    found.push_back({type.name, {}, type.kind == ColumnKind::date_time});
  }

  std::string path_;
  std::vector<std::string> wanted_;
  std::vector<std::size_t> places_;
};

}  // namespace

bool is_narrow(const ColumnType& type) { return type.storage == Storage::float16 || type.storage == Storage::float32; }

void read_column(Opener& opener, const std::string& path, const std::string& column, Input& input) {
  Collector found = collect(opener, path, column, false);
  if (found.kind == ColumnKind::text) {
    if (!found.counter.exact())
      found.fail(fmt::format("has more than {} different texts; these are no categories", kMostCategories));
    input.categories = found.counter.most_frequent(kMostCategories);
    input.missing = static_cast<double>(found.counter.missing());
    if (input.categories.empty()) found.fail("is empty: every value is missing");
  } else if (found.kind == ColumnKind::boolean) {
    // As texts, so that they meet those of a column that holds other words too.
    for (const char* word : {"true", "false"}) {
      const auto count = static_cast<std::uint64_t>(found.truths[word == std::string_view("true")]);
      if (count > 0) input.categories.push_back({hash_text(word), count, word});
    }
    input.missing = found.missing;
    if (input.categories.empty()) found.fail("is empty: every value is missing");
  } else {
    for (std::size_t row = 0; row < found.numbers.size(); ++row)
      if (std::isnan(found.numbers[row]))
        found.fail(fmt::format("has no number in row {}; every cell needs one", row + 1));
    if (found.numbers.empty()) found.fail("has no rows");
    input.values = std::move(found.numbers);
    if (found.narrow) input.floats.assign(input.values.begin(), input.values.end());
  }
}

std::vector<NumberColumn> read_numbers(Opener& opener, const std::string& path,
                                       const std::vector<std::string>& columns) {
  const auto source = opener.open(path);
  const TableSchema schema = TableReader(*source).schema();
  for (const auto& column : columns) find(schema, path, column);
  NumberCollector collector(path, columns);
  TableReader(*source, columns).read(collector, "reading " + path);
  return std::move(collector.found);
}

std::vector<std::string> read_texts(Opener& opener, const std::string& path, const std::string& column) {
  return collect(opener, path, column, true).texts;
}

std::string columns_hint(Opener& opener, const std::string& path) {
  const auto source = opener.open(path);
  const auto schema = TableReader(*source).schema();
  if (schema.columns.empty()) return "; it has none";
  return fmt::format("; its columns are {}: write {}:{}", listed(schema), path, schema.columns.front().name);
}

}  // namespace sanov::cli
