#include "cli/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/gnuplot.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/question.h"
#include "cli/square_file.h"
#include "sanov/base/error.h"
#include "sanov/families/spec.h"

namespace sanov::cli {
namespace {

std::vector<std::string_view> views_of(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

FitAnswer fit_answer(const FitRequest& request, Desk& desk) {
  Sample sample = read_sample(request.input, "DATA", desk);
  std::size_t missing = 0;
  std::vector<double> values = without_missing(std::move(sample.values), request, missing, sample.label);
  return in_terms(
      [&](Complaint& complaint) {
        if (complaint.argument == "x") complaint.argument = sample.label;
        if (complaint.argument == "method") complaint.argument = "--method";
        if (complaint.index) complaint.argument = fmt::format("value {} of {}", *complaint.index + 1, sample.label);
        complaint.index.reset();
      },
      [&] {
        FitData data(values);
        const Grain grain = grain_of(data);
        // Zeros, say, with a share of their own: the likelihood is that of the share times that of the other values.
        std::optional<double> atom_share;
        if (grain.has_atom) {
          atom_share = grain.atom_share;
          data = without(data, grain.atom);
        }
        const std::vector<std::string_view> families = views_of(request.families);
        Ranking ranking = rank_families(data, {.families = families,
                                               .method = fit_method(request.method),
                                               .fit_draws = request.draws,
                                               .fit_families = 3,
                                               .seed = request.seed});
        return FitAnswer{sample.label, std::move(data), grain, missing, atom_share, request.draws, std::move(ranking)};
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

void fit(const FitRequest& request, Desk& desk) {
  if (looks_like_distribution(request.input)) return fit_target(request, desk);
  if (!request.components.empty() || std::ranges::count(request.families, "mixture") > 0)
    return fit_mixture(request, desk);
  if (!request.animate.empty() || !request.landscape.empty())
    fail_argument("", request.animate.empty() ? "--landscape" : "--animate",
                  "is for fits to a density, such as 'normal(-5,1)+normal(10,1)'");
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
