#pragma once

#include <span>
#include <string_view>

namespace sanov {

/// How a family's member is chosen for data. The likelihood uses the data best where the family is right; the others are
/// for families that are a little wrong, likelihoods without a maximum, and comparison with what others print.
enum class FitMethod {
  likelihood,
  moments,
  l_moments,
  spacing,
  wasserstein,
  cramer_von_mises,
  anderson_darling,
};

struct FitMethodInfo {
  FitMethod method;
  std::string_view name;   ///< "l_moments"
  std::string_view title;  ///< as a sentence has it: "by L-moments"
  std::string_view about;  ///< what is made large, small or equal
};

/// All of them, the usual one first.
std::span<const FitMethodInfo> fit_methods();

const FitMethodInfo& about(FitMethod method);

/// The method of that name. Throws InvalidArgument, with the nearest name, for an unknown one.
FitMethod fit_method(std::string_view name);

}  // namespace sanov
