#pragma once

#include <cstdint>
#include <string>

#include "sanov/fit/fit_family.h"

namespace sanov {

struct GoodnessOptions {
  int draws = 199;
  std::size_t most_values = 2000;
  std::uint64_t seed = 1;
};

struct Goodness {
  double statistic = 0;    ///< Anderson and Darling's A²
  double p = 1;            ///< (1 + samples as far off) / (1 + draws)
  int draws = 0;           ///< made: 50 where 15 of these are as far off already, else all
  std::size_t values = 0;  ///< on which it rests
};

/// How well a fitted distribution describes the data: Anderson and Darling's distance between the two distribution
/// functions, against that of samples drawn from the fit to which the family was fitted again: so p knows that the
/// parameters were fitted. Of more than `most_values` values so many are drawn by lot, without replacement, and the
/// family is fitted to these first: what is tested is that fit. The lot and the samples follow from the seed and the
/// values, in whatever order. Whole weights are counts: of that many equal values.
/// A fit that is plainly good needs fewer samples: where p is over 0.3 after 50, it stays at that. No p below 0.3 is any
/// smaller for it.
/// Whole numbers and rounded data: the empirical function rises evenly over each step; samples are rounded as the data
/// are. Truncated data: of what is recorded, with samples that are truncated too.
/// Throws DomainError for data of which no_goodness() says why not.
/// Stute, González Manteiga and Presedo Quindimil, Bootstrap based goodness-of-fit-tests, Metrika 40, 1993; for steps
/// in the manner of Choulakian, Lockhart and Stephens, Cramér–von Mises statistics for discrete distributions, Canadian
/// Journal of Statistics 22, 1994.
Goodness goodness_of_fit(const FamilyFit& fit, const FitData& data, const GoodnessOptions& options = {});

/// Why the fit to these data cannot be tested so, "has …": some rows are censored, and nothing says which of a sample's
/// would have been, or weights are not whole; "" where it can.
std::string no_goodness(const FitData& data);

}  // namespace sanov
