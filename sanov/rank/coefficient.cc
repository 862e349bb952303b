#include "sanov/rank/coefficient.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/rank/order.h"
#include "sanov/rank/verdict.h"

namespace sanov {
namespace {

/// The cells as doubles: a view where they are, else a copy in `room`.
std::span<const double> as_doubles(Cells cells, std::vector<double>& room) {
  if (cells.type() == Type::float64) return {cells.as<double>(), cells.size()};
  room.assign(cells.as<float>(), cells.as<float>() + cells.size());
  return room;
}

template <class Wrong>
void refuse(std::string_view function, const char* argument, std::span<const double> values, Wrong wrong,
            const char* rule) {
  const auto at = std::find_if(values.begin(), values.end(), wrong);
  if (at != values.end()) fail_value(function, argument, static_cast<std::size_t>(at - values.begin()), *at, rule);
}

void check_options(std::string_view function, const AssociationOptions& options) {
  if (!(options.level >= 0 && options.level < 1))
    fail_argument(function, "level", "is " + to_text(options.level) + "; a level lies between 0 and 1, such as 0.95");
  if (options.permutations == 0) fail_argument(function, "permutations", "is 0; a permutation test needs at least 1");
}

/// Leaves out the pairs of which one is NaN; returns how many.
std::size_t drop_missing(std::span<const double>& x, std::span<const double>& y, std::vector<double>& x_room,
                         std::vector<double>& y_room) {
  std::vector<double> kept_x, kept_y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    kept_x.push_back(x[i]);
    kept_y.push_back(y[i]);
  }
  const std::size_t dropped = x.size() - kept_x.size();
  x_room = std::move(kept_x);
  y_room = std::move(kept_y);
  x = x_room;
  y = y_room;
  return dropped;
}

}  // namespace

void set_p(const PValue& p, Association& result) {
  result.p = p.p;
  result.log_p = p.log_p;
  result.method = p.method;
}

Association AnyCoefficient::operator()(Cells x_cells, Cells y_cells, const AssociationOptions& options) const {
  const FloatingPoint environment;
  const std::string_view function = info().name;
  check_options(function, options);
  if (x_cells.size() != y_cells.size())
    fail_argument(function, "y",
                  "has " + std::to_string(y_cells.size()) + " values, but x has " + std::to_string(x_cells.size()));
  if (x_cells.size() >= std::size_t{1} << 31) fail_argument(function, "x", "has 2^31 values or more");
  std::vector<double> x_room, y_room;
  std::span<const double> x = as_doubles(x_cells, x_room), y = as_doubles(y_cells, y_room);
  Association result;
  Pairs pairs{x, y, extent(x), extent(y)};
  if (pairs.of_x.nan || pairs.of_y.nan) {
    if (options.missing == Missing::error) {
      const auto is_nan = [](double value) { return std::isnan(value); };
      const char* rule = "give missing = pairwise to leave out pairs that lack a value";
      refuse(function, "x", x, is_nan, rule);
      refuse(function, "y", y, is_nan, rule);
    }
    result.dropped = drop_missing(x, y, x_room, y_room);
    pairs = {x, y, extent(x), extent(y)};
  }
  if (!info().of_order) {
    const auto is_infinite = [](double value) { return std::isinf(value); };
    const char* rule = "its distance from the others is not a number; a coefficient of ranks takes it";
    for (const auto& [values, of, name] : {std::tuple(x, pairs.of_x, "x"), std::tuple(y, pairs.of_y, "y")})
      if (!values.empty() && (is_infinite(of.low) || is_infinite(of.high)))
        refuse(function, name, values, is_infinite, rule);
  }
  result.n = x.size();
  if (result.n < 2)
    result.reason = "there are fewer than 2 pairs";
  else if (pairs.of_x.constant())
    result.reason = "x is constant";
  else if (pairs.of_y.constant())
    result.reason = "y is constant";
  else
    compute_(pairs, options, result);
  return result;
}

}  // namespace sanov
