#include "sanov/report/comparison_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "sanov/data/base64.h"
#include "sanov/report/assets.h"
#include "sanov/report/column_chart.h"
#include "sanov/report/compare_words.h"
#include "sanov/report/escape.h"
#include "sanov/report/overview.h"
#include "sanov/report/together_words.h"

namespace sanov {
namespace {

constexpr std::size_t kShownInNotebook = 30, kMostInNotebook = 500;

/// 'sha256-…', as a Content-Security-Policy names a script.
std::string source_of(const Asset& script) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < script.sha256.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(script.sha256.substr(i, 2)), nullptr, 16));
  return "'sha256-" + to_base64(bytes) + "'";
}

std::string script_element(const Asset& script) { return fmt::format("<script>{}</script>\n", script.text); }

std::string head(const Comparison& comparison) {
  const Assets& a = assets();
  std::string sources;
  for (const Asset* script : {&a.page_script, &a.vega, &a.vega_lite, &a.vega_embed})
    sources += " " + source_of(*script);
  // Styles are set by attributes too, in the table and by Vega, which no hash could name.
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src{}; style-src "
      "'unsafe-inline'; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{} → {}: what changed</title>\n"
      "<style>\n{}{}</style>\n</head>\n",
      sources, html_text(table_name(comparison.reference.name)), html_text(table_name(comparison.current.name)),
      a.overview_style, a.page_style);
}

/// A path without its folders.
std::string file_of(std::string_view path) { return column_name(path.substr(path.rfind('/') + 1)); }

std::string tools(const Comparison& comparison) {
  std::string verdicts = "<option value=\"\">every verdict</option>";
  for (const Verdict verdict : {Verdict::differs, Verdict::unclear, Verdict::same})
    verdicts += fmt::format("<option>{}</option>", verdict_words(verdict));
  return fmt::format(
      "<div class=\"tools\" role=\"search\">\n<label>Search <input id=\"search\" type=\"search\" autocomplete=\"off\" "
      "placeholder=\"a column's name\"></label>\n<label>Show <select id=\"verdict\">{}</select></label>\n"
      "<button id=\"dark\" type=\"button\" aria-pressed=\"false\">Dark</button>\n<span id=\"count\" "
      "role=\"status\"></span>\n<span class=\"key\"><span class=\"ref\"><bdi>{}</bdi></span> <span "
      "class=\"cur\"><bdi>{}</bdi></span></span>\n</div>\n",
      verdicts, html_text(file_of(comparison.reference.name)), html_text(file_of(comparison.current.name)));
}

/// What is said of the comparison, and of no column that has a panel.
std::vector<std::string> lines_of(const std::vector<Remark>& remarks, bool all) {
  std::vector<std::string> lines;
  for (const Remark& remark : remarks)
    if (all || remark.about == nullptr) lines.push_back(remark.text);
  return lines;
}

std::string data_element(const Comparison& comparison, const std::vector<Remark>& remarks) {
  std::string labels, columns;
  for (const std::string_view label : fact_labels()) labels += (labels.empty() ? "" : ",") + json_string(label);
  for (const Finding& finding : comparison.findings)
    columns += (columns.empty() ? "" : ",\n") + column_json(finding, remarks);
  return fmt::format(
      "<script type=\"application/json\" id=\"data\">{{\"facts\":[{}],\"columns\":[\n{}]}}</script>\n"
      "<script type=\"application/json\" id=\"charts\">{}</script>\n",
      labels, columns, charts_json());
}

/// A table of words with its lines.
std::string word_table(const WordTable& words) {
  std::string text = fmt::format("<h2 dir=\"auto\">{}</h2>\n<div class=\"scroll\"><table>\n", html_text(words.title));
  for (std::size_t i = 0; i < words.rows.size(); ++i) {
    text += "<tr>";
    for (std::size_t j = 0; j < words.rows[i].size(); ++j)
      text += i == 0   ? fmt::format("<th scope=\"col\">{}</th>", html_text(words.rows[i][j]))
              : j == 0 ? fmt::format("<th scope=\"row\">{}</th>", html_text(words.rows[i][j]))
                       : fmt::format("<td>{}</td>", html_text(words.rows[i][j]));
    text += "</tr>\n";
  }
  return text + "</table></div>\n" + remark_list(words.lines);
}

/// What columns show together, where it was asked for.
std::string together(const Comparison& comparison) {
  std::string text;
  if (comparison.joint) text += word_table(joint_words(*comparison.joint));
  if (comparison.shift) text += word_table(shift_words(*comparison.shift));
  return text;
}

std::string reading(const Comparison& comparison) {
  std::vector<std::string> lines = reading_lines(comparison);
  lines.emplace_back(
      "Charts: grey is the reference, blue the current table. Cells are quantiles of the reference, or categories, and "
      "their parts of the Jensen-Shannon divergence add up to it.");
  if (comparison.sampled)
    lines.emplace_back("Cells were cut from a sample of the reference's rows; every row was counted.");
  return "<details><summary>How to read it</summary>\n" + remark_list(lines) + "</details>\n";
}

}  // namespace

std::string comparison_page(const Comparison& comparison) {
  const std::vector<Remark> remarks = comparison_remarks(comparison);
  const Assets& a = assets();
  std::string page = head(comparison);
  page += fmt::format(
      "<body class=\"sanov-compare\">\n<!--\n{}-->\n<a class=\"skip\" href=\"#overview\">To the table</a>\n<header>\n"
      "<h1>{}</h1>\n<p class=\"tables\">{}</p>\n</header>\n<main>\n",
      a.licences, html_text(verdict_sentence(comparison)), html_text(comparison_title(comparison)));
  page += tools(comparison);
  page += "<section id=\"overview\" tabindex=\"-1\" aria-label=\"All columns\">\n" +
          overview_table(comparison, 0, comparison.findings.size(), true) + "</section>\n";
  page += remark_list(lines_of(remarks, false)) + reading(comparison) + together(comparison);
  page +=
      "<h2>Column by column</h2>\n<noscript>The charts need JavaScript.</noscript>\n<div "
      "id=\"panels\"></div>\n</main>\n";
  page += "<footer>Made by sanov. Charts are drawn by Vega and Vega-Lite.</footer>\n";
  page += data_element(comparison, remarks) + script_element(a.page_script);
  for (const Asset* script : {&a.vega, &a.vega_lite, &a.vega_embed}) page += script_element(*script);
  return page + "</body>\n</html>\n";
}

std::string comparison_fragment(const Comparison& comparison) {
  const std::size_t all = comparison.findings.size(), shown = std::min(kShownInNotebook, all),
                    folded = std::min(kMostInNotebook, all);
  std::string text = fmt::format(
      "<div class=\"sanov-compare\">\n<style>\n{}</style>\n<p><b>{}</b></p>\n<p class=\"tables\">{}</p>\n",
      assets().overview_style, html_text(verdict_sentence(comparison)), html_text(comparison_title(comparison)));
  if (all > 0) text += overview_table(comparison, 0, shown, false);
  if (folded > shown)
    text += fmt::format("<details><summary>{} more{}</summary>\n{}</details>\n", folded - shown,
                        folded < all ? fmt::format(" (of {})", all - shown) : "",
                        overview_table(comparison, shown, folded, false));
  std::vector<std::string> lines = lines_of(comparison_remarks(comparison), true);
  if (lines.size() > kShownInNotebook) lines.resize(kShownInNotebook);
  return text + remark_list(lines) + together(comparison) + "</div>\n";
}

}  // namespace sanov
