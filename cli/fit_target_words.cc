#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/fit.h"
#include "cli/fit_target.h"
#include "sanov/base/error.h"
#include "sanov/families/spec.h"

// What the words of `sanov fit TARGET` ask for.
namespace sanov::cli {
namespace {

std::vector<std::string_view> parts_of(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(mark, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool is_whole(const Target& target) {
  return std::ranges::all_of(target.components, [](const Weighted& part) { return part.distribution.whole(); });
}

struct Grid {
  double low, high;
  std::size_t points;
};

/// "-15:15:1000".
Grid grid_of(const std::string& text) {
  const auto parts = parts_of(text, ':');
  if (parts.size() != 3)
    fail_argument("", "--grid", fmt::format("is '{}'; it is LOW:HIGH:POINTS, as in -15:15:1000", text));
  const double points = number_in(parts[2], "--grid");
  if (!(points >= 2 && points <= 1e7 && points == std::floor(points)))
    fail_argument("", "--grid", "needs a whole number of points, from 2 to 10,000,000");
  const Grid grid{number_in(parts[0], "--grid"), number_in(parts[1], "--grid"), static_cast<std::size_t>(points)};
  if (!(grid.low < grid.high) || std::isinf(grid.low) || std::isinf(grid.high))
    fail_argument("", "--grid", "needs a finite LOW below HIGH");
  return grid;
}

/// The letters of the textbooks stand for the parameters' names.
std::size_t parameter_called(const FamilyEntry& family, std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kLetters[] = {
      {"mu", "mean"}, {"mu", "location"}, {"loc", "location"}, {"loc", "mean"}, {"sigma", "sd"}, {"sigma", "scale"}};
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < family.parameters.size(); ++i) {
    const std::string_view known = family.parameters[i].name;
    names.push_back(known);
    if (known == name) return i;
    for (const auto& [letter, word] : kLetters)
      if (letter == name && word == known) return i;
  }
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument("", "--start",
                fmt::format("names {}, which {} has not{}", name, family.name,
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

/// "mu=0,sigma=1"; the family's defaults for what is not named.
std::vector<double> start_of(const FamilyEntry& family, const std::vector<std::string>& words) {
  std::vector<double> start;
  for (const FamilyParameter& p : family.parameters) start.push_back(p.value);
  for (const std::string& word : words) {
    const auto parts = parts_of(word, '=');
    if (parts.size() != 2) fail_argument("", "--start", fmt::format("holds '{}'; write NAME=VALUE", word));
    start[parameter_called(family, parts[0])] = number_in(parts[1], "--start");
  }
  return start;
}

/// The sum of the components' densities, as it is: PyTorch's losses take it so. Of whole numbers it is of their masses.
DensityOnGrid target_on(const Target& target, const Grid& grid) {
  DensityOnGrid sum;
  for (const Weighted& part : target.components) {
    const DensityOnGrid one = density_on_grid(part.distribution, grid.low, grid.high, grid.points);
    if (sum.x.empty()) sum = {one.x, std::vector<double>(one.x.size()), is_whole(target)};
    for (std::size_t i = 0; i < one.x.size(); ++i) sum.value[i] += part.weight * one.value[i];
  }
  return sum;
}

constexpr double kMostNumbers = 10'000;

/// Every whole number of which the target has more than next to nothing; of a heavy tail the first ten thousand.
Grid whole_grid(const Distribution& d) {
  const double low = std::floor(d.quantile(1e-9)), high = std::ceil(d.upper_quantile(1e-9));
  const double last = std::min(high, low + kMostNumbers - 1);
  return {low, std::max(last, low + 1), static_cast<std::size_t>(std::max(last, low + 1) - low) + 1};
}

/// As asked, if each of its points is a whole number, and each whole number a point.
Grid checked_whole(const Grid& grid, const std::string& text) {
  const double numbers = grid.high - grid.low + 1;
  if (grid.low != std::floor(grid.low) || grid.high != std::floor(grid.high) ||
      static_cast<double>(grid.points) != numbers)
    fail_argument(
        "", "--grid",
        fmt::format("is {}, but the target is of whole numbers; give LOW:HIGH:POINTS with a point for each of "
                    "them, such as 0:20:21",
                    text));
  return grid;
}

/// From a millionth to a millionth, and of heavy tails no farther than three times the width of what is likely beyond that;
/// so fine that half of the target lies on twenty points.
Grid grid_or_default(const FitRequest& request, const Target& target) {
  const Distribution d = target.distribution();
  if (!request.grid.empty())
    return is_whole(target) ? checked_whole(grid_of(request.grid), request.grid) : grid_of(request.grid);
  if (is_whole(target)) return whole_grid(d);
  const double spread = d.upper_quantile(0.001) - d.quantile(0.001);
  const double likely_low = d.quantile(0.01), likely_high = d.upper_quantile(0.01), width = likely_high - likely_low;
  const Support s = d.support();
  const double low = std::max({d.quantile(1e-6) - 0.2 * spread, likely_low - 3 * width,
                               std::isfinite(s.low) ? s.low + 1e-9 * spread : -HUGE_VAL});
  const double high = std::min({d.upper_quantile(1e-6) + 0.2 * spread, likely_high + 3 * width, s.high});
  const double half = d.upper_quantile(0.25) - d.quantile(0.25);
  const double wanted = half > 0 ? 20 * (high - low) / half : 1000;
  return {low, high, static_cast<std::size_t>(std::clamp(std::ceil(wanted), 1000.0, 10'000.0))};
}

Optimizer optimizer_of(const std::string& name) {
  if (name == "adam") return Optimizer::adam;
  if (name == "exact") return Optimizer::exact;
  fail_argument("", "--optimizer", fmt::format("is '{}'; it is adam or exact", name));
}

}  // namespace

double number_in(std::string_view word, std::string_view option) {
  while (word.starts_with(' ')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size())
    fail_argument("", option, fmt::format("holds '{}', which is no number", word));
  return value;
}

TargetFit asked_target_fit(const FitRequest& request) {
  if (request.families.size() != 1)
    fail_argument("", "--family", "must name one family to be fitted to a density, such as --family normal");
  if (request.betas.size() != 2) fail_argument("", "--betas", "needs two numbers, such as 0.9,0.999");
  const FamilyEntry& family = find_family(request.families[0]);
  const DensityLoss loss = density_loss(request.loss);
  const Target target = parse_target(request.input);
  if (family.whole && !is_whole(target))
    fail_argument("", "--family",
                  fmt::format("is {}, which is of whole numbers, and the target is a density", family.name));
  const Grid grid = grid_or_default(request, target);
  return {.family = &family,
          .target = target_on(target, grid),
          .total = target.normalized() ? 1 : target.total,
          .options = {.loss = loss,
                      .optimizer = optimizer_of(request.optimizer),
                      .adam = {.learning_rate = request.learning_rate,
                               .beta1 = request.betas[0],
                               .beta2 = request.betas[1],
                               .epsilon = request.epsilon},
                      .steps = request.steps,
                      .start = start_of(family, request.start),
                      .trace_every = request.trace.empty() ? 0 : request.trace_every,
                      .starts = request.starts},
          .fit = {}};
}

}  // namespace sanov::cli
