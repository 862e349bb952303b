#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "sanov/compare/blocks.h"
#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/resampling.h"

/// What permuting blocks says of a column.
namespace sanov {
namespace {

constexpr std::uint64_t kEffectDraws = 200;

/// Both tables' rows in the cells of a column, missing last.
struct Sides {
  std::vector<std::uint64_t> reference, current;
};

/// A column's counts by block, of those that change places.
class Dealt {
 public:
  Dealt(const std::vector<std::uint32_t>& counts, std::size_t cells, const BlockArrangements& arrangements)
      : counts_(counts), cells_(cells), all_(cells) {
    for (const auto& group : arrangements.groups())
      for (const std::uint32_t block : group) {
        add(block, all_);
        if (block >= arrangements.first_current()) observed_.push_back(block);
      }
  }

  Sides observed() const { return sides(observed_); }
  Sides sides(const std::vector<std::uint32_t>& current) const {
    Sides found{all_, std::vector<std::uint64_t>(cells_)};
    for (const std::uint32_t block : current) add(block, found.current);
    for (std::size_t cell = 0; cell < cells_; ++cell) found.reference[cell] -= found.current[cell];
    return found;
  }

 private:
  void add(std::size_t block, std::vector<std::uint64_t>& side) const {
    for (std::size_t cell = 0; cell < cells_; ++cell) side[cell] += counts_[block * cells_ + cell];
  }

  const std::vector<std::uint32_t>& counts_;
  std::size_t cells_;
  std::vector<std::uint64_t> all_;
  std::vector<std::uint32_t> observed_;
};

std::uint64_t rows_in(const std::vector<std::uint64_t>& side) {
  return std::accumulate(side.begin(), side.end(), std::uint64_t{0});
}

/// Pearson's χ² of missing against present.
double of_missing(const Sides& sides) {
  const auto two_cells = [](const std::vector<std::uint64_t>& side) {
    return std::array{rows_in(side) - side.back(), side.back()};
  };
  return pearson_homogeneity(two_cells(sides.reference), two_cells(sides.current)).statistic;
}

/// Pearson's χ² over that of independent rows, on average.
double cell_effect(const Dealt& dealt, const BlockArrangements& arrangements, double degrees) {
  double sum = 0;
  for (std::uint64_t draw = 0; draw < kEffectDraws; ++draw) {
    const Sides sides = dealt.sides(arrangements.random_draw(draw));
    sum += pearson_homogeneity(sides.reference, sides.current).statistic;
  }
  return sum / static_cast<double>(kEffectDraws) / degrees;
}

}  // namespace

/// Of a group of N blocks, c of them in the current table, the sum of one quantity over these c has the variance
/// c(N − c)/(N(N − 1)) Σ(v − mean v)² when they are drawn at random; of rows likewise.
double Blocks::rank_effect(std::size_t column) const {
  const std::size_t cells = frame_->columns[column].coarse_size(), values = cells - 1;
  const std::vector<std::uint32_t>& counts = counts_[column];
  std::vector<double> rows(values), score(values);
  double n = 0, m = 0;
  for (const std::vector<std::uint32_t>& group : arrangements_->groups())
    for (const std::uint32_t block : group)
      for (std::size_t cell = 0; cell < values; ++cell) {
        rows[cell] += counts[block * cells + cell];
        (block < first_current_ ? n : m) += counts[block * cells + cell];
      }
  const double all = n + m;
  if (n == 0 || m == 0 || all < 2) return 1;
  double below = 0, squares = 0;
  for (std::size_t cell = 0; cell < values; ++cell) {
    score[cell] = (below + rows[cell] / 2) / all - 0.5;  // of mean 0
    squares += rows[cell] * score[cell] * score[cell];
    below += rows[cell];
  }
  const double of_rows = n * m / (all * (all - 1)) * squares;
  double of_blocks = 0;
  for (const std::vector<std::uint32_t>& group : arrangements_->groups()) {
    const double size = static_cast<double>(group.size());
    double current = 0, sum = 0, sum_of_squares = 0;
    for (const std::uint32_t block : group) {
      double total = 0;
      for (std::size_t cell = 0; cell < values; ++cell) total += score[cell] * counts[block * cells + cell];
      sum += total;
      sum_of_squares += total * total;
      current += block >= first_current_ ? 1 : 0;
    }
    if (size > 1) of_blocks += current * (size - current) / (size * (size - 1)) * (sum_of_squares - sum * sum / size);
  }
  return of_rows > 0 ? of_blocks / of_rows : 1;
}

BlockTest Blocks::test(std::size_t column) const {
  const bool is_text = frame_->columns[column].is_text();
  const std::size_t cells = cells_of(column), values = cells - 1;
  const Dealt dealt(counts_[column], cells, *arrangements_);
  const auto of_values = [&](const Sides& sides) {
    const std::span reference(sides.reference.data(), values), current(sides.current.data(), values);
    return is_text ? pearson_homogeneity(reference, current).statistic : anderson_darling(reference, current);
  };
  BlockTest found;
  const Sides observed = dealt.observed();
  const double degrees = pearson_homogeneity(observed.reference, observed.current).degrees;
  if (degrees == 0) return found;
  const std::uint64_t missing = observed.reference.back() + observed.current.back();
  const bool some_missing = missing > 0 && missing < rows_in(observed.reference) + rows_in(observed.current);
  const auto statistics = [&](const Sides& sides, std::span<double> out) {
    out[0] = of_values(sides);
    if (some_missing) out[1] = of_missing(sides);
  };
  std::vector<double> seen(some_missing ? 2 : 1);
  statistics(observed, seen);
  const JointPermutation permuted = joint_permutation_p(
      seen, arrangements_->draws(), arrangements_->every(),
      [&](std::uint64_t draw, std::span<double> out) { statistics(dealt.sides(arrangements_->draw(draw)), out); });
  found.p = permuted.p;
  if (some_missing) found.missing_p = permuted.each[1];
  found.design_effect = std::max(cell_effect(dealt, *arrangements_, degrees), 1.);
  if (!is_text) found.axis_design_effect = std::max(rank_effect(column), found.design_effect);
  return found;
}

}  // namespace sanov
