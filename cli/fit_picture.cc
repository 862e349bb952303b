#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/axis.h"
#include "cli/fit.h"
#include "cli/picture.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::string_view kColours[] = {"#d1495b", "#2e86ab", "#3c896d"};
constexpr double kWide = 420, kHigh = 300, kLeft = 60, kTop = 46, kGap = 70;

/// A panel: numbers on both axes become places.
struct Panel {
  double left, low_x, high_x, low_y, high_y;

  double x(double v) const { return left + (v - low_x) / (high_x - low_x) * kWide; }
  double y(double v) const { return kTop + kHigh - (v - low_y) / (high_y - low_y) * kHigh; }
};

std::string text_at(double x, double y, std::string_view anchor, std::string_view words,
                    std::string_view fill = "#444") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", x, y, anchor, fill,
                     escaped_xml(words));
}

/// Round numbers about five to an axis.
std::vector<double> round_numbers(double low, double high) {
  const double raw = (high - low) / 5, power = std::pow(10, std::floor(std::log10(raw)));
  const double step = raw / power < 1.5   ? power
                      : raw / power < 3.5 ? 2 * power
                      : raw / power < 7.5 ? 5 * power
                                          : 10 * power;
  std::vector<double> ticks;
  for (double t = std::ceil(low / step) * step; t <= high + 1e-9 * step; t += step)
    ticks.push_back(std::fabs(t) < 1e-9 * step ? 0 : t);
  return ticks;
}

std::string frame(const Panel& p, std::string_view title, bool y_ticks) {
  std::string svg = fmt::format("<path d=\"M{0:.1f},{1:.1f}V{2:.1f}H{3:.1f}\" fill=\"none\" stroke=\"#888\"/>\n",
                                p.left, kTop, kTop + kHigh, p.left + kWide);
  for (const double t : round_numbers(p.low_x, p.high_x))
    svg += text_at(p.x(t), kTop + kHigh + 18, "middle", rounded(t, 4));
  if (y_ticks)
    for (const double t : round_numbers(p.low_y, p.high_y))
      svg += text_at(p.left - 6, p.y(t) + 4, "end", rounded(t, 4));
  return svg + text_at(p.left, kTop - 14, "start", title, "#000");
}

std::size_t cells_of(const FitData& data) {
  const SampleShape& s = data.shape();
  if (s.whole && s.high - s.low < 60) return static_cast<std::size_t>(s.high - s.low) + 1;
  // Freedman and Diaconis.
  const double width = 2 * (s.upper_quartile - s.lower_quartile) / std::cbrt(s.mass);
  return width > 0 ? std::clamp<std::size_t>(static_cast<std::size_t>((s.high - s.low) / width), 8, 60) : 20;
}

std::string histogram(const FitAnswer& answer, const Panel& at) {
  const FitData& data = answer.data;
  const std::size_t cells = cells_of(data);
  const double half = data.shape().whole ? 0.5 : 0;
  const double low = data.shape().low - half, high = data.shape().high + half;
  const double width = (high - low) / static_cast<double>(cells);
  std::vector<double> height(cells);
  for (std::size_t i = 0; i < data.values().size(); ++i) {
    const double weight = data.weights().empty() ? 1 : data.weights()[i];
    height[std::min(static_cast<std::size_t>((data.values()[i] - low) / width), cells - 1)] +=
        weight / data.shape().mass / width;
  }
  Panel p = at;
  p.low_x = low - 0.02 * (high - low), p.high_x = high + 0.02 * (high - low), p.low_y = 0;
  p.high_y = 1.08 * *std::max_element(height.begin(), height.end());
  std::string svg = frame(p, "density: " + answer.label, true);
  for (std::size_t k = 0; k < cells; ++k) {
    const double a = low + width * static_cast<double>(k);
    svg += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"#c9cdd4\" stroke=\"#fff\"/>\n",
        p.x(a), p.y(height[k]), p.x(a + width) - p.x(a), p.y(0) - p.y(height[k]));
  }
  const std::size_t curves = std::min<std::size_t>(3, answer.ranking.fits.size());
  for (std::size_t f = curves; f-- > 0;) {
    const Distribution d = answer.ranking.fits[f].fit.distribution();
    std::string path;
    constexpr int kSteps = 400;
    for (int i = 0; i <= kSteps; ++i) {
      const double x = p.low_x + (p.high_x - p.low_x) * i / kSteps;
      const double y = d.pdf(d.whole() ? std::round(x) : x);
      path += fmt::format("{}{:.1f},{:.1f}", path.empty() ? "M" : "L", p.x(x), p.y(std::min(y, p.high_y)));
    }
    svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>\n", path, kColours[f],
                       f == 0 ? 2.5 : 1.5);
    svg += text_at(p.left + kWide, kTop + 4 + 18 * static_cast<double>(f), "end", answer.ranking.fits[f].fit.family,
                   kColours[f]);
  }
  return svg;
}

std::string quantiles(const FitAnswer& answer, const Panel& at) {
  const FitData& data = answer.data;
  const Distribution best = answer.ranking.fits[0].fit.distribution();
  const std::size_t points = std::min<std::size_t>(400, data.values().size());
  std::vector<std::pair<double, double>> pairs;
  const auto weight = [&](std::size_t at) { return data.weights().empty() ? 1 : data.weights()[at]; };
  std::size_t i = 0;
  double below = 0;
  for (std::size_t k = 0; k < points; ++k) {
    const double u = (static_cast<double>(k) + 0.5) / static_cast<double>(points);
    while (i + 1 < data.values().size() && below + weight(i) <= u * data.shape().mass) below += weight(i++);
    pairs.emplace_back(best.quantile(u), data.values()[i]);
  }
  Panel p = at;
  p.low_x = p.low_y = std::min(pairs.front().first, pairs.front().second);
  p.high_x = p.high_y = std::max(pairs.back().first, pairs.back().second);
  const double margin = 0.03 * (p.high_x - p.low_x);
  p.low_x -= margin, p.low_y -= margin, p.high_x += margin, p.high_y += margin;
  std::string svg =
      frame(p, fmt::format("quantiles of the data over those of {}", answer.ranking.fits[0].fit.family), true);
  svg += fmt::format("<path d=\"M{:.1f},{:.1f}L{:.1f},{:.1f}\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>\n",
                     p.x(p.low_x), p.y(p.low_x), p.x(p.high_x), p.y(p.high_x));
  for (const auto& [x, y] : pairs)
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" fill=\"{}\" fill-opacity=\"0.6\"/>\n", p.x(x),
                       p.y(y), kColours[0]);
  return svg;
}

}  // namespace

std::string fit_svg(const FitAnswer& answer) {
  const double width = kLeft + 2 * kWide + kGap + 20, height = kTop + kHigh + 36;
  const Panel first{kLeft, 0, 1, 0, 1}, second{kLeft + kWide + kGap, 0, 1, 0, 1};
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
             "height=\"{1:.0f}\" font-family=\"sans-serif\" font-size=\"12\">\n"
             "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
             width, height) +
         histogram(answer, first) + quantiles(answer, second) + "</svg>\n";
}

}  // namespace sanov::cli
