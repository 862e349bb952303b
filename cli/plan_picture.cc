#include "cli/plan_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/axis.h"
#include "cli/picture.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kRows = 14, kMostColumns = 64;
constexpr std::size_t kMostLines[] = {50, 150};  // by dimension; more would be a black block
constexpr std::size_t kMostInSvg = 4000;

struct Place {
  double x, y;  // in [0, 1], y upwards
};

/// Both measures in one frame.
struct Frame {
  explicit Frame(const PlanPicture& plan)
      : plan(plan),
        x(coordinates(plan, 0)),
        y(plan.dimensions == 2 ? coordinates(plan, 1) : std::vector<double>{0, 1}) {}

  Place from(std::size_t i) const { return at(plan.from, i, 1); }
  Place to(std::size_t j) const { return at(plan.to, j, 0); }

  const PlanPicture& plan;
  Axis x, y;

 private:
  static std::vector<double> coordinates(const PlanPicture& plan, std::size_t k) {
    std::vector<double> out;
    for (const auto points : {plan.from, plan.to})
      for (std::size_t i = k; i < points.size(); i += plan.dimensions) out.push_back(points[i]);
    return out;
  }
  Place at(std::span<const double> points, std::size_t i, double height) const {
    const double* const point = &points[i * plan.dimensions];
    return {x.fraction(point[0]), plan.dimensions == 2 ? y.fraction(point[1]) : height};
  }
};

/// Two by four dots a character.
class Dots {
 public:
  explicit Dots(std::size_t columns) : columns_(columns), codes_(columns * kRows) {}

  void line(Place a, Place b) {
    const double wide = static_cast<double>(2 * columns_ - 1), high = static_cast<double>(4 * kRows - 1);
    const double steps = std::max({std::fabs(b.x - a.x) * wide, std::fabs(b.y - a.y) * high, 1.0});
    for (double t = 0; t <= steps; ++t) {
      const double share = t / steps;
      set(static_cast<std::size_t>(std::lround((a.x + share * (b.x - a.x)) * wide)),
          static_cast<std::size_t>(std::lround((1 - a.y - share * (b.y - a.y)) * high)));
    }
  }
  std::string text(std::size_t row) const {
    std::string out;
    for (std::size_t c = 0; c < columns_; ++c) out += braille(codes_[row * columns_ + c]);
    return out;
  }

 private:
  void set(std::size_t x, std::size_t y) { codes_[y / 4 * columns_ + x / 2] |= kBrailleDots[y % 4][x % 2]; }
  std::size_t columns_;
  std::vector<std::uint8_t> codes_;
};

void circles(const Frame& frame, bool first, std::string& svg, double left, double top, double wide, double high) {
  const auto points = first ? frame.plan.from : frame.plan.to;
  const std::size_t count = points.size() / frame.plan.dimensions;
  svg += fmt::format("<g fill=\"{}\">\n", first ? "#213e8c" : "#c8501e");
  for (std::size_t i = 0; i < std::min(count, kMostInSvg); ++i) {
    const Place place = first ? frame.from(i) : frame.to(i);
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>\n", left + wide * place.x,
                       top + high * (1 - place.y));
  }
  svg += "</g>\n";
}

}  // namespace

std::string terminal_plan(const PlanPicture& plan, const Terminal& terminal) {
  if (!terminal.utf8) return "";
  const Frame frame(plan);
  const std::string low = end_text(frame.x.low, plan.is_date), high = end_text(frame.x.high, plan.is_date);
  const bool plane = plan.dimensions == 2;
  const std::string above = plane ? end_text(frame.y.high, false) : plan.from_name;
  const std::string below = plane ? end_text(frame.y.low, false) : plan.to_name;
  const std::size_t margin = std::max(display_width(above), display_width(below)) + 3;
  const auto width = static_cast<std::size_t>(terminal.columns);
  const std::size_t columns = std::min(kMostColumns, width - std::min(margin + 2, width - 20));
  Dots dots(columns);
  const std::size_t lines = std::min(plan.moves.size(), kMostLines[plan.dimensions - 1]);
  for (std::size_t k = 0; k < lines; ++k) dots.line(frame.from(plan.moves[k].from), frame.to(plan.moves[k].to));
  std::string text = plane ? std::string(margin, ' ') + fitted(plan.axes[1], columns, terminal) + "\n" : "";
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::string name = row == 0 ? above : row + 1 == kRows ? below : "";
    std::string line = std::string(margin - 2 - display_width(name), ' ') + name + " │" + dots.text(row);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  const std::size_t ends = display_width(low) + display_width(high);
  const std::string name = fitted(plan.axes[0], columns - std::min(ends + 4, columns - 4), terminal);
  const std::size_t free = columns - std::min(ends + display_width(name), columns);
  text += std::string(margin, ' ') + low + std::string(free / 2, ' ') + name + std::string(free - free / 2, ' ') +
          high + "\n";
  if (plan.moves.size() > lines) {
    Table note;
    note.note(
        fmt::format("Drawn: the {} largest of {} moves.", lines, with_commas(static_cast<double>(plan.moves.size()))));
    text += note.text(terminal);
  }
  return text;
}

std::string svg_plan(const PlanPicture& plan) {
  const Frame frame(plan);
  const bool plane = plan.dimensions == 2;
  const double wide = 520, high = plane ? 520 : 220, left = 72, top = 40;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<g stroke=\"#555\">\n",
      left + wide + 24, top + high + 64);
  const double largest = plan.moves.empty() ? 1 : plan.moves.front().mass;
  for (std::size_t k = 0; k < std::min(plan.moves.size(), kMostInSvg); ++k) {
    const PlanPicture::Move& move = plan.moves[k];
    const Place a = frame.from(move.from), b = frame.to(move.to);
    svg += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke-opacity=\"{:.2f}\"/>\n",
                       left + wide * a.x, top + high * (1 - a.y), left + wide * b.x, top + high * (1 - b.y),
                       0.15 + 0.6 * move.mass / largest);
  }
  svg += "</g>\n";
  circles(frame, true, svg, left, top, wide, high);
  circles(frame, false, svg, left, top, wide, high);
  const auto words = [&](double x, double y, std::string_view anchor, const std::string& text, std::string_view fill) {
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", x, y, anchor, fill,
                       escaped_xml(text));
  };
  words(left, top - 18, "start", "from " + plan.from_name, "#213e8c");
  words(left + wide, top - 18, "end", "to " + plan.to_name, "#c8501e");
  words(left, top + high + 24, "start", end_text(frame.x.low, plan.is_date), "#333");
  words(left + wide, top + high + 24, "end", end_text(frame.x.high, plan.is_date), "#333");
  words(left + wide / 2, top + high + 40, "middle", plan.axes[0], "#333");
  if (plane) {
    words(left - 12, top + 8, "end", end_text(frame.y.high, false), "#333");
    words(left - 12, top + high, "end", end_text(frame.y.low, false), "#333");
    words(left - 12, top + high / 2, "end", plan.axes[1], "#333");
  }
  return svg + "</svg>\n";
}

}  // namespace sanov::cli
