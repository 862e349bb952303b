#include "python/fit.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <utility>
#include <vector>

#include "cli/fit.h"
#include "cli/gnuplot.h"
#include "python/arrays.h"
#include "python/in_the_name_of.h"
#include "python/interrupt.h"

namespace nb = nanobind;

namespace sanov {
namespace {

nb::str text(std::string_view words) { return nb::str(words.data(), words.size()); }

/// The families' names, or those of parameters, with the values these are fixed at.
struct Wanted {
  std::vector<std::string> families, fixed;
  std::vector<double> values;
};

/// Rows as sanov._fit hands them over: contiguous float64 arrays, or none.
cli::FitRows rows_of(const nb::dict& given) {
  cli::FitRows rows;
  rows.label = nb::cast<std::string>(given["label"]);
  rows.missing = nb::cast<std::size_t>(given["missing"]);
  rows.step = nb::cast<double>(given["rounded"]);
  rows.truncation = {nb::cast<double>(given["low"]), nb::cast<double>(given["high"])};
  const auto array = [&](const char* name) -> std::optional<std::vector<double>> {
    if (nb::object(given[name]).is_none()) return std::nullopt;
    return copied(given[name]);
  };
  rows.x = array("x").value_or(std::vector<double>());
  rows.lower = array("lower").value_or(std::vector<double>());
  rows.upper = array("upper").value_or(std::vector<double>());
  rows.event = array("event");
  rows.weights = array("weights");
  return rows;
}

/// What `sanov fit DATA` answers.
cli::FitAnswer fit(const nb::dict& given, std::vector<std::string> families, std::vector<std::string> fixed,
                   std::vector<double> values, int draws, std::uint64_t seed, std::string_view intervals, double level,
                   std::string_view method, std::string_view criterion, std::optional<std::size_t> bins,
                   const std::vector<std::string>& free) {
  cli::FitRows rows = rows_of(given);
  const Wanted wanted{std::move(families), std::move(fixed), std::move(values)};
  const LongWork work;
  return in_the_name_of("fit", [&] {
    const std::vector<std::string_view> names(wanted.families.begin(), wanted.families.end());
    std::vector<FixedParameter> kept;
    for (std::size_t i = 0; i < wanted.fixed.size(); ++i) kept.push_back({wanted.fixed[i], wanted.values[i]});
    const std::vector<std::string_view> freed(free.begin(), free.end());
    RankOptions options{.families = names,
                        .fixed = kept,
                        .free = freed,
                        .method = fit_method(method),
                        .criterion = rank_criterion(criterion),
                        .bins = bins,
                        .fit_draws = draws,
                        .seed = seed};
    if (!intervals.empty()) options.intervals = {.method = interval_method(intervals), .level = level, .seed = seed};
    return cli::answer_fit(std::move(rows), options);
  });
}

/// Fields of sanov._fit.FamilyFit.
nb::dict fields(const RankedFit& ranked) {
  const FamilyFit& fit = ranked.fit;
  nb::dict parameters, errors, all;
  nb::list fixed;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    const nb::str name = text(fit.name(i));
    parameters[name] = fit.parameters[i];
    errors[name] = fit.standard_errors[i];
    if (!fit.free_parameters[i]) fixed.append(name);
  }
  all["family"] = text(fit.family);
  all["distribution"] = fit.distribution();
  all["parameters"] = parameters;
  all["standard_errors"] = errors;
  all["covariance"] = fit.covariance;
  all["fixed"] = fixed;
  all["log_likelihood"] = fit.log_likelihood;
  all["aic"] = fit.aic;
  all["bic"] = fit.bic;
  all["kl_gap"] = ranked.kl_gap;
  all["intervals"] = nb::none();
  if (!ranked.intervals.empty()) {
    nb::dict intervals;
    for (std::size_t i = 0; i < ranked.intervals.size(); ++i) {
      const auto& each = ranked.intervals[i];
      intervals[text(fit.name(i))] =
          each ? nb::object(nb::make_tuple(each->lower, each->upper, each->level)) : nb::object(nb::none());
    }
    all["intervals"] = intervals;
  }
  all["criterion"] = ranked.criterion;
  all["gap"] = ranked.gap;
  all["score"] = ranked.score;
  all["score_error"] = ranked.score_error;
  all["behind"] = ranked.behind;
  all["behind_error"] = ranked.behind_error;
  all["wins"] = ranked.wins;
  all["fit_p"] = ranked.fit_p;
  all["method"] = text(about(fit.method).name);
  all["distance"] = fit.distance;
  all["status"] = text(to_text(fit.status));
  all["remark"] = fit.remark;
  return all;
}

/// Fields of sanov._fit.FitAnswer.
nb::dict fields(const cli::FitAnswer& answer) {
  nb::list table;
  for (const RankedFit& ranked : answer.ranking.fits) table.append(fields(ranked));
  nb::dict left_out, all;
  for (const FamilyLeftOut& left : answer.ranking.left_out) left_out[text(left.family)] = left.reason;
  all["n"] = answer.data.size();
  all["interval_rows"] = answer.data.intervals();
  all["missing"] = answer.missing;
  all["recorded_to"] = answer.grain.step;
  all["atom"] =
      answer.atom_share ? nb::object(nb::make_tuple(answer.grain.atom, *answer.atom_share)) : nb::object(nb::none());
  all["table"] = table;
  all["left_out"] = left_out;
  all["criterion"] = text(about(answer.ranking.criterion).name);
  all["bins"] = answer.ranking.bins > 0 ? nb::object(nb::int_(answer.ranking.bins)) : nb::object(nb::none());
  all["verdict"] = answer.ranking.verdict;
  return all;
}

std::string in_text(const cli::FitAnswer& answer, int columns, std::size_t shown) {
  cli::Terminal terminal;
  terminal.columns = columns;
  return cli::fit_text(answer, shown, terminal);
}

nb::tuple words_of(const auto& infos) {
  nb::list words;
  for (const auto& info : infos) words.append(text(info.name));
  return nb::tuple(words);
}

/// The words that fit() takes, which sanov._fit has to spell out for those who check types: a test holds it to these.
nb::dict fit_words() {
  nb::list intervals;
  for (const std::string_view name : interval_methods()) intervals.append(text(name));
  nb::dict all;
  all["method"] = words_of(fit_methods());
  all["criterion"] = words_of(rank_criteria());
  all["intervals"] = nb::tuple(intervals);
  return all;
}

}  // namespace

void add_fit(nb::module_& module) {
  nb::class_<cli::FitAnswer>(module, "FitAnswer")
      .def("fields", [](const cli::FitAnswer& answer) { return fields(answer); })
      .def("text", in_text)
      .def("svg", [](const cli::FitAnswer& answer) { return cli::fit_drawing(answer).svg(); })
      .def("html", [](const cli::FitAnswer& answer, bool whole_page) { return cli::fit_html(answer, whole_page); })
      .def("draw", [](const cli::FitAnswer& answer, const std::string& path) {
        in_the_name_of("plot", [&] { cli::write_drawing(path, cli::fit_drawing(answer)); });
      });
  module.def("fit", fit, nb::arg("rows"), nb::arg("families"), nb::arg("fixed"), nb::arg("values"), nb::arg("draws"),
             nb::arg("seed"), nb::arg("intervals"), nb::arg("level"), nb::arg("method"), nb::arg("criterion"),
             nb::arg("bins").none(), nb::arg("free"));
  module.def("fit_words", fit_words);
}

}  // namespace sanov
