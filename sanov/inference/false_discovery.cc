#include "sanov/inference/false_discovery.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "sanov/base/error.h"

namespace sanov {

std::vector<double> false_discovery_adjusted(std::span<const double> log_p) {
  for (std::size_t i = 0; i < log_p.size(); ++i)
    if (!(log_p[i] <= 0))
      fail_value("false_discovery_adjusted", "log_p", i, log_p[i], "logarithms of p are not above 0");
  std::vector<std::size_t> order(log_p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return log_p[a] > log_p[b]; });
  std::vector<double> adjusted(log_p.size());
  const double tests = static_cast<double>(log_p.size());
  double least = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    least = std::min(least, log_p[order[i]] + std::log(tests / (tests - static_cast<double>(i))));
    adjusted[order[i]] = least;
  }
  return adjusted;
}

}  // namespace sanov
