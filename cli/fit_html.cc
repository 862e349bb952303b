#include <fmt/format.h>

#include <algorithm>

#include "cli/fit.h"
#include "cli/fit_picture.h"
#include "cli/picture.h"

// The answer of `sanov fit DATA` as HTML: everything inside, nothing fetched, no script.
namespace sanov::cli {
namespace {

constexpr std::size_t kShown = 8;  // families before the rest is folded away

constexpr std::string_view kStyle = R"(
.sanov-fit { background: var(--paper); color: var(--title); font: 16px/1.5 system-ui, sans-serif; padding: 1rem; }
.sanov-fit > * { max-width: 62rem; margin-left: auto; margin-right: auto; }
.sanov-fit h1 { font-size: 1.5rem; margin: 0 auto; overflow-wrap: anywhere; }
.sanov-fit h2 { font-size: 1.1rem; margin: 1.6rem auto 0.4rem; }
.sanov-fit p, .sanov-fit li { color: var(--words); margin-top: 0.3rem; }
.sanov-fit .verdict { color: var(--title); font-size: 1.1rem; border-left: 4px solid var(--first); padding-left: 0.8rem;
  margin: 1rem auto; }
.sanov-fit .warning { border-left: 4px solid var(--axis); padding-left: 0.8rem; }
.sanov-fit .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem; }
.sanov-fit svg { width: 100%; height: auto; display: block; }
.sanov-fit .scroll { overflow-x: auto; }
.sanov-fit table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.sanov-fit th, .sanov-fit td { text-align: right; padding: 0.25rem 0.6rem; white-space: nowrap; background: none;
  border: 0; }
.sanov-fit th:first-child, .sanov-fit td:first-child { text-align: left; padding-left: 0; }
.sanov-fit thead th { border-bottom: 1px solid var(--axis); }
.sanov-fit tr.parameters td { white-space: normal; color: var(--words); font-size: 0.85rem; padding: 0 0 0.5rem 1rem; }
@media (max-width: 40rem) {
  .sanov-fit th, .sanov-fit td { white-space: normal; padding: 0.2rem 0.3rem; font-size: 0.85rem; }
  .sanov-fit td:first-child { overflow-wrap: anywhere; }
}
.sanov-fit summary { cursor: pointer; color: var(--second); margin: 0.6rem 0; }
)";

std::string variables(bool dark) {
  std::string text;
  for (const NamedColour& c : named_colours())
    text += fmt::format(" --{}: {};", c.name, dark ? c.in_the_dark : c.on_white);
  return text;
}

std::string style() {
  return fmt::format(
      "<style>\n.sanov-fit {{{} }}\n@media (prefers-color-scheme: dark) {{ .sanov-fit {{{} }} }}{}</style>\n",
      variables(false), variables(true), kStyle);
}

std::string element(std::string_view tag, std::string_view words, std::string_view kind = "") {
  const std::string attribute = kind.empty() ? "" : fmt::format(" class=\"{}\"", kind);
  return fmt::format("<{0}{1}>{2}</{0}>\n", tag, attribute, escaped_xml(words));
}

std::string table(const FitAnswer& answer, std::size_t first, std::size_t last) {
  std::string text = "<div class=\"scroll\"><table>\n<thead><tr>";
  for (const std::string& head : ranked_heads(answer)) text += fmt::format("<th>{}</th>", head);
  text += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = first; i < last; ++i) {
    const RankedWords w = ranked_words(answer, i);
    text += "<tr>";
    for (const std::string& cell : w.cells) text += fmt::format("<td>{}</td>", escaped_xml(cell));
    text += fmt::format("</tr>\n<tr class=\"parameters\"><td colspan=\"5\">{}</td></tr>\n", escaped_xml(w.parameters));
  }
  return text + "</tbody></table></div>\n";
}

std::string left_out(const FitAnswer& answer) {
  if (answer.ranking.left_out.empty()) return "";
  std::string text = "<details><summary>Families that cannot have these data</summary>\n<ul>\n";
  for (const FamilyLeftOut& each : answer.ranking.left_out)
    text += element("li", fmt::format("{}: {}", each.family, each.reason));
  return text + "</ul></details>\n";
}

constexpr std::string_view kReadingHeldOut =
    R"(<li><b>nats a value</b>: the mean log density of values held out, five parts in turn, ± its standard error. The difference of
two families' is that of their KL divergences from the truth.</li>
<li><b>behind</b>: how far the family is below the first, ± its standard error over the same values. Below two of them these
data cannot tell the two apart.</li>
<li><b>wins</b>: in what share of 1,000 resampled data sets it comes first.</li>
)";

constexpr std::string_view kReading =
    R"(<li><b>fit p</b>: Anderson and Darling's distance against samples drawn from the fit and fitted again. Small refutes the
family; large does not prove it.</li>
<li><b>The histogram</b> has the best three densities. Below it, cells with more values than the best family gives them stand
up and those with fewer hang down, in standard errors; beyond two they are red. Of twenty cells one is so by chance.</li>
<li><b>Quantiles</b> on the line are where the family has them. Points above the line at the right: the data's upper tail is
longer than the family's.</li>
<li>Errors, wins and p take the rows for independent.</li>
</ul></details>
)";

std::string reading(const FitAnswer& answer) {
  std::string text = "<details><summary>How to read it</summary>\n<ul>\n";
  if (answer.ranking.criterion == RankCriterion::held_out)
    text += kReadingHeldOut;
  else
    text += element("li", ranked_reading(answer));
  return text.append(kReading);
}

}  // namespace

std::string fit_html(const FitAnswer& answer, bool whole_page) {
  const std::size_t all = answer.ranking.fits.size(), shown = std::min(kShown, all);
  std::string body = "<div class=\"sanov-fit\">\n" + style() + element("h1", answer.label) +
                     element("p", fit_heading(answer)) + element("p", answer.ranking.verdict + ".", "verdict");
  for (const std::string& line : fit_warnings(answer)) body += element("p", line, "warning");
  if (can_be_drawn(answer))
    body += "<div class=\"pictures\">\n<div>" + histogram_drawing(answer).svg(true) +
            residual_drawing(answer).svg(true) + "</div>\n<div>" + quantile_drawing(answer).svg(true) +
            "</div>\n</div>\n";
  body += element("h2", "Families, best first") + table(answer, 0, shown);
  if (all > shown)
    body +=
        fmt::format("<details><summary>{} more</summary>\n", all - shown) + table(answer, shown, all) + "</details>\n";
  body += left_out(answer) + reading(answer) + "</div>\n";
  if (!whole_page) return body;
  return fmt::format(
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
             "<title>{}: which distribution</title>\n<style>body {{ margin: 0; }} .sanov-fit {{ min-height: 100vh; "
             "box-sizing: border-box; }}</style>\n</head>\n<body>\n",
             escaped_xml(answer.label)) +
         body + "</body>\n</html>\n";
}

}  // namespace sanov::cli
