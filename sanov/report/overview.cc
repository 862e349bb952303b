#include "sanov/report/overview.h"

#include <fmt/format.h>

#include <algorithm>

#include "sanov/report/compare_words.h"
#include "sanov/report/escape.h"

namespace sanov {
namespace {

constexpr double kWidth = 132, kEnd = 128, kStart = 2;  // of the picture of an interval, in pixels

/// The interval of the true distance, what chance shows (grey, from 0 to the floor), and the distance as counted.
std::string scale_picture(const DistanceEstimate& distance, double end) {
  const auto at = [&](double x) { return kStart + (kEnd - kStart) * std::clamp(x / end, 0., 1.); };
  const double low = at(distance.interval.lower), high = std::max(at(distance.interval.upper), low + 1);
  return fmt::format(
      "<svg class=\"scale\" viewBox=\"0 0 {:g} 12\" aria-hidden=\"true\"><path class=\"axis\" d=\"M{:g} 6H{:g}\"/>"
      "<rect class=\"chance\" x=\"{:g}\" y=\"2\" width=\"{:.1f}\" height=\"8\"/>"
      "<rect class=\"true\" x=\"{:.1f}\" y=\"4\" width=\"{:.1f}\" height=\"4\"/>"
      "<circle class=\"counted\" cx=\"{:.1f}\" cy=\"6\" r=\"3\"/></svg>",
      kWidth, kStart, kEnd, kStart, at(distance.floor) - kStart, low, high - low, at(distance.value));
}

std::string_view verdict_class(Verdict verdict) { return to_text(verdict); }

std::string row(const Finding& finding, std::size_t place, double end, bool linked) {
  const Evidence& e = finding.evidence;
  std::string name = fmt::format("<bdi>{}</bdi>", html_text(column_name(finding.column)));
  if (linked) name = fmt::format("<a href=\"#c{}\">{}</a>", place, name);
  return fmt::format(
      "<tr role=\"row\"><td role=\"cell\" class=\"v\"><span class=\"verdict {}\">{}</span></td><th role=\"rowheader\" "
      "scope=\"row\">{}</th><td role=\"cell\" class=\"js\">{} <small>{}</small>{}</td><td role=\"cell\" "
      "class=\"p\">{}</td><td role=\"cell\" class=\"changed\" dir=\"auto\">{}</td></tr>\n",
      verdict_class(e.verdict), verdict_words(e.verdict), name, distance_text(e.js_distance.value),
      interval_text(e.js_distance.interval), scale_picture(e.js_distance, end), html_text(adjusted_p_text(e)),
      html_text(finding.changed));
}

}  // namespace

std::string overview_table(const Comparison& comparison, std::size_t first, std::size_t last, bool linked) {
  const double end = scale_end(comparison);
  std::string text = "<div class=\"scroll\"><table role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">";
  const std::string scale = fmt::format("JS distance <small>(interval), 0 to {:.2g}</small>", end);
  for (const std::string_view head : {std::string_view("verdict"), std::string_view("column"), std::string_view(scale),
                                      std::string_view("p"), std::string_view("what changed")})
    text += fmt::format("<th role=\"columnheader\" scope=\"col\">{}</th>", head);
  text += "</tr></thead>\n<tbody role=\"rowgroup\">\n";
  for (std::size_t i = first; i < last; ++i) text += row(comparison.findings[i], i, end, linked);
  return text + "</tbody></table></div>\n";
}

std::string remark_list(const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = "<ul class=\"remarks\">\n";
  for (const std::string& line : lines) text += fmt::format("<li dir=\"auto\">{}</li>\n", html_text(line));
  return text + "</ul>\n";
}

}  // namespace sanov
