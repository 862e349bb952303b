#include "cli/drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/picture.h"

namespace sanov::cli {
namespace {

constexpr double kDash = 6, kGap = 4;

std::string path_of(const std::vector<Spot>& spots) {
  std::string path;
  for (const Spot& s : spots) path += fmt::format("{}{:.1f},{:.1f}", path.empty() ? "M" : "L", s.x, s.y);
  return path;
}

std::string colour_in(std::string_view colour, bool themed) {
  if (themed)
    for (const NamedColour& c : named_colours())
      if (c.on_white == colour) return fmt::format("var(--{})", c.name);
  return std::string(colour);
}

std::string svg_words(const Words& w, bool themed) {
  constexpr std::string_view kAnchors[] = {"start", "middle", "end"};
  const std::string place = w.upright ? fmt::format("transform=\"translate({:.1f},{:.1f}) rotate(-90)\"", w.x, w.y)
                                      : fmt::format("x=\"{:.1f}\" y=\"{:.1f}\"", w.x, w.y);
  return fmt::format("<text {} text-anchor=\"{}\" fill=\"{}\"{}>{}</text>\n", place,
                     kAnchors[static_cast<std::size_t>(w.anchor)], colour_in(w.colour, themed),
                     w.size == 12 ? "" : fmt::format(" font-size=\"{:g}\"", w.size), escaped_xml(w.text));
}

std::string svg_shape(const Drawing::Shape& s, bool themed) {
  using enum Drawing::Shape::Kind;
  const std::string colour = colour_in(s.colour, themed);
  switch (s.kind) {
    case line:
      return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:g}\"{}/>\n", path_of(s.spots),
                         colour, s.width, s.dashed ? fmt::format(" stroke-dasharray=\"{} {}\"", kDash, kGap) : "");
    case area: return fmt::format("<path d=\"{}Z\" fill=\"{}\"/>\n", path_of(s.spots), colour);
    case disc:
      return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\" fill=\"{}\"/>\n", s.spots[0].x, s.spots[0].y,
                         s.width, colour);
    case words: return svg_words(s.words, themed);
  }
  return "";
}

}  // namespace

void Drawing::line(std::vector<Spot> spots, const Pen& pen) {
  shapes_.push_back({Shape::Kind::line, std::move(spots), std::string(pen.colour), pen.width, pen.dashed});
}

void Drawing::area(std::vector<Spot> spots, std::string_view colour) {
  shapes_.push_back({Shape::Kind::area, std::move(spots), std::string(colour)});
}

void Drawing::box(double left, double top, double right, double bottom, std::string_view colour) {
  area({{left, top}, {right, top}, {right, bottom}, {left, bottom}}, colour);
}

void Drawing::disc(Spot at, double radius, std::string_view colour) {
  shapes_.push_back({Shape::Kind::disc, {at}, std::string(colour), radius});
}

void Drawing::write(Words words) {
  shapes_.push_back({.kind = Shape::Kind::words, .spots = {}, .colour = {}, .words = std::move(words)});
}

std::string Drawing::svg(bool themed) const {
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:g} {1:g}\" {2}font-family=\"sans-serif\" "
      "font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"{3}\"/>\n",
      width_, height_, themed ? "" : fmt::format("width=\"{:g}\" height=\"{:g}\" ", width_, height_),
      colour_in(ink::kPaper, themed));
  for (const Shape& shape : shapes_) text += svg_shape(shape, themed);
  return text + "</svg>\n";
}

const std::vector<NamedColour>& named_colours() {
  static const std::vector<NamedColour> colours{
      {"paper", ink::kPaper, "#16191d"},   {"words", ink::kWords, "#b9bec6"}, {"title", ink::kTitle, "#f0f2f5"},
      {"axis", ink::kAxis, "#767c85"},     {"bars", ink::kBars, "#3d434c"},   {"first", ink::kFirst, "#f0788a"},
      {"second", ink::kSecond, "#62b6dc"}, {"third", ink::kThird, "#62bd98"},
  };
  return colours;
}

std::vector<std::vector<Spot>> dashes_of(const std::vector<Spot>& line) {
  std::vector<std::vector<Spot>> dashes;
  bool drawn = true;
  double left = kDash;
  if (!line.empty()) dashes.push_back({line[0]});
  for (std::size_t i = 1; i < line.size(); ++i) {
    Spot from = line[i - 1];
    const Spot to = line[i];
    for (double length = std::hypot(to.x - from.x, to.y - from.y); length > 0;) {
      const double step = std::min(left, length);
      from = {from.x + (to.x - from.x) * step / length, from.y + (to.y - from.y) * step / length};
      length -= step, left -= step;
      if (drawn) dashes.back().push_back(from);
      if (left > 0) continue;
      drawn = !drawn;
      left = drawn ? kDash : kGap;
      if (drawn) dashes.push_back({from});
    }
  }
  return dashes;
}

}  // namespace sanov::cli
