#include "sanov/rank/soft_scores.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"

namespace sanov {
void check_length(std::string_view function, const char* argument, std::size_t length, std::size_t n) {
  if (length != n)
    fail_argument(function, argument,
                  "has " + std::to_string(length) + " elements, but there are " + std::to_string(n) + " scores");
}

Extent checked_scores(std::string_view function, std::span<const double> s, double temperature) {
  if (!(temperature >= 0) || std::isinf(temperature))
    fail_argument(function, "temperature", "is " + to_text(temperature) + "; it is 0 or more, and finite");
  if (s.size() >= std::size_t{1} << 31) fail_argument(function, "s", "has 2^31 scores or more");
  const Extent of = extent(s);
  if (!of.nan && std::isfinite(of.low) && std::isfinite(of.high)) return of;
  const auto at = std::find_if(s.begin(), s.end(), [](double score) { return !std::isfinite(score); });
  fail_value(function, "s", static_cast<std::size_t>(at - s.begin()), *at, "scores are finite");
}

Pairs checked_soft(std::string_view function, std::span<const double> s, std::span<const double> y, double temperature,
                   std::span<const double> gradient) {
  check_length(function, "y", y.size(), s.size());
  if (!gradient.empty()) check_length(function, "gradient", gradient.size(), s.size());
  const Pairs pairs{s, y, checked_scores(function, s, temperature), extent(y)};
  if (pairs.of_y.nan) {
    const auto at = std::find_if(y.begin(), y.end(), [](double value) { return std::isnan(value); });
    fail_value(function, "y", static_cast<std::size_t>(at - y.begin()), *at, "NaN has no place in an order");
  }
  return pairs;
}

}  // namespace sanov
