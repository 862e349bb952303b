#include "sanov/report/column_chart.h"

#include <fmt/format.h>

#include <numeric>
#include <set>

#include "sanov/base/utf8.h"
#include "sanov/report/assets.h"
#include "sanov/report/escape.h"
#include "sanov/report/number_text.h"

namespace sanov {
namespace {

constexpr std::size_t kMostCells = 12;
constexpr std::size_t kLongestLabel = 40;
constexpr double kMilliseconds = 1000;  // charts count time in them
constexpr std::string_view kFacts[] = {
    "JS distance", "by chance, up to", "p, adjusted", "p", "seen after", "KL", "PSI", "total variation", "W1", "KS",
    "shift",       "Cliff's δ",        "missing"};

bool is_time(const Finding& finding) {
  return finding.kind == ColumnKind::date_time || finding.kind == ColumnKind::time_of_day;
}

std::string_view chart_of(const Finding& finding) {
  if (!finding.histogram || finding.kind == ColumnKind::boolean) return "texts";
  return is_time(finding) ? "times" : "numbers";
}

/// Writes members of one object.
class Members {
 public:
  void text(std::string_view name, std::string_view value) { add(name, json_string(value)); }
  void number(std::string_view name, double value, int digits = 4) { add(name, json_number(value, digits)); }
  void numbers(std::string_view name, const std::vector<double>& values, int digits = 3) {
    list(name, values, [&](double x) { return json_number(x, digits); });
  }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    list(name, values, [](const std::string& x) { return x.empty() ? "null" : json_string(x); });
  }
  std::string object() const { return "{" + all_ + "}"; }

 private:
  void add(std::string_view name, std::string_view value) {
    all_ += fmt::format("{}\"{}\":{}", all_.empty() ? "" : ",", name, value);
  }
  template <class T, class F>
  void list(std::string_view name, const std::vector<T>& values, F&& one) {
    std::string text;
    for (const T& value : values) text += (text.empty() ? "" : ",") + one(value);
    add(name, "[" + text + "]");
  }

  std::string all_;
};

/// Bins in per cent of all rows, of which `values` (a share) are not missing.
std::vector<double> percent(const std::vector<double>& bins, double values) {
  const double all = std::accumulate(bins.begin(), bins.end(), 0.);
  std::vector<double> shares;
  for (const double x : bins) shares.push_back(100 * values * x / all);
  shares.push_back(0);  // where the line comes down
  return shares;
}

void add_histogram(Members& members, const Finding& finding) {
  if (!finding.histogram) return;
  double before = 1, after = 1;  // shares that are not missing
  for (const CellChange& cell : finding.cells)
    if (cell.role == CellRole::missing) {
      before -= cell.reference_share;
      after -= cell.current_share;
    }
  const Histogram& h = *finding.histogram;
  const double unit = is_time(finding) ? kMilliseconds : 1;
  members.number("start", h.start * unit, 15);
  members.number("step", h.step * unit, 15);
  members.numbers("ref", percent(h.reference, before));
  members.numbers("cur", percent(h.current, after));
}

/// Labels that differ from each other, as charts need them.
std::string unlike(std::string label, std::set<std::string>& taken) {
  while (!taken.insert(label).second) label += "′";
  return label;
}

void add_cells(Members& members, const Finding& finding) {
  std::vector<std::string> labels;
  std::vector<double> reference, current, parts;
  std::set<std::string> taken;
  const std::size_t shown = finding.cells.size() <= kMostCells + 1 ? finding.cells.size() : kMostCells;
  const double js = finding.js > 0 ? finding.js : 1;
  const auto add = [&](std::string label, double q, double p, double part) {
    labels.push_back(unlike(std::move(label), taken));
    reference.push_back(100 * q);
    current.push_back(100 * p);
    parts.push_back(100 * part / js);
  };
  for (std::size_t i = 0; i < shown; ++i) {
    const CellChange& cell = finding.cells[i];
    add(shown_name(cell.label, kLongestLabel), cell.reference_share, cell.current_share, cell.js);
  }
  double q = 0, p = 0, part = 0;
  for (std::size_t i = shown; i < finding.cells.size(); ++i) {
    q += finding.cells[i].reference_share;
    p += finding.cells[i].current_share;
    part += finding.cells[i].js;
  }
  if (shown < finding.cells.size())
    add(fmt::format("{} others", with_commas(static_cast<double>(finding.cells.size() - shown))), q, p, part);
  members.texts("cells", labels);
  members.numbers("cell_ref", reference);
  members.numbers("cell_cur", current);
  members.numbers("cell_js", parts);
}

void add_certainty(Members& members, const Finding& finding) {
  const DistanceEstimate& d = finding.evidence.js_distance;
  members.number("js", d.value, 3);
  members.number("low", d.interval.lower, 3);
  members.number("high", d.interval.upper, 3);
  members.number("floor", d.floor, 3);
  std::vector<std::string> ways;
  std::vector<double> distances;
  for (const OtherCells& other : finding.sensitivity.cells) {
    ways.push_back(fmt::format("in {} cells", other.cells));
    distances.push_back(other.js_distance);
  }
  ways.emplace_back("½ row more a cell");
  distances.push_back(finding.sensitivity.js_distance_smoothed);
  members.texts("ways", ways);
  members.numbers("way_js", distances);
}

std::vector<std::string> facts_of(const Finding& finding) {
  const Evidence& e = finding.evidence;
  const bool axis = finding.axis && e.axis;
  const std::string missing = fmt::format("{} → {}", with_commas(static_cast<double>(finding.reference_missing)),
                                          with_commas(static_cast<double>(finding.current_missing)));
  const std::string notice = notice_text(e);
  return {distance_text(e.js_distance.value) + " " + interval_text(e.js_distance.interval),
          distance_text(e.js_distance.floor),
          adjusted_p_text(e),
          e.tested() ? (e.p.p < 0.001 ? "<0.001" : fmt::format("{:.2g}", e.p.p)) : "",
          notice == "–" ? "" : notice + " rows",
          kl_text(finding),
          short_number(finding.psi),
          short_number(finding.total_variation),
          axis ? wasserstein_interval_text(finding) : "",
          axis ? kolmogorov_smirnov_text(finding) : "",
          axis ? shift_text(finding) : "",
          axis ? cliffs_delta_text(finding) : "",
          finding.reference_missing + finding.current_missing > 0 ? missing : ""};
}

/// `inside` without its opening brace, after members of ours.
std::string with_members(std::string_view specification, std::string_view members) {
  const std::size_t brace = specification.find('{');
  return fmt::format("{{{},{}", members, specification.substr(brace + 1));
}

}  // namespace

std::span<const std::string_view> fact_labels() { return kFacts; }

std::string column_json(const Finding& finding, std::span<const Remark> remarks) {
  std::vector<std::string> notes;
  for (const Remark& remark : remarks)
    if (remark.about == &finding) notes.push_back(remark.text);
  Members members;
  members.text("name", column_name(finding.column));
  members.text("verdict", verdict_words(finding.evidence.verdict));
  members.text("changed", visible(finding.changed));
  members.text("chart", chart_of(finding));
  add_certainty(members, finding);
  add_histogram(members, finding);
  add_cells(members, finding);
  members.texts("facts", facts_of(finding));
  members.texts("notes", notes);
  return members.object();
}

std::string charts_json() {
  const Assets& a = assets();
  return fmt::format(R"({{"numbers":{},"times":{},"texts":{},"contributions":{},"certainty":{}}})", a.numbers, a.times,
                     a.texts, a.contributions, a.certainty);
}

std::string column_chart(const Finding& finding) {
  constexpr std::string_view kWidth = R"("width": 420)";
  constexpr std::string_view kColours = R"("range": {"category": ["#8d99a8", "#1f6fd1"]})";
  const Assets& a = assets();
  const std::string_view chart = chart_of(finding);
  const std::string_view distributions = chart == "numbers" ? a.numbers : chart == "times" ? a.times : a.texts;
  std::string parts;
  for (const std::string_view each : {distributions, a.contributions, a.certainty})
    parts += (parts.empty() ? "" : ",\n") + with_members(each, kWidth);
  return fmt::format(
      "{{\"$schema\": \"https://vega.github.io/schema/vega-lite/v6.json\",\n\"title\": {{\"text\": {}, \"subtitle\": "
      "{}, "
      "\"anchor\": \"start\"}},\n\"datasets\": {{\"column\": [{}]}},\n\"resolve\": {{\"scale\": {{\"color\": "
      "\"independent\"}}}},\n\"config\": {{{}}},\n\"vconcat\": [{}]}}\n",
      json_string(column_name(finding.column)), json_string(visible(finding.changed)), column_json(finding, {}),
      kColours, parts);
}

}  // namespace sanov
