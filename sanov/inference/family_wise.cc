#include "sanov/inference/family_wise.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "sanov/base/error.h"

namespace sanov {

std::vector<double> family_wise_adjusted(std::span<const double> log_p) {
  for (std::size_t i = 0; i < log_p.size(); ++i)
    if (!(log_p[i] <= 0)) fail_value("family_wise_adjusted", "log_p", i, log_p[i], "logarithms of p are not above 0");
  std::vector<std::size_t> order(log_p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return log_p[a] < log_p[b]; });
  std::vector<double> adjusted(log_p.size());
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < order.size(); ++i) {
    most = std::max(most, log_p[order[i]] + std::log(static_cast<double>(order.size() - i)));
    adjusted[order[i]] = std::min(most, 0.);
  }
  return adjusted;
}

}  // namespace sanov
