#include "sanov/measures/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"

namespace sanov {
namespace {

bool sum_is_one(double sum, Cells cells) {
  // Nearly always within the part of the tolerance that needs no root.
  const double miss = std::fabs(sum - 1);
  return miss <= sum_tolerance(cells.type(), 0) || miss <= sum_tolerance(cells.type(), cells.size());
}

thread_local RangeWatch::Seen range_seen = nullptr;

}  // namespace

void fail_size(const Info& info, const char* argument, std::size_t size, std::size_t expected, const char* than) {
  fail_argument(info.name, argument,
                fmt::format("has {} cell{}, but {} has {}; they must be the same cells", size, size == 1 ? "" : "s",
                            than, expected));
}

void check_room(const Info& info, const char* argument, std::span<double> span, std::size_t size) {
  if (span.size() == size) return;
  fail_argument(info.name, argument,
                fmt::format("has room for {} number{}, not for {}", span.size(), span.size() == 1 ? "" : "s", size));
}

void require_gradient(const Info& info) {
  if (info.keeps(differentiable)) return;
  fail_argument(info.name, "gradient", "does not exist: the measure is not differentiable");
}

void diagnose(const Info& info, Cells cells, const char* argument) {
  switch (info.domain) {
    case Domain::probabilities: return check_probabilities(cells, name_of(info), argument);
    case Domain::nonnegative: return check_nonnegative(cells, name_of(info), argument);
    case Domain::positive:
      check_finite(cells, name_of(info), argument);
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (!(cells[i] > 0)) fail_value(info.name, argument, i, cells[i], "it must be greater than 0");
      return;
    case Domain::real: return check_finite(cells, name_of(info), argument);
  }
}

bool vouched(const Info& info, const Sums& sums, double sum, Cells cells) {
  switch (info.domain) {
    case Domain::probabilities: return sums.signs == 0 && sum_is_one(sum, cells);
    case Domain::nonnegative: return sums.signs == 0 && std::isfinite(sum);
    // What pads the last vector is 0 too: the sums cannot tell a cell that is 0 in both arguments from it.
    case Domain::positive: return false;
    case Domain::real: return std::isfinite(sum);
  }
  return false;
}

double held_to_range(const Info& info, double value) {
  if (range_seen != nullptr) range_seen(info, value);
  if (std::isnan(value))
    fail_domain(info.name, "the sum", "overflows: the cells are too large for double precision; scale them down");
  return std::clamp(value, info.lower, info.upper);
}

RangeWatch::RangeWatch(Seen seen) noexcept { range_seen = seen; }
RangeWatch::~RangeWatch() { range_seen = nullptr; }

}  // namespace sanov
