#include "cli/panel.h"

#include <algorithm>
#include <cmath>

#include "cli/axis.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

std::vector<Tick> round_numbers(double low, double high, double room, double each) {
  const double ends[] = {low, high};
  return ticks_of(Axis(ends), false, std::clamp(static_cast<int>(room / each), 2, 8));
}

/// With a true minus.
std::string tick_text(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, "−");
  return text;
}

}  // namespace

void draw_frame(Drawing& drawing, const Panel& p, const Frame& frame) {
  drawing.line({{p.left, p.top}, {p.left, p.top + p.high}, {p.left + p.wide, p.top + p.high}}, {});
  for (const Tick& t : round_numbers(p.low_x, p.high_x, p.wide, 80)) {
    const double x = p.left + t.fraction * p.wide, y = p.top + p.high;
    drawing.line({{x, y}, {x, y + 4}}, {});
    drawing.write({x, y + 17, tick_text(t.text), Anchor::middle});
  }
  for (const Tick& t : round_numbers(p.low_y, p.high_y, p.high, p.high < 150 ? 26 : 50)) {
    const double y = p.top + p.high - t.fraction * p.high;
    drawing.line({{p.left - 4, y}, {p.left, y}}, {});
    drawing.write({p.left - 8, y + 4, tick_text(t.text), Anchor::end});
  }
  if (!frame.title.empty())
    drawing.write({p.left, p.top - frame.title_up, frame.title, Anchor::start, ink::kTitle, 13});
  if (!frame.x_label.empty()) drawing.write({p.left + p.wide / 2, p.top + p.high + 34, frame.x_label, Anchor::middle});
  if (!frame.y_label.empty())
    drawing.write(
        {.x = p.left - 46, .y = p.top + p.high / 2, .text = frame.y_label, .anchor = Anchor::middle, .upright = true});
}

void draw_curve(Drawing& drawing, const Panel& panel, const std::vector<double>& x, const std::vector<double>& y,
                const Pen& pen) {
  std::vector<Spot> spots;
  const auto end_line = [&] {
    if (spots.size() > 1) drawing.line(spots, pen);
    spots.clear();
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool inside = y[i] <= panel.high_y;
    if (i > 0 && inside != (y[i - 1] <= panel.high_y)) {
      // Where it crosses the panel's upper edge.
      const double part = std::isinf(y[i] - y[i - 1]) ? 0.5 : (panel.high_y - y[i - 1]) / (y[i] - y[i - 1]);
      spots.push_back(panel.at(x[i - 1] + part * (x[i] - x[i - 1]), panel.high_y));
      if (!inside) end_line();
    }
    if (inside) spots.push_back(panel.at(x[i], std::max(y[i], panel.low_y)));
  }
  end_line();
}

void draw_legend(Drawing& drawing, const Panel& panel, const std::vector<Named>& names) {
  double y = panel.top + 6;
  for (const Named& each : names) {
    drawing.write({panel.left + panel.wide, y, each.name, Anchor::end, each.colour});
    y += 17;
  }
}

void draw_legend_above(Drawing& drawing, const Panel& panel, const std::vector<Named>& names) {
  constexpr double kLetter = 6.6;  // pixels, of a letter in the mean
  double x = panel.left;
  for (const Named& each : names) {
    drawing.box(x, panel.top - 18, x + 10, panel.top - 8, each.colour);
    drawing.write({x + 15, panel.top - 9, each.name, Anchor::start, each.colour});
    x += 35 + kLetter * static_cast<double>(display_width(each.name));
  }
}

}  // namespace sanov::cli
