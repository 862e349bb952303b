#include "sanov/measures/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/measures/matrix_js.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

/// Pairs of rows that are computed by one thread at a stretch.
struct Tile {
  std::size_t first_a, last_a, first_b, last_b;
};

constexpr std::size_t kSide = 32;          // rows of a and of b in a tile: at 1000 columns a core's cache holds them
constexpr double kCellsInTile = 1 << 24;   // at most, so that a tile takes milliseconds however long the rows are
constexpr double kCellsInBatch = 1 << 27;  // between two polls of the progress hook
constexpr std::size_t kTilesInBatch = 8;   // at least

/// The tiles of an a × b matrix, or of its upper triangle, in batches between which the progress hook is polled.
class Tiles {
 public:
  Tiles(std::size_t rows_a, std::size_t rows_b, std::size_t columns, bool triangle)
      : rows_a_(rows_a), rows_b_(rows_b), triangle_(triangle) {
    const double length = static_cast<double>(std::max<std::size_t>(columns, 1));
    side_ = std::clamp<std::size_t>(static_cast<std::size_t>(std::sqrt(kCellsInTile / length)), 1, kSide);
    const double cells = static_cast<double>(side_ * side_) * length;
    batch_ = std::max(kTilesInBatch, static_cast<std::size_t>(kCellsInBatch / cells));
  }

  /// Calls fill(tile) for every tile, on several threads.
  template <class Fill>
  void for_each(Fill&& fill) const {
    const std::size_t down = (rows_a_ + side_ - 1) / side_, across = (rows_b_ + side_ - 1) / side_;
    const double all = static_cast<double>(triangle_ ? down * (down + 1) / 2 : down * across);
    std::vector<Tile> batch;
    double done = 0;
    const auto run = [&] {
      parallel_chunks(batch.size(), 1, [&](std::size_t first, std::size_t last) {
        for (; first < last; ++first) fill(batch[first]);
      });
      done += static_cast<double>(batch.size());
      batch.clear();
      poll("matrix", done / all);
    };
    for (std::size_t a = 0; a < rows_a_; a += side_)
      for (std::size_t b = triangle_ ? a : 0; b < rows_b_; b += side_) {
        batch.push_back({a, std::min(a + side_, rows_a_), b, std::min(b + side_, rows_b_)});
        if (batch.size() == batch_) run();
      }
    if (!batch.empty()) run();
  }

 private:
  std::size_t rows_a_, rows_b_, side_ = 1, batch_ = 1;
  bool triangle_;
};

/// A complaint about p or q as one about the row of the matrix that stood there.
Complaint about_row(Complaint complaint, const char* name, std::size_t row) {
  if (complaint.argument == "p" || complaint.argument == "q") complaint.argument = fmt::format("{}[{}]", name, row);
  return complaint;
}

double with_itself(const Bound<Two>& measure, Rows rows, std::size_t row, const char* name) {
  try {
    return measure(rows[row], rows[row]);
  } catch (const DomainError& error) {
    throw DomainError(about_row(error.complaint(), name, row));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(about_row(error.complaint(), name, row));
  }
}

/// measure(row, row) of every row: checks each once, and is the diagonal.
std::vector<double> checked_diagonal(const Bound<Two>& measure, Rows rows, const char* name) {
  std::vector<double> diagonal(rows.rows());
  const std::size_t grain = std::max<std::size_t>((1 << 16) / std::max<std::size_t>(rows.columns(), 1), 1);
  parallel_chunks(rows.rows(), grain, [&](std::size_t first, std::size_t last) {
    for (std::size_t row = first; row < last; ++row) diagonal[row] = with_itself(measure, rows, row, name);
  });
  return diagonal;
}

/// How a Jensen-Shannon measure follows from the divergence at equal weights.
struct FromJs {
  double factor;
  bool root;
  double operator()(double js) const { return root ? std::sqrt(js) : factor * js; }
};
std::optional<FromJs> from_js(const Bound<Two>& measure) {
  const std::string_view name = measure.info().name;
  if ((name == "js" && measure.parameters()[0] == 0.5) || name == "jensen_difference") return FromJs{1, false};
  if (name == "topsoe") return FromJs{2, false};
  if (name == "js_distance") return FromJs{1, true};
  return std::nullopt;
}

/// The measure of one row with several others.
class Pairs {
 public:
  /// `b` is null where the rows are compared among themselves.
  Pairs(const Bound<Two>& measure, Rows a, const Rows* b)
      : measure_(measure), a_(a), b_(b ? *b : a), from_js_(from_js(measure)) {
    if (!from_js_) return;
    js_a_.emplace(a);
    if (b) js_b_.emplace(*b);
  }

  bool symmetric() const { return from_js_ || measure_.info().keeps(sanov::symmetric); }

  /// Of row i of a with the rows [first, last) of b.
  void fill(std::size_t i, std::size_t first, std::size_t last, double* out) const {
    if (from_js_) js_of_row(*js_a_, i, js_b_ ? *js_b_ : *js_a_, first, last, out);
    for (std::size_t k = 0; k < last - first; ++k) {
      if (from_js_ && !std::isnan(out[k]))
        out[k] = std::min((*from_js_)(out[k]), measure_.info().upper);
      else
        out[k] = measure_(a_[i], b_[first + k]);
    }
  }

 private:
  const Bound<Two>& measure_;
  Rows a_, b_;
  std::optional<FromJs> from_js_;
  std::optional<JsRows> js_a_, js_b_;
};

}  // namespace

std::vector<double> matrix(const Bound<Two>& measure, Rows rows) {
  const FloatingPoint environment;
  const std::size_t n = rows.rows();
  const std::vector<double> diagonal = checked_diagonal(measure, rows, "rows");
  const Pairs pairs(measure, rows, nullptr);
  const bool symmetric = pairs.symmetric();
  std::vector<double> out(n * n);
  Tiles(n, n, rows.columns(), symmetric).for_each([&](const Tile& tile) {
    for (std::size_t i = tile.first_a; i < tile.last_a; ++i) {
      const std::size_t first = symmetric ? std::max(tile.first_b, i + 1) : tile.first_b;
      if (first < tile.last_b) pairs.fill(i, first, tile.last_b, &out[i * n + first]);
    }
    if (!symmetric) return;
    for (std::size_t j = tile.first_b; j < tile.last_b; ++j)
      for (std::size_t i = tile.first_a; i < std::min(tile.last_a, j); ++i) out[j * n + i] = out[i * n + j];
  });
  for (std::size_t i = 0; i < n; ++i) out[i * n + i] = diagonal[i];
  return out;
}

std::vector<double> matrix(const Bound<Two>& measure, Rows a, Rows b) {
  const FloatingPoint environment;
  if (a.columns() != b.columns() && a.rows() > 0 && b.rows() > 0)
    fail_argument(measure.info().name, "b",
                  fmt::format("has rows of {} cell{}, but a of {}; they must be the same cells", b.columns(),
                              b.columns() == 1 ? "" : "s", a.columns()));
  checked_diagonal(measure, a, "a");
  checked_diagonal(measure, b, "b");
  const Pairs pairs(measure, a, &b);
  std::vector<double> out(a.rows() * b.rows());
  Tiles(a.rows(), b.rows(), a.columns(), false).for_each([&](const Tile& tile) {
    for (std::size_t i = tile.first_a; i < tile.last_a; ++i)
      pairs.fill(i, tile.first_b, tile.last_b, &out[i * b.rows() + tile.first_b]);
  });
  return out;
}

}  // namespace sanov
