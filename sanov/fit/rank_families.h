#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sanov/fit/intervals.h"
#include "sanov/fit/rank_criterion.h"

namespace sanov {

struct RankOptions {
  std::span<const std::string_view> families = {};  ///< none: all that have a fit to data
  /// Parameters that stay where they are; families without one of them are left out.
  std::span<const FixedParameter> fixed = {};
  /// "location": where the families named begin is fitted too (shifted_fit.h); those without a best place are left out.
  std::span<const std::string_view> free = {};
  FitMethod method = FitMethod::likelihood;  ///< of the fits; the criterion is the same for all of them
  RankCriterion criterion = RankCriterion::held_out;
  std::optional<std::size_t> bins = {};  ///< of binned_kl; none: as binned() (binned_kl.h) has it
  /// Confidence intervals of the parameters of the families named, or of the first three; none: none.
  std::optional<IntervalOptions> intervals = {};
  int draws = 1000;      ///< of the bootstrap that says how often each family would have won
  int fit_draws = 199;   ///< of the parametric bootstrap behind the goodness of fit; 0: none
  int fit_families = 3;  ///< how many of the first are tested
  std::uint64_t seed = 1;
};

/// A family in its place.
struct RankedFit {
  FamilyFit fit;
  double score = 0;         ///< mean log density of held-out values, in nats: 5-fold cross-validation
  double score_error = 0;   ///< its standard error
  double behind = 0;        ///< how far the score is below the largest
  double behind_error = 0;  ///< paired: of the mean difference, with what dealing out the folds adds
  double kl_gap = 0;     ///< by how many nats a value the data are further from it than from the likeliest, in sample
  double wins = 0;       ///< share of bootstrap samples in which its score is the largest
  double criterion = 0;  ///< what the families are in order of: the score, AIC, BIC, or binned KL in nats
  double gap = 0;        ///< by how much that is worse than the first family's
  std::vector<std::optional<Interval>> intervals;  ///< of the parameters, where these were asked for; else empty
  std::optional<double> fit_p;  ///< p of Anderson and Darling's distance, which knows that parameters were fitted
};

struct FamilyLeftOut {
  std::string_view family;
  std::string reason;
};

struct Ranking {
  std::vector<RankedFit> fits;  ///< best first
  std::vector<FamilyLeftOut> left_out;
  bool named = false;  ///< the caller asked for these families
  RankCriterion criterion = RankCriterion::held_out;
  std::size_t bins = 0;  ///< of binned_kl
  std::string verdict;   ///< which is best, which cannot be told from it, or that none fits
};

/// Fits families to data and orders them by how well each predicts values that it has not seen, or by another criterion.
///   score = (1/n) Σ ln f(xᵢ; fitted without the fold of xᵢ)
/// Of up to 200 others f is averaged over what they leave open of the parameters, of all families alike (averaged.h), and
/// the folds are dealt out to the values in ascending order, by a lot that the values are (deal.h): the order of the rows and
/// the unit have no part in the answer.
/// The difference of two scores estimates the difference of their KL divergences from the truth. Each family is fitted
/// to all data, then to each four fifths by Newton's steps from there. `wins` resamples the stored log densities
/// (Kishino and Hasegawa's RELL, with Poisson weights). `fit_p` compares the Anderson–Darling statistic with that of
/// samples drawn from the fit and fitted again, of at most 2,000 values: where there are more, so many of them.
/// Continuous families and those of whole numbers are not compared with each other unless the data are whole numbers:
/// then continuous densities stand for the mass in (k − ½, k + ½).
/// A freed location is averaged over in held-out densities (held_out_terms(), shifted_fit.h).
/// A family that cannot be fitted without a fold has a score of −∞ and a remark; where all are so, AIC orders them. Where
/// the likelihood is flat, so that a family becomes another one, it is left out unless it was named, and has a remark.
/// Throws as FitData and binned() do; InvalidArgument for unknown families, for bins without binned_kl, for `free` without
/// families named: a family whose location is free turns into others, and all of them at once would be the same few many
/// times over; or if no family can have the data.
Ranking rank_families(const FitData& data, const RankOptions& options = {});

}  // namespace sanov
