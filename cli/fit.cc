#include "cli/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/gnuplot.h"
#include "cli/input.h"
#include "cli/question.h"
#include "cli/square_file.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"
#include "sanov/families/spec.h"

namespace sanov::cli {
namespace {

std::vector<std::string_view> views_of(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

/// "shape=2"; the name is a part of the word.
FixedParameter fixed_of(std::string_view word) {
  const std::size_t sign = word.find('=');
  if (sign == std::string_view::npos || sign == 0)
    fail_argument("", "--fixed", fmt::format("holds '{}'; write NAME=VALUE", word));
  return {word.substr(0, sign), number_in(word.substr(sign + 1), "--fixed")};
}

FitAnswer fit_answer(const FitRequest& request, Desk& desk) {
  FitRows rows = read_fit_rows(request, desk);
  const std::string label = rows.label;
  return in_terms(
      [&](Complaint& complaint) {
        if (complaint.argument == "method" || complaint.argument == "free" || complaint.argument == "criterion" ||
            complaint.argument == "bins" || complaint.argument == "event" || complaint.argument == "weights" ||
            complaint.argument == "rounded" || complaint.argument == "fixed" || complaint.argument == "intervals" ||
            complaint.argument == "level")
          complaint.argument = "--" + complaint.argument;
        if (complaint.argument == "truncation") complaint.argument = "--truncate";
        if (complaint.argument == "x") complaint.argument = label;
        if (complaint.index) complaint.argument = fmt::format("row {} of {}", *complaint.index + 1, complaint.argument);
        complaint.index.reset();
      },
      [&] {
        const std::vector<std::string_view> families = views_of(request.families);
        const std::vector<std::string_view> free = views_of(request.free);
        std::vector<FixedParameter> fixed;
        for (const std::string& word : request.fixed) fixed.push_back(fixed_of(word));
        RankOptions options{.families = families,
                            .fixed = fixed,
                            .free = free,
                            .method = fit_method(request.method),
                            .criterion = rank_criterion(request.criterion),
                            .bins = request.bins,
                            .fit_draws = request.draws,
                            .seed = request.seed};
        if (!request.intervals.empty())
          options.intervals = {
              .method = interval_method(request.intervals), .level = request.level, .seed = request.seed};
        return answer_fit(std::move(rows), options);
      });
}

}  // namespace

std::vector<double> without_missing(std::vector<double> values, const FitRequest& request, std::size_t& missing,
                                    const std::string& label) {
  const std::size_t before = values.size();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isnan(values[i]) && !request.drop_missing)
      fail_domain("", fmt::format("row {} of {}", i + 1, label),
                  "is missing; give --drop-missing to leave such rows out");
  std::erase_if(values, [](double v) { return std::isnan(v); });
  missing = before - values.size();
  return values;
}

FitAnswer answer_fit(FitRows rows, const RankOptions& options) {
  std::vector<double> weights = rows.weights.value_or(std::vector<double>());
  // An empty list of weights is one weight too few for each row, not none given.
  if (rows.weights && weights.empty()) fail_argument("fit", "weights", "has no weights");
  FitAnswer answer{
      rows.label, FitData(std::vector<double>{0}), rows.step, {}, rows.missing, std::nullopt, options.fit_draws, {}};
  if (rows.event || !rows.lower.empty()) {
    answer.data = rows.event ? FitData(RowsWithEvents{rows.x, *rows.event}, weights, rows.truncation)
                             : FitData(RowsBetween{rows.lower, rows.upper}, weights, rows.truncation);
    answer.ranking = rank_families(answer.data, options);
    return answer;
  }
  answer.data = FitData(rows.x, weights, rows.truncation);
  answer.grain = grain_of(answer.data);
  if (answer.grain.has_atom) {
    // Zeros, say, with a share of their own: the likelihood is that of the share times that of the other values.
    answer.atom_share = answer.grain.atom_share;
    if (weights.empty()) weights.assign(rows.x.size(), 1);
    for (std::size_t i = 0; i < rows.x.size(); ++i)
      if (rows.x[i] == answer.grain.atom) weights[i] = 0;
    answer.data = FitData(rows.x, weights, rows.truncation);
  }
  answer.ranking = rows.step == 0
                       ? rank_families(answer.data, options)
                       : rank_families(FitData(RoundedRows{rows.x, rows.step}, weights, rows.truncation), options);
  return answer;
}

void fit(const FitRequest& request, Desk& desk) {
  if (looks_like_distribution(request.input)) return fit_target(request, desk);
  const bool mixture = !request.components.empty() || std::ranges::count(request.families, "mixture") > 0;
  check_fit_options(request, mixture ? Fitted::mixture : Fitted::data);
  if (mixture) return fit_mixture(request, desk);
  const Form form = form_of(request.output, request.json, false, Form::terminal);
  if (form == Form::csv || form == Form::npy || form == Form::parquet)
    fail_argument("", request.output, "is for a matrix; the answer on a fit is a .json, or a picture: .svg, .png");
  const bool drawn = form == Form::svg || form == Form::png;
  if (drawn) check_drawing_file(request.output);
  if (!request.plot.empty()) check_drawing_file(request.plot);
  if (!request.html.empty() && !request.html.ends_with(".html"))
    fail_argument("", request.html, "does not end in .html, as a page does");
  const FitAnswer answer = fit_answer(request, desk);
  if (!request.plot.empty()) write_drawing(request.plot, fit_drawing(answer));
  if (!request.html.empty()) write_file(request.html, fit_html(answer, true));
  if (drawn) return write_drawing(request.output, fit_drawing(answer));
  const std::string bytes =
      form == Form::json ? fit_json(answer) : fit_text(answer, request.all ? 1000 : 8, desk.terminal);
  if (request.output.empty())
    desk.out << bytes;
  else
    write_file(request.output, bytes);
}

}  // namespace sanov::cli
