#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/compare/compare.h"

/// What a comparison says, in the words that the terminal, the page, Markdown and notebooks share. Names in them are visible
/// and short (sanov/base/utf8.h), and not yet escaped for HTML or Markdown.
namespace sanov {

/// "weather-2012.csv (366 rows) → weather-2015.csv (365 rows), 6 columns in common".
std::string comparison_title(const Comparison& comparison);

/// "2 columns differ, 3 do not (false discovery rate 5%); together they differ (p 0.001)".
std::string verdict_sentence(const Comparison& comparison);

/// How to read the table, a line each; with the letters that a terminal draws it in, or without.
std::vector<std::string> reading_lines(const Comparison& comparison, bool drawn_in_letters = false);

/// "differs", "the same", "no more than chance".
std::string_view verdict_words(Verdict verdict);

/// What the tables cannot say: of one column, or of all of it where `about` is null.
struct Remark {
  std::string text;
  const Finding* about = nullptr;
};
std::vector<Remark> comparison_remarks(const Comparison& comparison);

/// A name of a column as it stands in a sentence; and that of a table, which may be a path.
std::string column_name(std::string_view name);
std::string table_name(std::string_view name);

/// Two digits after the first that tells anything: 0.27, 0.043.
std::string distance_text(double value);
/// "(0.14–0.35)".
std::string interval_text(const Interval& interval);
/// Adjusted, "<0.001" or two digits; "–" where nothing could be tested.
std::string adjusted_p_text(const Evidence& evidence);
/// Rows after which such a change shows; "–" where it does not differ.
std::string notice_text(const Evidence& evidence);
/// "0.22 (0.08–0.31)".
std::string kl_text(const Finding& finding);
/// "–" without an axis; "≈" where rows are known by cell only.
std::string wasserstein_text(const Finding& finding);
std::string kolmogorov_smirnov_text(const Finding& finding);
/// W1 with its interval: the finding must have an axis and evidence of it, as for the next two.
std::string wasserstein_interval_text(const Finding& finding);
/// "+2.15 (1.1 to 3.2)", in the column's unit.
std::string shift_text(const Finding& finding);
/// "−0.31 (−0.4 to −0.2)".
std::string cliffs_delta_text(const Finding& finding);

/// A length along the column's axis, as W1 is: with its unit where that is time.
std::string length_text(const Finding& finding, double length, int digits = 3);

/// True where what is printed may be wrong in its digits, because rows are known by cell only.
bool is_rough_wasserstein(const AxisChange& axis);
bool is_rough_kolmogorov_smirnov(const AxisChange& axis);

/// Where pictures of JS distances end: the farthest that any interval or floor reaches, rounded up; √ln 2 at most.
double scale_end(const Comparison& comparison);
inline constexpr double kLargestDistance = 0.83255461115769775635;  ///< √ln 2

}  // namespace sanov
