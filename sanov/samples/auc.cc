#include "sanov/samples/auc.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>

#include "sanov/numerics/sort.h"

namespace sanov {

Auc auc_of(std::span<const double> scores, std::span<const unsigned char> is_positive) {
  const std::size_t n = scores.size();
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return scores[a] < scores[b]; });
  const auto positives =
      static_cast<double>(std::count_if(is_positive.begin(), is_positive.end(), [](auto is) { return is != 0; }));
  const double negatives = static_cast<double>(n) - positives;
  Auc auc{0, std::vector<double>(n)};
  double below[2] = {};  // negatives, positives
  for (std::size_t first = 0, last; first < n; first = last) {
    double here[2] = {};
    for (last = first; last < n && scores[order[last]] == scores[order[first]]; ++last)
      ++here[is_positive[order[last]] != 0];
    for (std::size_t k = first; k < last; ++k) {
      const std::uint32_t row = order[k];
      if (is_positive[row] != 0) {
        auc.placements[row] = (below[0] + here[0] / 2) / negatives;
        auc.value += auc.placements[row] / positives;
      } else {
        auc.placements[row] = (positives - below[1] - here[1] / 2) / positives;
      }
    }
    below[0] += here[0];
    below[1] += here[1];
  }
  return auc;
}

double auc_value(std::span<const double> scores, std::span<const unsigned char> is_positive) {
  // The order of doubles as whole numbers, the label in the lowest bit.
  std::vector<std::uint64_t> keys(scores.size());
  double positives = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(scores[i] + 0.0);
    const std::uint64_t key = bits >> 63 != 0 ? ~bits : bits | std::uint64_t{1} << 63;
    keys[i] = (key & ~std::uint64_t{1}) | static_cast<std::uint64_t>(is_positive[i] != 0);
    positives += is_positive[i] != 0;
  }
  sort(std::span<std::uint64_t>(keys));
  double pairs = 0, negatives = 0;
  for (std::size_t first = 0, last; first < keys.size(); first = last) {
    double here[2] = {};
    for (last = first; last < keys.size() && keys[last] >> 1 == keys[first] >> 1; ++last) ++here[keys[last] & 1];
    pairs += here[1] * (negatives + here[0] / 2);
    negatives += here[0];
  }
  return pairs / (positives * negatives);
}

}  // namespace sanov
