#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sanov::cli {

/// The colours of the pictures of fits. A page of HTML may give each of them another for the dark.
namespace ink {
inline constexpr std::string_view kPaper = "#ffffff", kWords = "#444444", kTitle = "#111111", kAxis = "#888888",
                                  kBars = "#c9cdd4", kFirst = "#d1495b", kSecond = "#2e86ab", kThird = "#3c896d";
}  // namespace ink

struct Spot {
  double x, y;
};

struct Pen {
  std::string_view colour = ink::kAxis;
  double width = 1;
  bool dashed = false;
};

enum class Anchor { start, middle, end };

/// Words on a drawing; `y` is their base line.
struct Words {
  double x, y;
  std::string text;
  Anchor anchor = Anchor::start;
  std::string_view colour = ink::kWords;
  double size = 12;
  bool upright = false;  ///< turned by a quarter, to be read from the right
};

/// A picture as a list of lines, areas and words, in pixels from the upper left corner: drawn once, written as SVG, or by
/// gnuplot as PNG and as the frames of a GIF (gnuplot.h).
class Drawing {
 public:
  struct Shape {
    enum class Kind { line, area, disc, words } kind;
    std::vector<Spot> spots;
    std::string colour;
    double width = 1;  ///< of the line, or the disc's radius
    bool dashed = false;
    Words words{};
  };

  Drawing(double width, double height) : width_(width), height_(height) {}

  void line(std::vector<Spot> spots, const Pen& pen);
  void area(std::vector<Spot> spots, std::string_view colour);
  void box(double left, double top, double right, double bottom, std::string_view colour);
  void disc(Spot at, double radius, std::string_view colour);
  void write(Words words);

  double width() const noexcept { return width_; }
  double height() const noexcept { return height_; }
  const std::vector<Shape>& shapes() const noexcept { return shapes_; }

  /// As an SVG file. `themed`: for the inside of a page, whose style sheet says what the colours are, as in
  /// fill="var(--words)".
  std::string svg(bool themed = false) const;

 private:
  double width_, height_;
  std::vector<Shape> shapes_;
};

/// The colours' names in a style sheet, with what they are on white and in the dark.
struct NamedColour {
  std::string_view name, on_white, in_the_dark;
};
const std::vector<NamedColour>& named_colours();

/// A line cut into dashes of 6 pixels and gaps of 4, for those who cannot.
std::vector<std::vector<Spot>> dashes_of(const std::vector<Spot>& line);

}  // namespace sanov::cli
