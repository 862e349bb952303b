#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/fit.h"
#include "cli/input.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

/// "LOW:HIGH", of which either may be left out.
std::pair<std::string, std::string> two_of(const std::string& text, const char* option) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || text.find(':', colon + 1) != std::string::npos || text.size() == 1)
    fail_argument("", option, fmt::format("is '{}'; it is LOW:HIGH", text));
  return {text.substr(0, colon), text.substr(colon + 1)};
}

double end_of(const std::string& word, double none) {
  if (word.empty()) return none;
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || std::isnan(value))
    fail_argument("", "--truncate", fmt::format("holds '{}', which is no number; it is LOW:HIGH", word));
  return value;
}

/// A column beside DATA, of as many rows.
std::vector<double> column(const FitRequest& request, const std::string& word, const char* option, std::size_t rows,
                           Desk& desk) {
  const Sample sample = read_sample(beside(request.input, word), option, desk);
  refuse_dates(sample);
  if (sample.values.size() != rows)
    fail_argument("", option, fmt::format("has {} rows, but DATA has {}", sample.values.size(), rows));
  return sample.values;
}

/// Takes the rows marked as missing out of a column.
void keep(std::vector<double>& values, const std::vector<bool>& missing) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!missing[i]) values[kept++] = values[i];
  values.resize(kept);
}

}  // namespace

void refuse_dates(const Sample& sample) {
  if (sample.is_date)
    fail_argument("", sample.label,
                  "is of dates, and families describe numbers; fit how long things took, as hours or days");
}

FitRows read_fit_rows(const FitRequest& request, Desk& desk) {
  FitRows rows;
  std::vector<bool> missing;
  const auto look_for_missing = [&](const std::vector<double>& values, const std::string& label) {
    missing.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isnan(values[i])) continue;
      if (!request.drop_missing)
        fail_domain("", fmt::format("row {} of {}", i + 1, label),
                    "is missing; give --drop-missing to leave such rows out");
      missing[i] = true;
    }
  };
  if (!request.between.empty()) {
    if (!request.event.empty() || request.rounded)
      fail_argument("", "--between", "says all of a row; leave out --event and --rounded");
    if (!names_a_file(request.input))
      fail_argument("", "DATA", fmt::format("is '{}'; with --between it is a file", request.input));
    const auto [low, high] = two_of(request.between, "--between");
    const Sample from = read_sample(beside(request.input, low), "LOW", desk);
    refuse_dates(from);
    rows.label = fmt::format("{} to {}", low, high);
    rows.lower = from.values;
    rows.upper = column(request, high, "HIGH", from.values.size(), desk);
    std::vector<double> known(rows.lower.size());
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (std::isnan(rows.lower[i]) && std::isnan(rows.upper[i])) known[i] = NAN;
      if (std::isnan(rows.lower[i])) rows.lower[i] = -HUGE_VAL;
      if (std::isnan(rows.upper[i])) rows.upper[i] = HUGE_VAL;
    }
    look_for_missing(known, rows.label);
  } else {
    Sample sample = read_sample(request.input, "DATA", desk);
    refuse_dates(sample);
    rows.label = sample.label;
    rows.x = std::move(sample.values);
    look_for_missing(rows.x, rows.label);
  }
  const std::size_t n = std::max(rows.x.size(), rows.lower.size());
  missing.resize(n);
  for (const auto& [word, option, into] :
       {std::tuple{&request.event, "--event", &rows.event}, std::tuple{&request.weights, "--weights", &rows.weights}}) {
    if (word->empty()) continue;
    *into = column(request, *word, option, n, desk);
    look_for_missing(**into, *word);
  }
  for (std::vector<double>* each : {&rows.x, &rows.lower, &rows.upper}) keep(*each, missing);
  if (rows.event) keep(*rows.event, missing);
  if (rows.weights) keep(*rows.weights, missing);
  rows.missing = static_cast<std::size_t>(std::ranges::count(missing, true));
  if (!request.truncate.empty()) {
    const auto [low, high] = two_of(request.truncate, "--truncate");
    rows.truncation = {end_of(low, -HUGE_VAL), end_of(high, HUGE_VAL)};
  }
  if (request.rounded) {
    if (rows.event) fail_argument("", "--rounded", "does not go with --event; give both ends of each row: --between");
    if (!(*request.rounded > 0) || std::isinf(*request.rounded))
      fail_domain("", "--rounded", fmt::format("is {}; a step is positive and finite", *request.rounded));
    rows.step = *request.rounded;
  }
  return rows;
}

}  // namespace sanov::cli
