#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "cli/fit.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/question.h"
#include "cli/rank_answer.h"
#include "cli/square_file.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"
#include "sanov/fit/fit_mixture.h"

namespace sanov::cli {
namespace {

int count_of(std::string_view word, const std::string& whole) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || word.empty())
    fail_argument("", "--components", fmt::format("is '{}'; it is a number, 3, or a range, 1-6", whole));
  return value;
}

/// "3" or "1-6".
MixtureOptions options_of(const FitRequest& request) {
  MixtureOptions options{.seed = request.seed};
  const std::string& text = request.components;
  if (text.empty()) return options;
  const std::size_t dash = text.find('-');
  options.fewest = count_of(std::string_view(text).substr(0, dash), text);
  options.most = dash == std::string::npos ? options.fewest : count_of(std::string_view(text).substr(dash + 1), text);
  return options;
}

std::string with_error(double value, const std::optional<double>& error) {
  return number_text(value, 4) + (error ? " ± " + rounded(*error, 2) : "");
}

}  // namespace

std::string mixture_text(const std::string& label, const FitData& data, const MixtureFits& found,
                         const Terminal& terminal) {
  const SampleShape& shape = data.shape();
  Table head;
  head.note(fmt::format("{}: {}, {} to {}", label, counted(static_cast<double>(data.size()), "value"),
                        number_text(shape.low, 4), number_text(shape.high, 4)));
  Table counts({Align::right, Align::right, Align::right, Align::right});
  counts.add({"components", "log-likelihood", "BIC", "behind"});
  for (const MixtureFit& fit : found.fits)
    counts.add({std::to_string(fit.components.size()), true_minus(fmt::format("{:.2f}", fit.log_likelihood)),
                true_minus(fmt::format("{:.1f}", fit.bic)), fit.behind == 0 ? "–" : fmt::format("{:.1f}", fit.behind)});
  const MixtureFit& best = found.fits[found.best];
  Table parts({Align::left, Align::left, Align::left});
  parts.add({"weight", "mean", "sd"});
  for (const MixtureComponent& c : best.components)
    parts.add({with_error(c.weight, c.weight_error), with_error(c.mean, c.mean_error),
               c.narrowest ? "≤ " + number_text(c.sd, 4) : with_error(c.sd, c.sd_error)});
  Table tail;
  tail.note(found.verdict + ".");
  tail.note(
      "BIC: −2 log-likelihood + parameters × ln n, smaller is better. A difference below 2 is hardly any, above 10 "
      "very "
      "strong.");
  return head.text(terminal) + "\n" + counts.text(terminal) + "\n" + parts.text(terminal) + "\n" + tail.text(terminal);
}

static std::string mixture_json(const std::string& label, const FitData& data, const MixtureFits& found) {
  Json json;
  json.object()
      .member("data", label)
      .member("n", static_cast<std::uint64_t>(data.size()))
      .member("verdict", found.verdict)
      .member("best", static_cast<std::uint64_t>(found.fits[found.best].components.size()))
      .member("distribution", found.fits[found.best].distribution().text())
      .member("narrowest", found.narrowest)
      .key("fits")
      .array();
  for (const MixtureFit& fit : found.fits) {
    json.object()
        .member("log_likelihood", fit.log_likelihood)
        .member("aic", fit.aic)
        .member("bic", fit.bic)
        .member("behind", fit.behind)
        .member("status", to_text(fit.status))
        .member("steps", fit.steps);
    if (!fit.remark.empty()) json.member("remark", fit.remark);
    json.key("components").array();
    for (const MixtureComponent& c : fit.components) {
      json.object()
          .member("weight", c.weight)
          .member("mean", c.mean)
          .member("sd", c.sd)
          .member("narrowest", c.narrowest);
      const auto error = [&](std::string_view name, const std::optional<double>& value) {
        json.key(name);
        value ? json.value(*value) : json.null();
      };
      error("weight_error", c.weight_error);
      error("mean_error", c.mean_error);
      error("sd_error", c.sd_error);
      json.close();
    }
    json.close().close();
  }
  return json.close().close().text();
}

void fit_mixture(const FitRequest& request, Desk& desk) {
  if (request.families.size() > 1 || (request.families.size() == 1 && request.families[0] != "mixture"))
    fail_argument("", "--components", "is of mixtures of normal distributions, which no --family goes with");
  const Form form = form_of(request.output, request.json, false, Form::terminal);
  if ((form != Form::json && form != Form::terminal) || !request.plot.empty() || !request.html.empty())
    fail_argument("", "--components", "has no picture; the answer is text or a .json");
  const MixtureOptions options = options_of(request);
  Sample sample = read_sample(request.input, "DATA", desk);
  refuse_dates(sample);
  std::size_t missing = 0;
  const std::vector<double> values = without_missing(std::move(sample.values), request, missing, sample.label);
  const std::string bytes = in_terms(
      [&](Complaint& complaint) {
        if (complaint.argument == "x") complaint.argument = sample.label;
        if (complaint.argument == "components") complaint.argument = "--components";
        if (complaint.index) complaint.argument = fmt::format("value {} of {}", *complaint.index + 1, sample.label);
        complaint.index.reset();
      },
      [&] {
        const FitData data(values);
        const MixtureFits found = sanov::fit_mixture(data, options);
        return form == Form::json ? mixture_json(sample.label, data, found)
                                  : mixture_text(sample.label, data, found, desk.terminal);
      });
  if (request.output.empty())
    desk.out << bytes;
  else
    write_file(request.output, bytes);
}

}  // namespace sanov::cli
