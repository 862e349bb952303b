#include "cli/landscape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/contours.h"
#include "cli/panel.h"
#include "cli/rank_answer.h"
#include "cli/text.h"
#include "sanov/fit/loss_map.h"

namespace sanov::cli {
namespace {

constexpr double kWide = 460, kHigh = 330, kAround = 74, kTop = 62;
constexpr std::size_t kColumns = 121, kRows = 91, kLevels = 16, kMostPairs = 6;

/// From low, light, to high, dark: pale enough for the lines on it.
constexpr struct {
  double red, green, blue;
} kLow = {247, 251, 255}, kMiddle = {158, 188, 218}, kHighest = {77, 64, 128};

std::string shade(std::size_t level) {
  const double along = static_cast<double>(level) / kLevels, part = along < 0.5 ? 2 * along : 2 * along - 1;
  const auto &a = along < 0.5 ? kLow : kMiddle, &b = along < 0.5 ? kMiddle : kHighest;
  const auto mix = [&](double x, double y) { return static_cast<int>(std::lround(x + part * (y - x))); };
  return fmt::format("#{:02x}{:02x}{:02x}", mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue));
}

/// What is drawn: the fit with its way and all optima that were found.
struct Scene {
  const TargetFit& fit;
  std::vector<TraceRow> way;
  std::vector<double> start;
  std::vector<DensityOptimum> optima;
  DensityObjective objective;
};

Scene scene_of(const TargetFit& a) {
  DensityFitOptions options = a.options;
  if (options.starts == 0) options.starts = 20;
  options.trace_every = std::max(1, options.steps / 1000);
  DensityFit fit = fit_density(a.family->name, a.target, options);
  std::vector<double> start = options.start;
  if (start.empty())
    for (const FamilyParameter& p : a.family->parameters) start.push_back(p.value);
  return {a, std::move(fit.trace), std::move(start), std::move(fit.optima),
          DensityObjective(options.loss, *a.family, a.target)};
}

/// Holds the start, the way and the optima, with some room around; inside the parameter's domain.
ParameterRange range_of(const Scene& scene, std::size_t parameter, std::size_t places) {
  double low = scene.start[parameter], high = low;
  const auto take = [&](double v) { low = std::min(low, v), high = std::max(high, v); };
  for (const TraceRow& row : scene.way) take(row.parameters[parameter]);
  for (const DensityOptimum& each : scene.optima) take(each.parameters[parameter]);
  const double room = high > low ? 0.25 * (high - low) : 0.5 * std::max(std::fabs(low), 0.1);
  const FamilyParameter& p = scene.fit.family->parameters[parameter];
  // An open end is not reached: the loss may be infinite there.
  const double least = low - room > p.low ? low - room : p.low_open ? p.low + 0.12 * (low - p.low) : p.low;
  const double most = high + room < p.high ? high + room : p.high_open ? p.high - 0.12 * (p.high - high) : p.high;
  return {parameter, least, most, places};
}

/// Close together near the bottom, as a bowl has them, up to what nine tenths of the map stay below.
std::vector<double> levels_of(std::vector<double> losses, double bottom) {
  std::erase_if(losses, [](double v) { return !std::isfinite(v); });
  if (losses.empty()) return {};
  const auto most = losses.begin() + static_cast<std::ptrdiff_t>(0.9 * static_cast<double>(losses.size() - 1));
  std::ranges::nth_element(losses, most);
  bottom = std::min(bottom, *std::ranges::min_element(losses));
  std::vector<double> levels;
  for (std::size_t k = 1; k <= kLevels; ++k) {
    const double part = static_cast<double>(k) / kLevels;
    levels.push_back(bottom + std::pow(part, 2.6) * (*most - bottom));
  }
  return levels;
}

void draw_map(Drawing& drawing, Panel p, const Scene& scene, std::size_t across, std::size_t down) {
  const FamilyEntry& family = *scene.fit.family;
  const ParameterRange x = range_of(scene, across, kColumns), y = range_of(scene, down, kRows);
  p.low_x = x.low, p.high_x = x.high, p.low_y = y.low, p.high_y = y.high;
  const std::vector<double> map = loss_map(scene.objective, family, scene.optima[0].parameters, x, y);
  const std::vector<double> levels = levels_of(map, scene.optima[0].loss);
  drawing.box(p.left, p.top, p.left + p.wide, p.top + p.high, shade(kLevels));
  for (const Contour& contour : contours(map, kColumns, levels)) {
    std::vector<Spot> spots;
    for (const Spot& s : contour.spots)
      spots.push_back({p.left + s.x / (kColumns - 1) * p.wide, p.top + p.high - s.y / (kRows - 1) * p.high});
    drawing.area(spots, shade(contour.holds_lower ? contour.level : contour.level + 1));
    spots.push_back(spots.front());
    drawing.line(std::move(spots), {"#8fa3bf", 0.5});
  }
  draw_frame(
      drawing, p,
      {.x_label = std::string(family.parameters[across].name), .y_label = std::string(family.parameters[down].name)});
  std::vector<Spot> way;
  for (const TraceRow& row : scene.way) way.push_back(p.at(row.parameters[across], row.parameters[down]));
  const auto place = [&](const std::vector<double>& at) { return p.at(at[across], at[down]); };
  for (const DensityOptimum& each : scene.optima) {
    drawing.disc(place(each.parameters), 6, ink::kPaper);
    drawing.disc(place(each.parameters), 4.5, ink::kThird);
  }
  if (way.size() > 1) {
    drawing.line(way, {ink::kPaper, 4});
    drawing.line(way, {ink::kFirst, 2});
  }
  drawing.disc(place(scene.start), 5, ink::kPaper);
  drawing.disc(place(scene.start), 3.5, ink::kTitle);
  if (scene.fit.by_adam()) drawing.disc(place(scene.fit.fit.parameters), 4, ink::kFirst);
}

void draw_slope(Drawing& drawing, Panel p, const Scene& scene) {
  const ParameterRange range = range_of(scene, 0, 400);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < range.places; ++i) {
    const double at[] = {range.at(i)};
    const double loss = scene.objective.value(at);
    if (std::isfinite(loss)) x.push_back(at[0]), y.push_back(loss);
  }
  const std::vector<double> levels = levels_of(y, scene.optima[0].loss);
  p.low_x = range.low, p.high_x = range.high, p.high_y = levels.back();
  p.low_y = scene.optima[0].loss - 0.05 * (p.high_y - scene.optima[0].loss);
  draw_frame(drawing, p, {.x_label = std::string(scene.fit.family->parameters[0].name), .y_label = "loss"});
  draw_curve(drawing, p, x, y, {ink::kSecond, 2});
  const auto disc = [&](double at, double loss, double radius, std::string_view colour) {
    drawing.disc(p.at(at, std::clamp(loss, p.low_y, p.high_y)), radius, colour);
  };
  for (const DensityOptimum& each : scene.optima) disc(each.parameters[0], each.loss, 5, ink::kThird);
  disc(scene.start[0], scene.objective.value(scene.start), 4, ink::kTitle);
  if (scene.fit.by_adam()) disc(scene.fit.fit.parameters[0], scene.fit.fit.loss_at_parameters, 4, ink::kFirst);
}

}  // namespace

Drawing landscape_drawing(const TargetFit& answer) {
  const Scene scene = scene_of(answer);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  const std::size_t parameters = scene.start.size();
  for (std::size_t a = 0; a < parameters; ++a)
    for (std::size_t b = a + 1; b < parameters && pairs.size() < kMostPairs; ++b) pairs.emplace_back(a, b);
  const std::size_t panels = std::max<std::size_t>(1, pairs.size()), columns = std::min<std::size_t>(3, panels);
  const std::size_t rows = (panels + columns - 1) / columns;
  const double wide = kWide + kAround + 16, high = kHigh + kTop + 46;
  Drawing drawing(static_cast<double>(columns) * wide, static_cast<double>(rows) * high);
  const auto panel = [&](std::size_t i) {
    return Panel{kAround + static_cast<double>(i % columns) * wide, kTop + static_cast<double>(i / columns) * high,
                 kWide, kHigh};
  };
  if (pairs.empty()) draw_slope(drawing, panel(0), scene);
  for (std::size_t i = 0; i < pairs.size(); ++i) draw_map(drawing, panel(i), scene, pairs[i].first, pairs[i].second);
  const Panel first = panel(0);
  drawing.write({first.left, first.top - 34,
                 fmt::format("{} of {} against the target, from {} up (dark)", to_text(answer.options.loss),
                             answer.family->name, number_text(scene.optima[0].loss, 4)),
                 Anchor::start, ink::kTitle, 13});
  std::vector<Named> names{{"start", ink::kTitle}};
  if (answer.by_adam()) names.push_back({fmt::format("Adam's {} steps", with_commas(answer.fit.steps)), ink::kFirst});
  names.push_back({scene.optima.size() == 1 ? "optimum" : fmt::format("{} optima", scene.optima.size()), ink::kThird});
  draw_legend_above(drawing, first, names);
  return drawing;
}

}  // namespace sanov::cli
