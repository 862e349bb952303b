#pragma once

#include <string>
#include <vector>

#include "cli/drawing.h"

namespace sanov::cli {

/// A place on a drawing with two axes: numbers become pixels.
struct Panel {
  double left, top, wide, high;
  double low_x = 0, high_x = 1, low_y = 0, high_y = 1;

  double x(double v) const { return left + (v - low_x) / (high_x - low_x) * wide; }
  double y(double v) const { return top + high - (v - low_y) / (high_y - low_y) * high; }
  Spot at(double vx, double vy) const { return {x(vx), y(vy)}; }
};

/// What stands around a panel.
struct Frame {
  std::string title = {}, x_label = {}, y_label = {};
  double title_up = 14;  ///< pixels from the panel's upper edge to the title's base line
};

/// The axes with round numbers along them, and their words. Title and labels may be empty.
void draw_frame(Drawing& drawing, const Panel& panel, const Frame& frame);

/// A line through points, as far as it is not above the panel.
void draw_curve(Drawing& drawing, const Panel& panel, const std::vector<double>& x, const std::vector<double>& y,
                const Pen& pen);

/// Names in their colours: at the panel's upper right, one below the other, or above it in a row.
struct Named {
  std::string name;
  std::string_view colour;
};
void draw_legend(Drawing& drawing, const Panel& panel, const std::vector<Named>& names);
void draw_legend_above(Drawing& drawing, const Panel& panel, const std::vector<Named>& names);

}  // namespace sanov::cli
