#pragma once

#include <string>
#include <vector>

#include "sanov/fit/fit_family.h"

namespace sanov {

/// What a fitted family says of values that it has not seen.
struct HeldOut {
  std::vector<double> terms;  ///< the log density of each node, fold by fold, fitted without that fold
  std::string remark;         ///< why there is no fit without some fold, whose terms are −∞; else ""
};

/// Fits without each fold by a few Newton steps from the fit to all, and takes the held-out log densities. Where those left
/// are few, these are averaged over what they leave open of the parameters (averaged.h, predictive.h): of all families alike,
/// for a family that is scored with more care than the others would come before them. A family that
/// cannot be fitted to the rest, as where all of it is the same value, gives what is held out no density.
/// `all_free`: no parameter was fixed by the caller.
HeldOut held_out(const FamilyEntry& entry, const FitData& data, const FamilyFit& fit, bool all_free);

}  // namespace sanov
