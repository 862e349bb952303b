#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/fit.h"
#include "cli/panel.h"

namespace sanov::cli {
namespace {

constexpr std::string_view kColours[] = {ink::kFirst, ink::kSecond, ink::kThird};
constexpr double kWide = 420, kHigh = 300, kLeft = 60, kTop = 46, kGap = 70;

std::size_t cells_of(const FitData& data) {
  const SampleShape& s = data.shape();
  if (s.whole && s.high - s.low < 60) return static_cast<std::size_t>(s.high - s.low) + 1;
  // Freedman and Diaconis.
  const double width = 2 * (s.upper_quartile - s.lower_quartile) / std::cbrt(s.mass);
  return width > 0 ? std::clamp<std::size_t>(static_cast<std::size_t>((s.high - s.low) / width), 8, 60) : 20;
}

/// Heights as densities, over cells of one width.
struct Histogram {
  double low = 0, width = 1;
  std::vector<double> height;

  double from(std::size_t cell) const { return low + width * static_cast<double>(cell); }
};

Histogram histogram_of(const FitData& data) {
  const std::size_t cells = cells_of(data);
  const double half = data.shape().whole ? 0.5 : 0;
  const double low = data.shape().low - half, high = data.shape().high + half;
  Histogram h{low, (high - low) / static_cast<double>(cells), std::vector<double>(cells)};
  for (std::size_t i = 0; i < data.values().size(); ++i) {
    const double weight = data.weights().empty() ? 1 : data.weights()[i];
    const auto cell = static_cast<std::size_t>((data.values()[i] - low) / h.width);
    h.height[std::min(cell, cells - 1)] += weight / data.shape().mass / h.width;
  }
  return h;
}

void draw_histogram(Drawing& drawing, Panel p, const FitAnswer& answer, const Histogram& h) {
  const double high = h.from(h.height.size()), margin = 0.02 * (high - h.low);
  p.low_x = h.low - margin, p.high_x = high + margin;
  p.high_y = 1.08 * *std::ranges::max_element(h.height);
  for (std::size_t k = 0; k < h.height.size(); ++k)
    drawing.box(p.x(h.from(k)) + 0.5, p.y(h.height[k]), p.x(h.from(k + 1)) - 0.5, p.y(0), ink::kBars);
  draw_frame(drawing, p, {.title = "density: " + answer.label});
  const std::size_t curves = std::min<std::size_t>(3, answer.ranking.fits.size());
  std::vector<Named> names;
  for (std::size_t f = 0; f < curves; ++f)
    names.push_back({std::string(answer.ranking.fits[f].fit.family), kColours[f]});
  for (std::size_t f = curves; f-- > 0;) {
    const Distribution d = answer.ranking.fits[f].fit.distribution();
    std::vector<double> x, y;
    constexpr int kSteps = 400;
    for (int i = 0; i <= kSteps; ++i) {
      x.push_back(p.low_x + (p.high_x - p.low_x) * i / kSteps);
      y.push_back(d.pdf(d.whole() ? std::round(x.back()) : x.back()));
    }
    draw_curve(drawing, p, x, y, {kColours[f], f == 0 ? 2.5 : 1.5});
  }
  draw_legend(drawing, p, names);
}

void draw_quantiles(Drawing& drawing, Panel p, const FitAnswer& answer) {
  const FitData& data = answer.data;
  const Distribution best = answer.ranking.fits[0].fit.distribution();
  const std::size_t points = std::min<std::size_t>(400, data.values().size());
  std::vector<Spot> pairs;
  const auto weight = [&](std::size_t at) { return data.weights().empty() ? 1 : data.weights()[at]; };
  std::size_t i = 0;
  double below = 0;
  for (std::size_t k = 0; k < points; ++k) {
    const double u = (static_cast<double>(k) + 0.5) / static_cast<double>(points);
    while (i + 1 < data.values().size() && below + weight(i) <= u * data.shape().mass) below += weight(i++);
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

Drawing fit_drawing(const FitAnswer& answer) {
  Drawing drawing(kLeft + 2 * kWide + kGap + 20, kTop + kHigh + 36);
  const Histogram histogram = histogram_of(answer.data);
  draw_histogram(drawing, {kLeft, kTop, kWide, kHigh}, answer, histogram);
  draw_quantiles(drawing, {kLeft + kWide + kGap, kTop, kWide, kHigh}, answer);
  return drawing;
}

}  // namespace sanov::cli
