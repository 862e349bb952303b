#include "sanov/base/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"

namespace sanov {
namespace {

/// Compensated, so that a diagnosis is as sharp as the sum that raised it.
double sum(Cells cells) {
  RunningSum total;
  for (std::size_t i = 0; i < cells.size(); ++i) total.add(cells[i]);
  return total.value();
}

void check_not_empty(Cells cells, const char* function, const char* argument) {
  if (cells.size() == 0) fail_argument(function, argument, "is empty; at least one cell is needed");
}

bool looks_like_logarithms(Cells cells) {
  double total = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!(cells[i] <= 0)) return false;
    total += std::exp(cells[i]);
  }
  return std::fabs(total - 1) < 1e-3;
}

}  // namespace

void check_finite(Cells cells, const char* function, const char* argument) {
  const FloatingPoint environment;
  check_not_empty(cells, function, argument);
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!std::isfinite(cells[i])) fail_value(function, argument, i, cells[i], "it must be finite");
}

void check_nonnegative(Cells cells, const char* function, const char* argument) {
  const FloatingPoint environment;
  check_not_empty(cells, function, argument);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] >= 0 && std::isfinite(cells[i])) continue;
    if (looks_like_logarithms(cells))
      fail_value(function, argument, i, cells[i],
                 "these look like log-probabilities: take their exponentials, or say that they are logarithms");
    fail_value(function, argument, i, cells[i], "it must be finite and not negative");
  }
}

void check_probabilities(Cells cells, const char* function, const char* argument) {
  const FloatingPoint environment;
  check_nonnegative(cells, function, argument);
  const double total = sum(cells);
  if (std::fabs(total - 1) <= sum_tolerance(cells.type(), cells.size())) return;
  fail_domain(
      function, argument,
      fmt::format("sums to {:.10g}, not to 1; give probabilities, or counts to be divided by their sum", total));
}

Probabilities normalized(Cells counts) {
  const FloatingPoint environment;
  check_nonnegative(counts, "normalized", "counts");
  const double total = sum(counts);
  if (total == 0) fail_domain("normalized", "counts", "are all zero; at least one must be positive");
  if (!std::isfinite(total)) fail_domain("normalized", "counts", "have a sum that overflows; scale them down");
  Probabilities result(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) result[i] = counts[i] / total;
  return result;
}

Probabilities probabilities(LogProbabilities logs) {
  const FloatingPoint environment;
  const Cells cells = logs.logarithms();
  Probabilities result(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!(cells[i] <= 0)) fail_value("probabilities", "logs", i, cells[i], "a log-probability is at most 0");
    result[i] = std::exp(cells[i]);
  }
  check_probabilities(result, "probabilities", "logs' exponentials");
  return result;
}

Probabilities probabilities(Logits logits) {
  const FloatingPoint environment;
  const Cells cells = logits.scores();
  check_not_empty(cells, "probabilities", "logits");
  double top = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!(cells[i] < std::numeric_limits<double>::infinity()))
      fail_value("probabilities", "logits", i, cells[i], "a logit is finite or -Infinity");
    top = std::max(top, cells[i]);
  }
  if (std::isinf(top)) fail_domain("probabilities", "logits", "are all -Infinity; at least one must be finite");
  Probabilities result(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) result[i] = std::exp(cells[i] - top);
  return normalized(result);
}

}  // namespace sanov
