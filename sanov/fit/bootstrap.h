#pragma once

#include <cstdint>
#include <vector>

#include "sanov/fit/fit_family.h"

namespace sanov {

/// Parameters fitted to rows drawn again with replacement, and in how many draws there was no fit.
struct BootstrapFits {
  std::vector<std::vector<double>> parameters;
  int failed = 0;
};

/// Fits a family again to so many samples of the rows of `data`, from where it was fitted to all of them. Parameters that
/// were fixed stay. Draw d takes its numbers from stream d of the seed.
BootstrapFits bootstrap_fits(const FamilyFit& fit, const FitData& data, int draws, std::uint64_t seed);

}  // namespace sanov
