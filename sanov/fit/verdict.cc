#include "sanov/fit/verdict.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace sanov {
namespace {

constexpr double kRefuted = 0.01;
constexpr double kFew =
    10;  ///< values below which a ranking is chance: of ten, the truth comes first in a third of samples

bool refuted(const RankedFit& r) { return r.fit_p && *r.fit_p < kRefuted; }

std::string decimals(double value, int count) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", count, value);
  return text;
}

/// "0.024 ± 0.022": the error to two digits.
std::string with_error(double value, double error) {
  const int count = error > 0 ? std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 0, 6) : 4;
  return decimals(value, count) + (error > 0 ? " ± " + decimals(error, count) : "");
}

std::string p_words(const RankedFit& r) { return *r.fit_p < 0.006 ? "p < 0.01" : "p " + decimals(*r.fit_p, 2); }

std::string rounded(double n) {
  const double digits = std::pow(10, std::max(0.0, std::floor(std::log10(n)) - 1));
  return std::to_string(static_cast<long long>(std::round(n / digits) * digits));
}

/// The first is refuted: the best of those tested that is not; or none of them.
std::string of_refuted(const Ranking& ranking) {
  const RankedFit& first = ranking.fits[0];
  const std::string best(first.fit.family);
  for (const RankedFit& r : ranking.fits)
    if (r.fit_p && !refuted(r))
      return best + " says most of values held out, but is refuted (" + p_words(first) + "); " +
             std::string(r.fit.family) + ", " + with_error(r.behind, r.behind_error) +
             " nats a value behind, is not (" + p_words(r) + ")";
  return "none of these families describes the data: the best, " + best + ", is refuted (" + p_words(first) + ")";
}

std::string of_few(const Ranking& ranking, double mass) {
  const std::string best(ranking.fits[0].fit.family);
  const double digits = 1e3, values = std::round(mass * digits) / digits;
  char count[32];
  std::snprintf(count, sizeof count, "%.15g", values);
  return std::string(count) + " values are too few to tell families apart: " +
         (std::isinf(ranking.fits[0].score) ? "none can be judged by values held out"
                                            : "that " + best + " comes first may be chance");
}

std::string by_values_held_out(const Ranking& ranking, double mass) {
  const std::string best(ranking.fits[0].fit.family);
  if (mass < kFew && ranking.fits.size() > 1) return of_few(ranking, mass);
  if (std::isinf(ranking.fits[0].score))
    return "values held out cannot judge " +
           (ranking.fits.size() == 1 ? best : "these families, and " + best + " has the smallest AIC");
  if (refuted(ranking.fits[0])) return of_refuted(ranking);
  std::vector<std::string> ties;
  for (std::size_t i = 1; i < ranking.fits.size(); ++i)
    if (ranking.fits[i].behind < 2 * ranking.fits[i].behind_error) ties.emplace_back(ranking.fits[i].fit.family);
  if (ties.empty()) return best + " describes these data best";
  const RankedFit& next = ranking.fits[1];
  std::string text = best + " describes these data best, but " + std::to_string(ties.size()) +
                     (ties.size() == 1 ? " other cannot" : " others cannot") + " be told from it";
  if (next.behind > 0) {
    // Power 80% of a one-sided test at 5%: the mean difference stands 2.49 standard errors above 0.
    const double ratio = 2.49 * next.behind_error / next.behind;
    if (ratio > 1 && ratio < 1e3)
      text += "; about " + rounded(mass * ratio * ratio) + " rows would be needed to tell " +
              std::string(next.fit.family) + " from it";
  }
  return text;
}

/// Of a criterion without errors no more is said than who comes first, and whether held-out values agree.
std::string without_errors(const Ranking& ranking) {
  const RankedFit& first = ranking.fits[0];
  std::string text = std::string(first.fit.family) + " has the smallest " + std::string(about(ranking.criterion).title);
  const bool kl = ranking.criterion == RankCriterion::binned_kl;
  if (kl) text += " on " + std::to_string(ranking.bins) + " bins";
  if (ranking.fits.size() > 1 && std::isfinite(ranking.fits[1].gap))
    text += ", " + decimals(ranking.fits[1].gap, kl ? 4 : 1) + (kl ? " nats" : "") + " before " +
            std::string(ranking.fits[1].fit.family);
  if (refuted(first)) text += ", but is refuted (" + p_words(first) + ")";
  const auto best = std::ranges::max_element(ranking.fits, {}, &RankedFit::score);
  if (best->score > first.score)
    text += "; of values held out " + std::string(best->fit.family) + " says more, by " +
            with_error(first.behind, first.behind_error) + " nats a value";
  return text;
}

}  // namespace

std::string verdict(const Ranking& ranking, double mass) {
  return ranking.criterion == RankCriterion::held_out ? by_values_held_out(ranking, mass) : without_errors(ranking);
}

}  // namespace sanov
