#include "sanov/fit/rank_families.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/base/error.h"
#include "sanov/families/draws.h"
#include "sanov/fit/binned_kl.h"
#include "sanov/fit/goodness_of_fit.h"
#include "sanov/fit/held_out.h"
#include "sanov/fit/likelihood.h"
#include "sanov/fit/scaling.h"
#include "sanov/fit/shifted_fit.h"
#include "sanov/fit/start_of.h"
#include "sanov/fit/steep_ends.h"
#include "sanov/fit/verdict.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// A family with the log density that each node had while its fold was held out.
struct Candidate {
  RankedFit ranked;
  std::vector<double> held_out;
};

void add_remark(FamilyFit& fit, const std::string& remark) {
  if (!remark.empty()) fit.remark += (fit.remark.empty() ? "" : "; ") + remark;
}

struct Mean {
  double value = 0, error = 0;
};

/// The weighted mean of a − b, and its standard error.
Mean mean_of(const std::vector<double>& a, const std::vector<double>* b, const std::vector<double>& w) {
  double mass = 0, mean = 0, squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double v = b == nullptr ? a[i] : a[i] == (*b)[i] ? 0 : a[i] - (*b)[i];  // −∞ twice is no difference
    if (std::isinf(v)) return {v, 0};
    mass += w[i];
    const double step = v - mean;
    mean += w[i] / mass * step;
    squares += w[i] * step * (v - mean);
  }
  return {mean, mass > 1 ? std::sqrt(squares / mass / mass) : 0};
}

/// The standard error of how far the first is ahead, of both on the same rows. The rows' differences do not show all of it: a
/// parameter that one of the two has to itself gains or loses by how the folds were dealt, 9/32 χ²₄ nats in all where it is of
/// no use, and the less the rows differ the more of the error that is.
double error_of_lead(double of_rows, const FamilyFit& first, const FamilyFit& other, double mass) {
  constexpr double kOfDealing = 81.0 / 128;  // the variance, with five folds, for each parameter
  const auto free = [](const FamilyFit& fit) {
    return static_cast<double>(std::ranges::count(fit.free_parameters, true));
  };
  const double own = std::max(1.0, std::fabs(free(first) - free(other)));
  return std::hypot(of_rows, std::sqrt(kOfDealing * own) / mass);
}

/// What the bootstrap resamples: each part comes a Poisson number of times, its weight on average.
struct Parts {
  std::vector<double> weight;
  std::vector<std::vector<double>> value;  ///< a contender's log density, in each part
};

/// The nodes, or, where there are many, sums over random groups of them: those vary as the nodes do.
Parts parts_of(const std::vector<Candidate>& candidates, const std::vector<std::size_t>& contenders,
               const std::vector<double>& weight) {
  constexpr std::size_t kGroups = 2048;
  Parts out;
  if (weight.size() <= kGroups) {
    out.weight = weight;
    for (const std::size_t f : contenders) out.value.push_back(candidates[f].held_out);
    return out;
  }
  out.weight.assign(kGroups, 1);
  for (const std::size_t f : contenders) {
    std::vector<double> sums(kGroups);
    for (std::size_t i = 0; i < weight.size(); ++i)
      sums[philox({static_cast<std::uint32_t>(i), 0, 0, 0}, {7, 0})[0] % kGroups] +=
          weight[i] * candidates[f].held_out[i];
    out.value.push_back(std::move(sums));
  }
  return out;
}

/// How often each family would have come first, had other rows been drawn.
void count_wins(std::vector<Candidate>& candidates, const std::vector<double>& weight, const RankOptions& options) {
  std::vector<std::size_t> contenders;  // families more than nine standard errors behind never win
  for (std::size_t f = 0; f < candidates.size(); ++f) {
    const RankedFit& r = candidates[f].ranked;
    if (std::isfinite(r.score) && r.behind <= 9 * r.behind_error) contenders.push_back(f);
  }
  if (contenders.empty()) return;
  const Parts parts = parts_of(candidates, contenders, weight);
  std::vector<std::size_t> winner(static_cast<std::size_t>(options.draws));
  parallel_chunks(winner.size(), 16, [&](std::size_t first, std::size_t last) {
    std::vector<double> sums(contenders.size());
    for (std::size_t d = first; d < last; ++d) {
      Random random(options.seed, d);
      std::fill(sums.begin(), sums.end(), 0);
      for (std::size_t i = 0; i < parts.weight.size(); ++i) {
        const double count = draw_poisson(random, parts.weight[i]);
        if (count == 0) continue;
        for (std::size_t c = 0; c < contenders.size(); ++c) sums[c] += count * parts.value[c][i];
      }
      winner[d] = contenders[static_cast<std::size_t>(std::max_element(sums.begin(), sums.end()) - sums.begin())];
    }
  });
  for (const std::size_t f : winner) candidates[f].ranked.wins += 1;
  for (Candidate& c : candidates) c.ranked.wins /= static_cast<double>(winner.size());
}

/// Puts families in the order of the criterion, the best first.
void put_in_order(std::vector<Candidate>& candidates, RankCriterion criterion, const std::optional<BinnedData>& bins) {
  const bool larger = criterion == RankCriterion::held_out;
  for (Candidate& c : candidates) {
    RankedFit& r = c.ranked;
    switch (criterion) {
      case RankCriterion::held_out: r.criterion = r.score; break;
      case RankCriterion::aic: r.criterion = r.fit.aic; break;
      case RankCriterion::bic: r.criterion = r.fit.bic; break;
      case RankCriterion::binned_kl: r.criterion = binned_kl(*bins, r.fit.distribution()); break;
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
    const double first = a.ranked.criterion, second = b.ranked.criterion;
    if (first == second) return a.ranked.fit.aic < b.ranked.fit.aic;  // as where none can be judged by values held out
    return larger ? first > second : first < second;
  });
  const double first = candidates[0].ranked.criterion;
  for (Candidate& c : candidates) {
    const double value = c.ranked.criterion;
    c.ranked.gap = value == first ? 0 : larger ? first - value : value - first;  // ∞ twice is no difference
  }
}

std::vector<const FamilyEntry*> wanted(const RankOptions& options) {
  std::vector<const FamilyEntry*> entries;
  for (const std::string_view name : options.families) entries.push_back(&find_family(name));
  if (options.families.empty())
    for (const FamilyEntry& entry : all_families())
      if (is_fitted_unasked(entry)) entries.push_back(&entry);
  return entries;
}

/// "it has no location"; "" where it has every parameter that is fixed.
std::string without_parameter(const FamilyEntry& entry, std::span<const FixedParameter> fixed) {
  for (const FixedParameter& f : fixed)
    if (std::none_of(entry.parameters.begin(), entry.parameters.end(),
                     [&](const FamilyParameter& p) { return p.name == f.name; }))
      return "it has no " + std::string(f.name);
  return {};
}

/// Of a fit with a free location, which itself may have no standard error.
bool knows_its_own_parameters(const FamilyFit& fit) {
  for (std::size_t i = 0; i < fit.parameters.size(); ++i)
    if (i != *fit.location && !fit.standard_errors[i]) return false;
  return true;
}

bool ends_steeply(const FamilyEntry& entry, const FamilyFit& fit) {
  const std::vector<bool> ends = steep_ends(entry, fit.parameters, fit.free_parameters);
  return std::ranges::count(ends, true) > 0;
}

/// Fits a family in place of `c`; or why it has no place in the ranking. `named`: the caller asks for it.
std::string why_left_out(const FamilyEntry& entry, const FitData& data, const RankOptions& options, bool named,
                         Candidate& c) {
  std::string why = without_parameter(entry, options.fixed);
  if (why.empty()) why = why_not(entry, data, {.fixed = options.fixed, .free = options.free});
  if (!why.empty()) return why;
  // Densities and masses are not to be compared; but who names a density is given it.
  // Chances of intervals can be compared; and what is censored are times or amounts, if recorded in whole units.
  if (data.shape().whole && !named && data.step() == 0 && entry.whole == (data.intervals() > 0))
    return entry.whole ? "censored values are taken for continuous; name it to have it fitted"
                       : "the values are whole numbers, and it is continuous";
  FamilyFit& fit = c.ranked.fit;
  const bool likelihood = options.method == FitMethod::likelihood;
  try {
    fit = fit_family(entry.name, data,
                     {.fixed = options.fixed, .free = options.free, .method = options.method, .all_values = false});
    if (!std::isfinite(fit.log_likelihood) || fit.status != Status::converged)
      return likelihood ? "its likelihood has no maximum that was found on these data" : fit.remark;
    const bool known = fit.location ? knows_its_own_parameters(fit)
                                    : !fit.covariance.empty() || entry.start_is_best || ends_steeply(entry, fit);
    if (likelihood && !known && (fit.location || !named))  // another family is what it becomes there
      return "a parameter runs to the edge of its domain";
    HeldOut others = held_out(entry, data, fit, options.fixed.empty());
    c.held_out = std::move(others.terms);
    add_remark(fit, others.remark);
  } catch (const DomainError& refused) {  // of such data
    return refused.complaint().rule;
  } catch (const InvalidArgument& refused) {
    return refused.complaint().argument + " " + refused.complaint().rule;
  }
  return {};
}

/// What no family can be fitted with.
void check_free(const FitData& data, const RankOptions& options) {
  if (options.free.empty()) return;
  if (options.families.empty())
    fail_argument("fit", "free", "needs families that are named: with free locations many become one another");
  if (options.intervals) fail_argument("fit", "intervals", "does not go with a free location; give ± standard errors");
  for (const FamilyEntry* entry : wanted(options)) frees_location(*entry, options.free);
  check_rows_of_location(data);
}

/// A fixed parameter that no family has is a slip.
void check_fixed(const std::vector<const FamilyEntry*>& entries, const RankOptions& options) {
  std::vector<std::string_view> names;
  for (const FamilyEntry* entry : entries)
    for (const FamilyParameter& p : entry->parameters) names.push_back(p.name);
  for (const FixedParameter& fixed : options.fixed) {
    if (std::ranges::find(names, fixed.name) != names.end()) continue;
    const std::string near = nearest(fixed.name, names.data(), names.size());
    fail_argument("fit", "fixed",
                  "names '" + std::string(fixed.name) + "', which none of the families has" +
                      (near.empty() ? "" : "; did you mean " + near + "?"));
  }
}

void add_intervals(RankedFit& ranked, const FitData& data, const IntervalOptions& options) {
  ranked.intervals = confidence_intervals(ranked.fit, data, options);
  for (std::size_t i = 0; i < ranked.intervals.size(); ++i)
    add_remark(ranked.fit, why_no_interval(ranked.fit, data, i));
}

/// `named`: whether the caller asks for the families in the options.
Ranking rank_as_they_are(const FitData& data, const RankOptions& options, bool named) {
  check_free(data, options);
  if (options.bins && options.criterion != RankCriterion::binned_kl)
    fail_argument("fit", "bins",
                  "is for the criterion binned_kl, and not for " + std::string(about(options.criterion).name));
  const std::vector<const FamilyEntry*> entries = wanted(options);
  check_fixed(entries, options);
  Ranking ranking{.fits = {}, .left_out = {}, .named = named, .criterion = options.criterion, .verdict = {}};
  std::optional<BinnedData> bins;
  if (options.criterion == RankCriterion::binned_kl) {
    bins = binned(data, options.bins);
    ranking.bins = bins->count;
  }
  std::vector<Candidate> candidates;
  for (const FamilyEntry* entry : entries) {
    Candidate c;
    if (std::string why = why_left_out(*entry, data, options, named, c); !why.empty())
      ranking.left_out.push_back({entry->name, std::move(why)});
    else
      candidates.push_back(std::move(c));
  }
  if (candidates.empty()) {
    const FamilyLeftOut& first = ranking.left_out.front();
    fail_argument("fit", "x", "suits none of the families: " + std::string(first.family) + ": " + first.reason);
  }
  std::vector<double> weight;  // in the order of the held-out terms
  for (std::size_t k = 0; k < FitData::kFolds; ++k) {
    const std::vector<double> of_fold = weights_of(data.fold(k));
    weight.insert(weight.end(), of_fold.begin(), of_fold.end());
  }
  for (Candidate& c : candidates) {
    const Mean score = mean_of(c.held_out, nullptr, weight);
    c.ranked.score = score.value;
    c.ranked.score_error = score.error;
    if (std::isinf(score.value) && c.ranked.fit.remark.empty())
      c.ranked.fit.remark = "fitted to the others it gives no density to a value held out";
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.ranked.score > b.ranked.score; });
  double likeliest = -kInf;
  for (const Candidate& c : candidates) likeliest = std::max(likeliest, c.ranked.fit.log_likelihood);
  for (Candidate& c : candidates) {
    c.ranked.kl_gap = (likeliest - c.ranked.fit.log_likelihood) / data.shape().mass;
    if (std::isinf(candidates[0].ranked.score)) continue;  // none can be judged by values held out
    const Mean gap = mean_of(candidates[0].held_out, &c.held_out, weight);
    c.ranked.behind = gap.value;
    if (&c != &candidates[0] && std::isfinite(gap.value))
      c.ranked.behind_error = error_of_lead(gap.error, candidates[0].ranked.fit, c.ranked.fit, data.shape().mass);
  }
  count_wins(candidates, weight, options);
  put_in_order(candidates, options.criterion, bins);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (options.fit_draws > 0 && no_goodness(data).empty() && i < static_cast<std::size_t>(options.fit_families) &&
        !candidates[i].ranked.fit.family.empty())
      candidates[i].ranked.fit_p =
          goodness_of_fit(candidates[i].ranked.fit, data, {.draws = options.fit_draws, .seed = options.seed}).p;
    if (options.intervals && (named || i < 3)) add_intervals(candidates[i].ranked, data, *options.intervals);
    ranking.fits.push_back(std::move(candidates[i].ranked));
  }
  ranking.verdict = verdict(ranking, data.shape().mass);
  return ranking;
}

/// Of data so large or so small that squares overflow: those divided by a power of two, and all of it scaled back.
Ranking rank_scaled(const FitData& data, const RankOptions& options, int exponent) {
  std::vector<std::string_view> names;
  std::vector<FamilyLeftOut> left_out;
  for (const FamilyEntry* entry : wanted(options)) {
    if (scaling_of(*entry))
      names.push_back(entry->name);
    else
      left_out.push_back(
          {entry->name, "it has no scale, and the values are of the order of 2^" + std::to_string(exponent)});
  }
  if (names.empty())
    fail_argument("fit", "x",
                  "suits none of the families: " + std::string(left_out[0].family) + ": " + left_out[0].reason);
  RankOptions inner = options;
  inner.families = names;
  Ranking ranking = rank_as_they_are(data.scaled(-exponent), inner, !options.families.empty());
  ranking.left_out.insert(ranking.left_out.end(), left_out.begin(), left_out.end());
  const double values = 1 - data.interval_mass() / data.shape().mass;  // the share of rows with a density
  for (RankedFit& r : ranking.fits) {
    const Scaling scaling = *scaling_of(find_family(r.fit.family));
    r.fit = scaled_back(std::move(r.fit), scaling, exponent, data);
    r.score -= values * exponent * std::numbers::ln2;
    if (ranking.criterion == RankCriterion::held_out) r.criterion = r.score;
    if (ranking.criterion == RankCriterion::aic) r.criterion = r.fit.aic;
    if (ranking.criterion == RankCriterion::bic) r.criterion = r.fit.bic;
    for (std::size_t i = 0; i < r.intervals.size(); ++i)
      if (auto& each = r.intervals[i])
        each = {scaling.scaled(i, each->lower, exponent), scaling.scaled(i, each->upper, exponent), each->level};
  }
  return ranking;
}

}  // namespace

Ranking rank_families(const FitData& data, const RankOptions& options) {
  if (const int exponent = awkward_exponent(data);
      exponent != 0 && options.fixed.empty() && options.free.empty() && options.method == FitMethod::likelihood)
    return rank_scaled(data, options, exponent);
  return rank_as_they_are(data, options, !options.families.empty());
}

}  // namespace sanov
