#pragma once

#include <cstdint>

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
  std::size_t values = 0;  ///< on which it rests
};

/// How well a fitted distribution describes the data: Anderson and Darling's distance between the two distribution
/// functions, against that of samples drawn from the fit to which the family was fitted again: so p knows that the
/// parameters were fitted. Of more than `most_values` values so many are drawn by lot.
/// Whole numbers and ties: the distance is summed over the different values.
/// Stute, González Manteiga and Presedo Quindimil, Bootstrap based goodness-of-fit-tests, Metrika 40, 1993.
Goodness goodness_of_fit(const FamilyFit& fit, const FitData& data, const GoodnessOptions& options = {});

}  // namespace sanov
