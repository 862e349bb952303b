#include "sanov/rank/from_counts.h"

#include <cmath>
#include <optional>

#include "sanov/rank/verdict.h"

namespace sanov {

void from_counts(Pairs pairs, const AssociationOptions& options, std::string_view name,
                 double (PairCounts::*value)() const noexcept, Statistic statistic,
                 CountSlopes (*slopes)(const PairCounts&), Association& result) {
  const std::size_t n = pairs.x.size();
  std::optional<Order> x, y;
  const auto room = make_scratch<std::uint32_t>(2 * n);
  const std::span<std::uint32_t> y_ranks(room.get(), n), in_order(room.get() + n, n);
  order_both(pairs, x, y, [&] { y->dense_ranks(y_ranks); });
  const bool has_interval = options.level > 0 && n >= 4;
  const PairCounts counts = count_pairs(*x, *y, y_ranks, has_interval ? in_order : std::span<std::uint32_t>());
  result.pairs = counts;
  result.value = (counts.*value)();
  set_kendall_p(pairs, counts, options, name, statistic, result);
  if (has_interval) {
    const double at = *result.value;
    const double variance = variance_of(pair_scores(*x, *y, in_order), slopes(counts), 1 - at * at);
    set_fisher_interval(std::sqrt(variance) / (1 - at * at) * estimation_factor(n, options.level), options, result);
  } else if (options.level > 0) {
    result.reason = "an interval needs at least 4 pairs";
  }
}

}  // namespace sanov
