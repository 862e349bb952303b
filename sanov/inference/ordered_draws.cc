#include "sanov/inference/ordered_draws.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "sanov/inference/count_draws.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

/// `size` different numbers out of 0, …, all − 1, ascending; each such set is as likely. Numbers that came before are
/// drawn again, so size must not be near all.
std::vector<std::uint64_t> choose(Random& random, std::uint64_t all, std::uint64_t size) {
  std::vector<std::uint64_t> chosen;
  chosen.reserve(size);
  while (chosen.size() < size) {
    while (chosen.size() < size) chosen.push_back(random.below(all));
    sort(chosen);
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  }
  return chosen;
}

}  // namespace

OrderedDraws::OrderedDraws(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                           bool cut_at_reference)
    : cut_at_reference_(cut_at_reference), reference_(reference.begin(), reference.end()) {
  n_ = std::accumulate(reference.begin(), reference.end(), std::uint64_t{0});
  m_ = std::accumulate(current.begin(), current.end(), std::uint64_t{0});
  pooled_ = reference_;
  if (!cut_at_reference)
    std::transform(pooled_.begin(), pooled_.end(), current.begin(), pooled_.begin(), std::plus<>());
  ends_.resize(pooled_.size());
  std::partial_sum(pooled_.begin(), pooled_.end(), ends_.begin());
  if (ends_.empty()) return;
  constexpr int kBits = 10;
  shift_ = std::max(static_cast<int>(std::bit_width(ends_.back())) - kBits, 0);
  for (std::uint64_t k = 0, cell = 0; k <= ends_.back() >> shift_; ++k) {
    while (cell + 1 < ends_.size() && ends_[cell] <= k << shift_) ++cell;
    first_.push_back(static_cast<std::uint32_t>(cell));
  }
}

/// The first that ends beyond a rank; the last where none does.
std::size_t OrderedDraws::cell_of(std::uint64_t rank) const {
  std::size_t cell = first_[rank >> shift_];
  while (cell + 1 < ends_.size() && ends_[cell] <= rank) ++cell;
  return cell;
}

void OrderedDraws::draw(Random& random, std::span<std::uint64_t> reference, std::span<std::uint64_t> current) const {
  if (!cut_at_reference_) return shuffle(random, reference, current);
  std::copy(reference_.begin(), reference_.end(), reference.begin());
  std::fill(current.begin(), current.end(), 0);
  m_ <= n_ ? draw_current(random, current) : draw_ranks(random, current);
}

/// Pólya's urn: row j falls between two neighbours of the n reference values, each of the n + 1 places as likely, or
/// beside one of the j rows before it, each as likely as a place.
void OrderedDraws::draw_current(Random& random, std::span<std::uint64_t> current) const {
  std::vector<std::size_t> cells;
  cells.reserve(m_);
  for (std::uint64_t j = 0; j < m_; ++j) {
    const std::uint64_t place = random.below(n_ + 1 + j);
    cells.push_back(place <= n_ ? cell_of(place) : cells[place - n_ - 1]);
    ++current[cells.back()];
  }
}

/// The reference's values take n of the n + m ranks, each such set as likely; between the ends of two cells lie as many
/// rows of the other sample as ranks that it did not take.
void OrderedDraws::draw_ranks(Random& random, std::span<std::uint64_t> current) const {
  const std::vector<std::uint64_t> ranks = choose(random, n_ + m_, n_);
  std::uint64_t below = 0;
  for (std::size_t cell = 0; cell + 1 < ends_.size(); ++cell) {
    const std::uint64_t end = ends_[cell] == 0 ? 0 : ranks[ends_[cell] - 1] + 1 - ends_[cell];
    current[cell] = end - below;
    below = end;
  }
  current[ends_.size() - 1] = m_ - below;
}

void OrderedDraws::shuffle(Random& random, std::span<std::uint64_t> reference, std::span<std::uint64_t> current) const {
  const bool few_current = m_ <= n_;
  const std::span<std::uint64_t> small = few_current ? current : reference, large = few_current ? reference : current;
  const std::uint64_t rows = std::min(n_, m_);
  if (rows > 4 * pooled_.size()) {
    draw_without_replacement(random, pooled_, rows, small);
  } else {
    std::fill(small.begin(), small.end(), 0);
    for (const std::uint64_t row : choose(random, n_ + m_, rows)) ++small[cell_of(row)];
  }
  for (std::size_t i = 0; i < pooled_.size(); ++i) large[i] = pooled_[i] - small[i];
}

}  // namespace sanov
