#include "cli/plan_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/axis.h"
#include "cli/picture.h"
#include "cli/plan_choice.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kRows = 14, kMostColumns = 64;
constexpr std::size_t kMostLines[] = {50, 150};  // by dimension; more would be a black block
constexpr std::size_t kMostInSvg[] = {400, 2000}, kMostBlurredInSvg[] = {200, 1200};
constexpr std::size_t kMostPoints = 4000;
constexpr std::string_view kFromColour = "#213e8c", kToColour = "#c8501e";

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

/// "Drawn: 4,000 of 1,999,999 moves".
std::string drawn_text(std::size_t drawn, std::size_t all) {
  return fmt::format("Drawn: {} of {} moves", with_commas(static_cast<double>(drawn)),
                     with_commas(static_cast<double>(all)));
}

/// The ends of the axis across, and its name between them.
std::string below_text(const PlanPicture& plan, const Axis& x, bool one_place, std::size_t columns,
                       const Terminal& terminal) {
  std::string low = end_text(x.low, plan.is_date), high = end_text(x.high, plan.is_date), name = plan.axes[0];
  if (one_place) {
    name += ": " + low;
    low = high = "";
  }
  const std::size_t ends = display_width(low) + display_width(high);
  name = fitted(name, columns - std::min(ends + 4, columns - 4), terminal);
  const std::size_t free = columns - std::min(ends + display_width(name), columns);
  return low + std::string(free / 2, ' ') + name + (high.empty() ? "" : std::string(free - free / 2, ' ') + high);
}

/// A picture in SVG, 520 wide, drawn layer by layer.
class SvgPlan {
 public:
  explicit SvgPlan(const PlanPicture& plan)
      : plan_(plan), frame_(plan), plane_(plan.dimensions == 2), high_(plane_ ? kWide : 220.0) {
    if (plane_) y_ticks_ = ticks_of(frame_.y, false, 5);
    for (const Tick& tick : y_ticks_) left_ = std::max(left_, 22 + 6.5 * static_cast<double>(display_width(tick.text)));
  }

  std::string text() {
    const std::size_t k = plan_.dimensions - 1;
    const auto moves = chosen_moves(plan_, plan_.is_blurred ? kMostBlurredInSvg[k] : kMostInSvg[k]);
    std::vector<bool> from(plan_.from.size() / plan_.dimensions, true), to(plan_.to.size() / plan_.dimensions, true);
    const bool ends_alone = std::max(from.size(), to.size()) > kMostPoints;
    if (ends_alone) {
      from.assign(from.size(), false);
      to.assign(to.size(), false);
      for (const auto& move : moves) from[move.from] = to[move.to] = true;
    }
    const double width = left_ + kWide + kRight, height = kTop + high_ + kBottom;
    svg_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"sans-serif\" font-size=\"11\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        width, height);
    lines(moves);
    const bool crowded = std::max(std::ranges::count(from, true), std::ranges::count(to, true)) > 1000;
    // Rings, so that a point of B in the same place shows within.
    circles(from, true, crowded ? 2 : kRing);
    circles(to, false, crowded ? 1.3 : kDot);
    axes();
    legend(true, kTop - 50);
    legend(false, kTop - 34);
    if (moves.size() < plan_.moves.size())
      words(left_ + kWide, height - 8, "end",
            drawn_text(moves.size(), plan_.moves.size()) + (ends_alone ? ", with their ends" : ""), "#333");
    return svg_ + "</svg>\n";
  }

 private:
  static constexpr double kWide = 520, kTop = 72, kRight = 36, kBottom = 72, kGap = 8, kRing = 3.2, kDot = 1.9;

  double across(Place at) const { return left_ + kWide * at.x; }
  double down(Place at) const { return kTop + high_ * (1 - at.y); }

  void words(double x, double y, std::string_view anchor, std::string_view text, std::string_view fill) {
    svg_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", x, y, anchor,
                        fill, escaped_xml(text));
  }

  void lines(const std::vector<PlanPicture::Move>& moves) {
    double largest = 0;
    for (const auto& move : moves) largest = std::max(largest, move.mass);
    // Fainter where there are many.
    const double crowd = std::min(1.0, std::sqrt(200.0 / static_cast<double>(moves.size())));
    const double most = (plan_.is_blurred ? 0.4 : 0.75) * crowd, least = std::min(most, plan_.is_blurred ? 0.04 : 0.15);
    svg_ += "<g stroke=\"#555\">\n";
    for (const auto& move : moves) {
      const Place a = frame_.from(move.from), b = frame_.to(move.to);
      svg_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke-opacity=\"{:.2f}\"/>\n",
                          across(a), down(a), across(b), down(b), least + (most - least) * move.mass / largest);
    }
    svg_ += "</g>\n";
  }

  static std::string style(bool first) {
    return first ? fmt::format("fill=\"none\" stroke=\"{}\"", kFromColour) : fmt::format("fill=\"{}\"", kToColour);
  }

  void circles(const std::vector<bool>& shown, bool first, double radius) {
    svg_ += fmt::format("<g {}>\n", style(first));
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (!shown[i]) continue;
      const Place at = first ? frame_.from(i) : frame_.to(i);
      svg_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>\n", across(at), down(at), radius);
    }
    svg_ += "</g>\n";
  }

  void axes() {
    const double floor = kTop + high_ + kGap, wall = left_ - kGap;
    svg_ += fmt::format("<path d=\"M{0:.1f} {1:.1f}{2}H{3:.1f}\" fill=\"none\" stroke=\"#888\"/>\n", wall,
                        plane_ ? kTop : floor, plane_ ? fmt::format("V{:.1f}", floor) : "", left_ + kWide);
    for (const Tick& tick : ticks_of(frame_.x, plan_.is_date, 5)) {
      const double at = left_ + kWide * tick.fraction;
      svg_ += fmt::format("<path d=\"M{:.1f} {:.1f}v4\" stroke=\"#888\"/>\n", at, floor);
      words(at, floor + 18, "middle", tick.text, "#333");
    }
    words(left_ + kWide / 2, floor + 34, "middle", cut_to(plan_.axes[0], 60), "#333");
    if (!plane_) {
      words(wall, kTop + 4, "end", "A", kFromColour);
      words(wall, kTop + high_ + 4, "end", "B", kToColour);
      return;
    }
    for (const Tick& tick : y_ticks_) {
      const double at = kTop + high_ * (1 - tick.fraction);
      svg_ += fmt::format("<path d=\"M{:.1f} {:.1f}h-4\" stroke=\"#888\"/>\n", wall, at);
      words(wall - 6, at + 4, "end", tick.text, "#333");
    }
    words(wall, kTop - 12, "start", cut_to(plan_.axes[1], 60), "#333");
  }

  void legend(bool first, double height) {
    const double at = left_ - kGap + 4;
    svg_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" {}/>\n", at, height - 4, first ? kRing : kDot,
                        style(first));
    words(at + 10, height, "start", first ? "from " + cut_to(plan_.from_name, 72) : "to " + cut_to(plan_.to_name, 72),
          first ? kFromColour : kToColour);
  }

  const PlanPicture& plan_;
  Frame frame_;
  bool plane_;
  double high_, left_ = 36;
  std::vector<Tick> y_ticks_;
  std::string svg_;
};

}  // namespace

std::string terminal_plan(const PlanPicture& plan, const Terminal& terminal) {
  if (!terminal.utf8) return "";
  const Frame frame(plan);
  const bool plane = plan.dimensions == 2;
  // Where all lies in one place, that is written once, in the middle.
  const bool one_height = plane && frame.y.low == frame.y.high, one_place = frame.x.low == frame.x.high;
  const std::string above = plane ? end_text(frame.y.high, false) : "A";
  const std::string below = plane ? end_text(frame.y.low, false) : "B";
  const std::size_t margin = std::max(display_width(above), display_width(below)) + 3;
  const auto width = static_cast<std::size_t>(terminal.columns);
  const std::size_t columns = std::min(kMostColumns, width - std::min(margin + 2, width - 20));
  Dots dots(columns);
  const auto moves = chosen_moves(plan, kMostLines[plan.dimensions - 1]);
  for (const auto& move : moves) dots.line(frame.from(move.from), frame.to(move.to));
  std::string text = plane ? std::string(margin, ' ') + fitted(plan.axes[1], columns, terminal) + "\n" : "";
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::string name = one_height         ? (row == kRows / 2 ? above : "")
                             : row == 0         ? above
                             : row + 1 == kRows ? below
                                                : "";
    std::string line = std::string(margin - 2 - display_width(name), ' ') + name + " │" + dots.text(row);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  text += std::string(margin, ' ') + below_text(plan, frame.x, one_place, columns, terminal) + "\n";
  if (plan.moves.size() > moves.size()) text += drawn_text(moves.size(), plan.moves.size()) + ".\n";
  return text;
}

std::string svg_plan(const PlanPicture& plan) { return SvgPlan(plan).text(); }

}  // namespace sanov::cli
