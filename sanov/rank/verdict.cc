#include "sanov/rank/verdict.h"

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/resampling.h"
#include "sanov/numerics/special.h"

namespace sanov {

void set_permutation_p(Pairs pairs, const AssociationOptions& options, Statistic statistic, Association& result) {
  const std::size_t n = pairs.x.size();
  const auto draw = [&](std::uint64_t number) {
    std::vector<std::uint32_t> order(n);
    permutation(options.seed, number, order);
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i) y[i] = pairs.y[order[i]];
    return statistic({pairs.x, y, pairs.of_x, pairs.of_y});
  };
  set_p(permutation_p(*result.value, options.permutations, options.alternative, draw), result);
}

void permutation_only(Pairs pairs, const AssociationOptions& options, std::string_view function, Statistic statistic,
                      Association& result) {
  constexpr std::size_t kMost = 500;
  switch (options.test) {
    case TestKind::none: return;
    case TestKind::automatic:
      if (result.n > kMost) {
        result.reason = "p of more than 500 pairs takes long; ask for test = permutation";
        return;
      }
      [[fallthrough]];
    case TestKind::permutation: return set_permutation_p(pairs, options, statistic, result);
    case TestKind::exact:
    case TestKind::asymptotic: fail_argument(function, "test", "only permutation is to be had");
  }
}

AssociationOptions for_large_values(const AssociationOptions& options, std::string_view function) {
  if (options.alternative == Alternative::less && options.test != TestKind::none)
    fail_argument(function, "alternative",
                  "less is not to be had: only its large values speak of dependence; take greater");
  AssociationOptions out = options;
  out.alternative = Alternative::greater;
  return out;
}

double estimation_factor(std::size_t n, double level) {
  const double upper = (1 - level) / 2;
  return student_t_quantile(1 - upper, static_cast<double>(n - 1)) / normal_upper_quantile(upper);
}

void set_fisher_interval(double error, const AssociationOptions& options, Association& result) {
  if (options.level == 0) return;
  const double value = *result.value;
  if (std::fabs(value) == 1) {
    result.reason = "at -1 or 1 there is no interval";
    return;
  }
  const double middle = std::atanh(value), half = normal_upper_quantile((1 - options.level) / 2) * error;
  result.interval = Interval{std::tanh(middle - half), std::tanh(middle + half), options.level};
}

}  // namespace sanov
