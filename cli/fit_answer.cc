#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "cli/fit.h"
#include "cli/json.h"
#include "cli/rank_answer.h"
#include "cli/text.h"
#include "sanov/fit/goodness_of_fit.h"

namespace sanov::cli {
namespace {

std::string percent(double share) {
  if (share > 0 && share < 0.005) return "<1%";
  return fmt::format("{:.0f}%", 100 * share);
}

/// "−1.6021": as many decimals as its standard error has meaning in.
std::string nats(double value, double error) {
  const int decimals = error > 0 ? std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 2, 6) : 4;
  return true_minus(fmt::format("{:.{}f}", value, decimals));
}

std::string end_text(double end) { return std::isinf(end) ? (end < 0 ? "−∞" : "∞") : number_text(end, 4); }

std::string parameters_text(const RankedFit& ranked) {
  const FamilyFit& fit = ranked.fit;
  std::string text;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", fit.name(i), number_text(fit.parameters[i], 4));
    if (!fit.free_parameters[i])
      text += " (fixed)";
    else if (!ranked.intervals.empty() && ranked.intervals[i])
      text += fmt::format(" ({} to {})", end_text(ranked.intervals[i]->lower), end_text(ranked.intervals[i]->upper));
    else if (ranked.intervals.empty() && fit.standard_errors[i])
      text += " ± " + rounded(*fit.standard_errors[i], 2);
  }
  if (!fit.remark.empty()) text += "; " + fit.remark;
  return text;
}

std::string p_of(const RankedFit& ranked, int draws) {
  if (!ranked.fit_p) return "–";
  const double least = 1.0 / (1 + draws);
  return *ranked.fit_p <= least * 1.0001 ? "≤" + rounded(least, 1) : rounded(*ranked.fit_p, 2);
}

std::string heading(const FitAnswer& answer) {
  const FitData& data = answer.data;
  std::string text =
      fmt::format("{}: {}", answer.label, counted(static_cast<double>(data.size() - data.intervals()), "value"));
  if (!data.values().empty())
    text += fmt::format(", {} to {}", number_text(data.values().front(), 4), number_text(data.values().back(), 4));
  if (data.intervals() > 0)
    text +=
        fmt::format("; {} of which only an interval is known", counted(static_cast<double>(data.intervals()), "row"));
  text += answer.missing > 0 ? fmt::format("; {} missing, left out", with_commas(static_cast<double>(answer.missing)))
                             : ", none missing";
  if (answer.step > 0)
    text += fmt::format("; fitted as rounded to {}", rounded(answer.step));
  else if (answer.grain.step)
    text += fmt::format("; recorded to {}", rounded(*answer.grain.step));
  if (const Truncation& t = data.truncation(); t.any())
    text += std::isinf(t.high) ? fmt::format("; nothing up to {} is recorded", number_text(t.low, 4))
            : std::isinf(t.low)
                ? fmt::format("; nothing above {} is recorded", number_text(t.high, 4))
                : fmt::format("; nothing outside {} to {} is recorded", number_text(t.low, 4), number_text(t.high, 4));
  return text;
}

/// What must be known before any density is believed.
std::vector<std::string> warnings(const FitAnswer& answer) {
  std::vector<std::string> lines;
  if (answer.atom_share)
    lines.push_back(fmt::format("{} of the values are {}, which no density gives: what follows is of the other {}.",
                                percent(*answer.atom_share), number_text(answer.grain.atom, 4),
                                with_commas(static_cast<double>(answer.data.size()))));
  else if (answer.grain.step && answer.step == 0 && !answer.data.shape().whole &&
           static_cast<double>(answer.data.different()) < 0.5 * static_cast<double>(answer.data.size()))
    lines.push_back(
        fmt::format("Only {} of the values are different: rounding alone can refute a continuous family; --rounded {} "
                    "fits what lies behind it.",
                    with_commas(static_cast<double>(answer.data.different())), rounded(*answer.grain.step)));
  return lines;
}

/// A histogram of the data with what the best family expects in each cell.
std::string histogram_text(const FitAnswer& answer, const Terminal& terminal) {
  const FitData& data = answer.data;
  const Distribution best = answer.ranking.fits[0].fit.distribution();
  const double low = data.shape().low, high = data.shape().high;
  // Of a few values a few cells: most of more would be empty.
  const std::size_t allowed =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(2 * std::sqrt(data.shape().mass))), 2, 12);
  const std::size_t cells =
      data.shape().whole ? std::min<std::size_t>(allowed, static_cast<std::size_t>(high - low) + 1) : allowed;
  const double width = data.shape().whole ? std::ceil((high - low + 1) / static_cast<double>(cells))
                                          : (high - low) / static_cast<double>(cells);
  std::vector<double> seen(cells), expected(cells);
  for (std::size_t i = 0; i < data.values().size(); ++i) {
    const double weight = data.weights().empty() ? 1 : data.weights()[i];
    const auto cell = static_cast<std::size_t>((data.values()[i] - low) / width);
    seen[std::min(cell, cells - 1)] += weight / data.shape().mass;
  }
  double most = 0;
  for (std::size_t k = 0; k < cells; ++k) {
    const double a = low + width * static_cast<double>(k), b = a + width;
    const double shift = data.shape().whole ? 0.5 : 0;
    expected[k] = best.cdf(b - shift) - best.cdf(a - shift);
    most = std::max({most, seen[k], expected[k]});
  }
  Table table({Align::right, Align::right, Align::right, Align::left});
  table.add({"from", "data", std::string(answer.ranking.fits[0].fit.family), ""});
  for (std::size_t k = 0; k < cells; ++k)
    table.add({number_text(low + width * static_cast<double>(k), 3), percent(seen[k]), percent(expected[k]),
               bar(seen[k] / most, 40)});
  return table.text(terminal);
}

}  // namespace

std::string fit_heading(const FitAnswer& answer) { return heading(answer); }
std::vector<std::string> fit_warnings(const FitAnswer& answer) { return warnings(answer); }

std::vector<std::string> ranked_heads(const FitAnswer& answer) {
  if (answer.ranking.criterion == RankCriterion::held_out) return {"family", "nats a value", "behind", "wins", "fit p"};
  return {"family", std::string(about(answer.ranking.criterion).title), "behind", "held out", "fit p"};
}

RankedWords ranked_words(const FitAnswer& answer, std::size_t place) {
  const RankedFit& r = answer.ranking.fits[place];
  const std::string score = std::isfinite(r.score) ? nats(r.score, r.score_error) : "−∞";
  const std::string name(r.fit.family), p = p_of(r, answer.draws);
  if (answer.ranking.criterion != RankCriterion::held_out) {
    const int decimals = answer.ranking.criterion == RankCriterion::binned_kl ? 4 : 1;
    const auto number = [&](double value) {
      return std::isfinite(value) ? true_minus(fmt::format("{:.{}f}", value, decimals)) : "∞";
    };
    return {{name, number(r.criterion), place == 0 ? "–" : number(r.gap), score, p}, parameters_text(r)};
  }
  const std::string behind = place == 0 ? "–"
                             : std::isfinite(r.behind)
                                 ? nats(r.behind, r.behind_error) + " ± " + rounded(r.behind_error, 2)
                                 : "∞";
  return {{name, place == 0 && std::isfinite(r.score) ? score + " ± " + rounded(r.score_error, 2) : score, behind,
           percent(r.wins), p},
          parameters_text(r)};
}

std::string ranked_reading(const FitAnswer& answer) {
  const RankCriterionInfo& info = about(answer.ranking.criterion);
  if (info.criterion == RankCriterion::held_out)
    return fmt::format("Nats a value: {}. Wins: in how many of 1,000 resampled data sets it comes first.", info.about);
  return fmt::format("{}{}: {}. Held out: {}.", static_cast<char>(std::toupper(info.title[0])), info.title.substr(1),
                     info.about, about(RankCriterion::held_out).about);
}

std::string fit_text(const FitAnswer& answer, std::size_t shown_fits, const Terminal& terminal) {
  const Ranking& ranking = answer.ranking;
  Table head;
  head.note(heading(answer));
  if (const FitMethod method = ranking.fits[0].fit.method; method != FitMethod::likelihood)
    head.note(fmt::format("Fitted {}: {}.", about(method).title, about(method).about));
  for (const std::string& line : warnings(answer)) head.note(line);
  const bool held_out = ranking.criterion == RankCriterion::held_out;
  Table table({Align::left, Align::right, held_out ? Align::left : Align::right, Align::right, Align::right});
  table.add(ranked_heads(answer));
  for (std::size_t i = 0; i < std::min(shown_fits, ranking.fits.size()); ++i) {
    const RankedWords w = ranked_words(answer, i);
    table.add(w.cells);
    table.note("    " + w.parameters);
  }
  Table tail;
  double level = 0;
  tail.note(ranking.verdict + ".");
  tail.note(ranked_reading(answer) + " Fit p: small where the family is refuted.");
  for (const RankedFit& r : ranking.fits)
    for (const std::optional<Interval>& each : r.intervals)
      if (each && level == 0) level = each->level;
  if (level > 0) tail.note(fmt::format("In brackets: {:g}% confidence intervals.", 100 * level));
  if (ranking.fits.size() > shown_fits)
    tail.note(fmt::format("{} more fitted; --all shows them.",
                          with_commas(static_cast<double>(ranking.fits.size() - shown_fits))));
  std::string out_text;
  for (const FamilyLeftOut& left : ranking.left_out)
    out_text += (out_text.empty() ? ""
                 : ranking.named  ? "; "
                                  : ", ") +
                std::string(left.family) + (ranking.named ? ": " + left.reason : "");
  if (!out_text.empty()) tail.note("Left out: " + out_text + (ranking.named ? "." : ". The reasons are in --json."));
  if (const std::string why = no_goodness(answer.data); answer.draws > 0 && !why.empty())
    tail.note(fmt::format("Fit p is left out: {} {}.", answer.label, why));
  return head.text(terminal) + "\n" + table.text(terminal) + "\n" + tail.text(terminal) +
         (answer.data.intervals() > 0 ? "" : "\n" + histogram_text(answer, terminal));
}

std::string fit_json(const FitAnswer& answer) {
  Json json;
  json.object()
      .member("data", answer.label)
      .member("n", static_cast<std::uint64_t>(answer.data.size()))
      .member("missing", static_cast<std::uint64_t>(answer.missing))
      .member("different", static_cast<std::uint64_t>(answer.data.different()));
  if (answer.data.intervals() > 0) json.member("interval_rows", static_cast<std::uint64_t>(answer.data.intervals()));
  if (answer.step > 0) json.member("rounded", answer.step);
  if (const Truncation& t = answer.data.truncation(); t.any())
    json.key("truncation").array().value(t.low).value(t.high).close();
  if (answer.grain.step) json.member("recorded_to", *answer.grain.step);
  if (answer.atom_share)
    json.key("atom").object().member("value", answer.grain.atom).member("share", *answer.atom_share).close();
  json.member("criterion", about(answer.ranking.criterion).name);
  if (answer.ranking.bins > 0) json.member("bins", static_cast<std::uint64_t>(answer.ranking.bins));
  json.member("verdict", answer.ranking.verdict).key("families").array();
  for (const RankedFit& r : answer.ranking.fits) {
    json.object().member("family", r.fit.family).key("parameters").object();
    for (std::size_t i = 0; i < r.fit.parameters.size(); ++i) json.member(r.fit.name(i), r.fit.parameters[i]);
    json.close().key("standard_errors").object();
    for (std::size_t i = 0; i < r.fit.parameters.size(); ++i) {
      json.key(r.fit.name(i));
      r.fit.standard_errors[i] ? json.value(*r.fit.standard_errors[i]) : json.null();
    }
    json.close();
    if (!r.intervals.empty()) {
      json.key("intervals").object();
      for (std::size_t i = 0; i < r.intervals.size(); ++i) {
        json.key(r.fit.name(i));
        r.intervals[i] ? json.array().value(r.intervals[i]->lower).value(r.intervals[i]->upper).close() : json.null();
      }
      json.close();
    }
    json.member("criterion", r.criterion)
        .member("gap", r.gap)
        .member("score", r.score)
        .member("score_error", r.score_error)
        .member("behind", r.behind)
        .member("behind_error", r.behind_error)
        .member("wins", r.wins)
        .key("fit_p");
    r.fit_p ? json.value(*r.fit_p) : json.null();
    json.member("log_likelihood", r.fit.log_likelihood)
        .member("aic", r.fit.aic)
        .member("bic", r.fit.bic)
        .member("kl_gap", r.kl_gap)
        .member("method", about(r.fit.method).name)
        .member("status", to_text(r.fit.status))
        .member("iterations", r.fit.iterations);
    if (r.fit.distance) json.member("distance", *r.fit.distance);
    if (!r.fit.remark.empty()) json.member("remark", r.fit.remark);
    json.close();
  }
  json.close().key("left_out").array();
  for (const FamilyLeftOut& left : answer.ranking.left_out)
    json.object().member("family", left.family).member("reason", left.reason).close();
  return json.close().close().text();
}

}  // namespace sanov::cli
