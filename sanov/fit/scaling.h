#pragma once

#include <optional>
#include <vector>

#include "sanov/fit/fit_family.h"

/// Data far from 1 in size, such as 1e300, whose squares and second derivatives overflow: divided by a power of two, which
/// loses nothing, fitted, and multiplied back.
namespace sanov {

/// The exponent of the power of two by which data are to be divided; 0 while they are within 2^±150.
int awkward_exponent(const FitData& data);

/// What x ↦ c x makes of a family's parameters: each is multiplied by a power of c, or gains ln c.
struct Scaling {
  std::vector<int> powers;
  std::vector<bool> gains_logarithm;

  double scaled(std::size_t parameter, double value, int exponent) const;
};

/// The law, found by trial on the log density at the defaults; none where a family has no scale.
std::optional<Scaling> scaling_of(const FamilyEntry& entry);

/// A fit to data divided by 2^exponent, as one to the data themselves.
FamilyFit scaled_back(FamilyFit fit, const Scaling& scaling, int exponent, const FitData& data);

/// Fixed parameters for data divided by 2^exponent.
std::vector<FixedParameter> scaled_fixed(const FamilyEntry& entry, std::span<const FixedParameter> fixed,
                                         const Scaling& scaling, int exponent);

}  // namespace sanov
