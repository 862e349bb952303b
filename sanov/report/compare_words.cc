#include "sanov/report/compare_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sanov/base/utf8.h"
#include "sanov/report/number_text.h"
#include "sanov/report/p_text.h"

namespace sanov {
namespace {

constexpr std::size_t kLongestPath = 200;  // paths are long, and their ends tell most

std::string count_text(std::size_t count, std::string_view noun) { return counted(static_cast<double>(count), noun); }

}  // namespace

std::string column_name(std::string_view name) { return shown_name(name); }
std::string table_name(std::string_view name) { return shown_name(name, kLongestPath); }

std::string comparison_title(const Comparison& comparison) {
  const auto side = [](const ComparedTable& table) {
    return fmt::format("{} ({})", table_name(table.name), counted(static_cast<double>(table.rows), "row"));
  };
  const std::size_t shared = comparison.findings.size() + comparison.ranges.size() + comparison.kinds.size();
  return fmt::format("{} → {}, {} in common", side(comparison.reference), side(comparison.current),
                     count_text(shared, "column"));
}

std::string verdict_sentence(const Comparison& comparison) {
  const Judgement& j = comparison.judgement;
  const std::string by = j.rules.empty()
                             ? fmt::format("false discovery rate {:g}%", 100 * j.false_discovery_rate)
                             : fmt::format("by rule: {}", visible(fmt::format("{}", fmt::join(j.rules, ", "))));
  const std::size_t rest = comparison.findings.size() - j.differing;
  std::string text = j.differing == 0
                         ? "no column differs"
                         : fmt::format("{} differ{}", count_text(j.differing, "column"), j.differing == 1 ? "s" : "");
  if (j.differing > 0 && rest > 0) text += fmt::format(", {} do{} not", rest, rest == 1 ? "es" : "");
  if (j.same > 0)
    text += fmt::format(", {} surely the same", j.same == rest && j.differing == 0 ? "all" : std::to_string(j.same));
  text += fmt::format(" ({})", by);
  if (comparison.joint && comparison.joint->classifier.p) {
    const PValue& p = *comparison.joint->classifier.p;
    text += fmt::format("; together they {} (p {})", p.p <= j.false_discovery_rate ? "differ" : "do not",
                        p_text(p.p, p.log_p));
  }
  for (const auto& kind : comparison.kinds) text += fmt::format("; `{}` is of another type", column_name(kind.column));
  for (const auto& range : comparison.ranges)
    text += fmt::format("; rows of `{}` do not overlap", column_name(range.column));
  return text;
}

std::vector<std::string> reading_lines(const Comparison& comparison, bool drawn_in_letters) {
  const Judgement& j = comparison.judgement;
  std::vector<std::string> lines;
  lines.push_back(fmt::format(
      "JS distance: as counted, of at most 0.83, then the {:g}% interval of the true one{}, without what chance adds",
      100 * j.level, drawn_in_letters ? " (█)" : ""));
  lines.push_back(fmt::format("{}: two samples of these sizes from one distribution stay below it 95 times in 100",
                              drawn_in_letters ? "floor (·)" : "by chance"));
  const std::string rows = comparison.blocks ? fmt::format("{} and {} blocks of rows are permuted",
                                                           comparison.blocks->reference, comparison.blocks->current)
                           : comparison.weights
                               ? "rows are taken to be independent, and as many as their weights are worth"
                               : "rows are taken to be independent";
  const std::string of = j.more_than > 0 ? fmt::format("of a JS distance up to {:g}", j.more_than) : "of no change";
  lines.push_back(fmt::format("p: {}, adjusted for {}; {}", of, count_text(j.tested, "column"), rows));
  if (j.differing > 0) lines.push_back("notice: rows after which such a change would show (5%, power 80%)");
  std::string marks;
  if (j.differing > 0)
    marks = j.rules.empty() ? fmt::format("{}: p is at most {:g}, and the column is not the same",
                                          drawn_in_letters ? "!" : "differs", j.false_discovery_rate)
                            : fmt::format("{}: a rule says so; p does not decide", drawn_in_letters ? "!" : "differs");
  if (j.same > 0)
    marks += fmt::format("{}{}the same, for its JS distance is surely under {:g}", marks.empty() ? "" : "; ",
                         drawn_in_letters ? "=: " : "", j.same_within);
  if (!marks.empty()) lines.push_back(marks);
  return lines;
}

std::string_view verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::differs: return "differs";
    case Verdict::same: return "the same";
    case Verdict::unclear: return "no more than chance";
  }
  return "";
}

std::string length_text(const Finding& finding, double length, int digits) {
  const bool is_time = finding.kind == ColumnKind::date_time || finding.kind == ColumnKind::time_of_day;
  return is_time ? duration_text(length, digits) : plain_number(length, digits);
}

bool is_rough_wasserstein(const AxisChange& axis) { return axis.wasserstein_error > 0.005 * axis.wasserstein; }
bool is_rough_kolmogorov_smirnov(const AxisChange& axis) {
  return axis.kolmogorov_smirnov_error > 0.005 * axis.kolmogorov_smirnov;
}

std::string kl_text(const Finding& finding) {
  const Interval& kl = finding.evidence.kl.interval;
  return fmt::format("{} ({}–{})", short_number(finding.kl), short_number(kl.lower), short_number(kl.upper));
}

std::string wasserstein_text(const Finding& finding) {
  if (!finding.axis) return "–";
  return (is_rough_wasserstein(*finding.axis) ? "≈" : "") + length_text(finding, finding.axis->wasserstein);
}

std::string kolmogorov_smirnov_text(const Finding& finding) {
  if (!finding.axis) return "–";
  return (is_rough_kolmogorov_smirnov(*finding.axis) ? "≈" : "") + short_number(finding.axis->kolmogorov_smirnov);
}

std::string wasserstein_interval_text(const Finding& finding) {
  const Interval& interval = finding.evidence.axis->wasserstein.interval;
  return fmt::format("{} ({}–{})", wasserstein_text(finding), length_text(finding, interval.lower, 2),
                     length_text(finding, interval.upper, 2));
}

std::string shift_text(const Finding& finding) {
  const Effect& effect = finding.evidence.axis->shift;
  const auto side = [&](double x) {
    const std::string text = length_text(finding, std::fabs(x));
    return x < 0 ? "−" + text : text;
  };
  return fmt::format("{}{} ({} to {})", effect.value > 0 ? "+" : "", side(effect.value), side(effect.interval.lower),
                     side(effect.interval.upper));
}

std::string cliffs_delta_text(const Finding& finding) {
  const auto share = [](double x) { return x < 0 ? fmt::format("−{:.2f}", -x) : fmt::format("{:.2f}", x); };
  const Effect& delta = finding.evidence.axis->cliffs_delta;
  return fmt::format("{} ({} to {})", share(delta.value), share(delta.interval.lower), share(delta.interval.upper));
}

std::string distance_text(double value) { return fmt::format("{:.{}f}", value, value < 0.0995 ? 3 : 2); }

std::string interval_text(const Interval& interval) {
  const int digits = interval.upper < 0.0995 ? 3 : 2;
  return fmt::format("({:.{}f}–{:.{}f})", interval.lower, digits, interval.upper, digits);
}

std::string adjusted_p_text(const Evidence& evidence) {
  if (evidence.cells < 2) return "–";
  return evidence.adjusted_p < 0.001 ? "<0.001" : fmt::format("{:.2g}", evidence.adjusted_p);
}

std::string notice_text(const Evidence& evidence) {
  const double rows = evidence.notice_after;
  if (evidence.verdict != Verdict::differs || std::isinf(rows)) return "–";
  if (rows < 100) return fmt::format("{:.0f}", std::ceil(rows));
  const double unit = std::pow(10, std::floor(std::log10(rows)) - 1);  // two digits are all that such a number has
  return with_commas(std::round(rows / unit) * unit);
}

double scale_end(const Comparison& comparison) {
  double farthest = 0;
  for (const Finding& finding : comparison.findings) {
    const DistanceEstimate& d = finding.evidence.js_distance;
    farthest = std::max({farthest, d.interval.upper, d.floor});
  }
  for (double end : {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8})
    if (farthest <= end) return end;
  return kLargestDistance;
}

}  // namespace sanov
