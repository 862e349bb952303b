#include "cli/fit_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/panel.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

constexpr std::string_view kColours[] = {ink::kFirst, ink::kSecond, ink::kThird};
constexpr double kWide = 440, kLeft = 64, kTop = 40, kHigh = 210, kLow = 110, kBetween = 66, kBelow = 36;
constexpr double kSquare = kHigh + kBetween + kLow;  // of the quantiles, beside the two
constexpr double kClear = 2;                         // standard errors from which a residual has the colour

double weight(const FitData& data, std::size_t i) { return data.weights().empty() ? 1 : data.weights()[i]; }

/// The first cell's lower end and the cells' width.
struct Ruler {
  double low, width;
  std::size_t cells;
};

Ruler ruler_of(const FitAnswer& answer) {
  const SampleShape& s = answer.data.shape();
  const double step = s.whole ? 1 : answer.grain.step.value_or(0);
  const double low = s.low - step / 2, high = s.high + step / 2;
  if (!(high > low)) return {low - 0.5, 1, 1};
  const double asked = 2 * (s.upper_quartile - s.lower_quartile) / std::cbrt(s.mass);
  const double fewest = std::clamp(2 * std::sqrt(s.mass), 2.0, 8.0);  // of a few values most of eight would be empty
  double width = asked > 0 ? std::clamp(asked, (high - low) / 60, (high - low) / fewest) : (high - low) / 20;
  if (s.whole && high - low <= 60) width = 1;
  if (step > 0) width = std::max(1.0, std::round(width / step)) * step;
  return {low, width, static_cast<std::size_t>(std::ceil((high - low) / width * (1 - 1e-12)))};
}

double low_end(const std::vector<Cell>& cells) { return cells.front().from; }
double high_end(const std::vector<Cell>& cells) { return cells.back().to; }

/// The same numbers along the axes of histogram and residuals.
void stretch(Panel& p, const std::vector<Cell>& cells) {
  const double margin = 0.02 * (high_end(cells) - low_end(cells));
  p.low_x = low_end(cells) - margin, p.high_x = high_end(cells) + margin;
}

void draw_histogram(Drawing& drawing, Panel p, const FitAnswer& answer, const std::vector<Cell>& cells) {
  stretch(p, cells);
  const auto height = [&](const Cell& c) { return c.seen / answer.data.shape().mass / (c.to - c.from); };
  double top = 0;
  for (const Cell& c : cells) top = std::max(top, height(c));
  const std::size_t curves = std::min<std::size_t>(3, answer.ranking.fits.size());
  constexpr int kSteps = 400;
  std::vector<double> x(kSteps + 1);
  for (int i = 0; i <= kSteps; ++i) x[i] = p.low_x + (p.high_x - p.low_x) * i / kSteps;
  std::vector<std::vector<double>> y(curves, x);
  std::vector<Named> names;
  for (std::size_t f = 0; f < curves; ++f) {
    const Distribution d = answer.ranking.fits[f].fit.distribution();
    for (double& v : y[f]) v = d.pdf(d.whole() ? std::round(v) : v);
    names.push_back({std::string(answer.ranking.fits[f].fit.family), kColours[f]});
  }
  // A density may be infinite at an end.
  p.high_y = 1.08 * std::clamp(*std::ranges::max_element(y[0]), top, 1.5 * top);
  for (const Cell& c : cells) drawing.box(p.x(c.from) + 0.5, p.y(height(c)), p.x(c.to) - 0.5, p.y(0), ink::kBars);
  for (std::size_t f = curves; f-- > 0;) draw_curve(drawing, p, x, y[f], {kColours[f], f == 0 ? 2.5 : 1.5});
  draw_frame(drawing, p, {.title = "density of " + answer.label});
  draw_legend(drawing, p, names);
}

void draw_residuals(Drawing& drawing, Panel p, const FitAnswer& answer, const std::vector<Cell>& cells) {
  stretch(p, cells);
  double most = 3;
  for (const Cell& c : cells) most = std::max(most, std::fabs(c.residual));
  p.high_y = 1.1 * std::min(most, 9.0), p.low_y = -p.high_y;
  for (const double clear : {-kClear, kClear})
    drawing.line({p.at(p.low_x, clear), p.at(p.high_x, clear)}, {ink::kAxis, 1, true});
  for (const Cell& c : cells) {
    const double z = std::clamp(c.residual, p.low_y, p.high_y);
    drawing.box(p.x(c.from) + 0.5, p.y(std::max(z, 0.0)), p.x(c.to) - 0.5, p.y(std::min(z, 0.0)),
                std::fabs(z) < kClear ? ink::kBars : ink::kFirst);
  }
  drawing.line({p.at(p.low_x, 0), p.at(p.high_x, 0)}, {});
  draw_frame(drawing, p,
             {.title = fmt::format("too many, too few for {}, in standard errors", answer.ranking.fits[0].fit.family)});
}

void draw_quantiles(Drawing& drawing, Panel p, const FitAnswer& answer) {
  const FitData& data = answer.data;
  const Distribution best = answer.ranking.fits[0].fit.distribution();
  const std::size_t points = std::min<std::size_t>(400, data.values().size());
  std::vector<Spot> pairs;
  std::size_t i = 0;
  double below = 0;
  for (std::size_t k = 0; k < points; ++k) {
    const double u = (static_cast<double>(k) + 0.5) / static_cast<double>(points);
    while (i + 1 < data.values().size() && below + weight(data, i) <= u * data.shape().mass) below += weight(data, i++);
    pairs.push_back({best.quantile(u), data.values()[i]});
  }
  p.low_x = p.low_y = std::min(pairs.front().x, pairs.front().y);
  p.high_x = p.high_y = std::max(pairs.back().x, pairs.back().y);
  const double margin = 0.03 * (p.high_x - p.low_x);
  p.low_x -= margin, p.low_y -= margin, p.high_x += margin, p.high_y += margin;
  draw_frame(drawing, p,
             {.title = fmt::format("quantiles of the data over those of {}", answer.ranking.fits[0].fit.family)});
  drawing.line({p.at(p.low_x, p.low_x), p.at(p.high_x, p.high_x)}, {ink::kAxis, 1, true});
  for (const Spot& pair : pairs) drawing.disc(p.at(pair.x, pair.y), 2, ink::kFirst);
}

}  // namespace

std::vector<Cell> cells_of(const FitAnswer& answer) {
  const FitData& data = answer.data;
  const Ruler ruler = ruler_of(answer);
  const Distribution best = answer.ranking.fits[0].fit.distribution();
  std::vector<Cell> cells(ruler.cells);
  for (std::size_t k = 0; k < cells.size(); ++k) {
    cells[k].from = ruler.low + ruler.width * static_cast<double>(k);
    cells[k].to = ruler.low + ruler.width * static_cast<double>(k + 1);
  }
  for (std::size_t i = 0; i < data.values().size(); ++i) {
    const auto cell = static_cast<std::size_t>(std::max(0.0, (data.values()[i] - ruler.low) / ruler.width));
    cells[std::min(cell, cells.size() - 1)].seen += weight(data, i);
  }
  const double mass = data.shape().mass;
  for (Cell& c : cells) {
    const double low = &c == &cells.front() ? 0 : best.cdf(c.from), high = &c == &cells.back() ? 1 : best.cdf(c.to);
    const double share = std::clamp(high - low, 0.0, 1.0);
    c.expected = mass * share;
    // Where next to nothing is expected, a value is as far off as one beside an expectation of a tenth.
    c.residual = (c.seen - c.expected) / std::sqrt(std::max(c.expected * (1 - share), 0.1));
  }
  return cells;
}

bool can_be_drawn(const FitAnswer& answer) { return answer.data.intervals() == 0; }

Drawing histogram_drawing(const FitAnswer& answer) {
  Drawing drawing(kLeft + kWide + 16, kTop + kHigh + kBelow);
  draw_histogram(drawing, {kLeft, kTop, kWide, kHigh}, answer, cells_of(answer));
  return drawing;
}

Drawing residual_drawing(const FitAnswer& answer) {
  Drawing drawing(kLeft + kWide + 16, kTop + kLow + kBelow);
  draw_residuals(drawing, {kLeft, kTop, kWide, kLow}, answer, cells_of(answer));
  return drawing;
}

Drawing quantile_drawing(const FitAnswer& answer) {
  Drawing drawing(kLeft + kWide + 16, kTop + kSquare + kBelow);
  draw_quantiles(drawing, {kLeft, kTop, kWide, kSquare}, answer);
  return drawing;
}

Drawing fit_drawing(const FitAnswer& answer) {
  if (!can_be_drawn(answer)) fail_argument("", "a picture", "cannot show rows that are censored");
  const double second = kLeft + kWide + 72;
  Drawing drawing(second + kSquare + 16, kTop + kSquare + kBelow);
  const std::vector<Cell> cells = cells_of(answer);
  draw_histogram(drawing, {kLeft, kTop, kWide, kHigh}, answer, cells);
  draw_residuals(drawing, {kLeft, kTop + kHigh + kBetween, kWide, kLow}, answer, cells);
  draw_quantiles(drawing, {second, kTop, kSquare, kSquare}, answer);
  return drawing;
}

}  // namespace sanov::cli
