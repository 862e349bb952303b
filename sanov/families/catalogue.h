#pragma once

#include <array>
#include <functional>
#include <span>
#include <string_view>

#include "sanov/base/doc.h"
#include "sanov/families/distribution.h"
#include "sanov/families/sample_shape.h"

/// Every family, for whoever loops over them.
namespace sanov {

/// Sums over points, of a log density and its derivatives by the parameters.
struct DensitySums {
  double value = 0;
  std::vector<double> slope;  ///< one a parameter
  std::vector<double> bend;   ///< second derivatives: row 0, then row 1 from its diagonal on, …
};

/// What a tilted family (family.h) asks of data, with T its statistic: Σ w, Σ w T, and, for a rate, ln Σ w exp(rate T) with
/// two derivatives by the rate.
struct TiltedSums {
  double mass = 0, sum = 0;
  std::function<std::array<double, 3>(double rate)> log_sum;
};

/// A family whose type is known at run time only.
struct FamilyEntry {
  std::string_view name;
  std::string_view type;  ///< in C++ and Python: "Gamma"
  bool whole = false;
  std::span<const FamilyParameter> parameters;
  Distribution (*make)(std::span<const double> values);
  /// The log density at every x, summed with weights (none: 1 each), with two derivatives by the parameters. −∞ where
  /// an x is off the support. `values` are in their domain.
  DensitySums (*sums)(std::span<const double> values, std::span<const double> x, std::span<const double> weights);
  /// The log density at every x with its derivatives, one point after the other: value, slopes, bends, in the order of
  /// DensitySums. −∞, with slopes of 0, off the support.
  void (*jets)(std::span<const double> values, std::span<const double> x, std::span<double> out);
  /// The statistics of an exponential family (else none), and the log density summed over data of which only the sums
  /// of these statistics are known.
  std::span<const Statistic> statistics;
  DensitySums (*sums_of_statistics)(std::span<const double> values, std::span<const double> statistics) = nullptr;
  /// The statistic of a tilted family (else none), and its log density summed over data.
  const Statistic* tilted = nullptr;
  DensitySums (*sums_of_tilted)(std::span<const double> values, const TiltedSums& data) = nullptr;
  Support (*support)(std::span<const double> values);
  /// Parameters near those that fit data of such a shape; exactly those of largest likelihood where `start_is_best`.
  /// Values for which the data do not lie on the support mean that the family cannot have them. None: no fit to data.
  std::vector<double> (*start)(const SampleShape& shape);
  bool start_is_best = false;
  /// Which parameters a fit leaves where they are unless it is told to free them: locations on which likelihoods grow
  /// without bound.
  std::vector<bool> fixed_by_default;
  const Doc* doc;
};

/// All of them, in the catalogue's order.
std::span<const FamilyEntry> all_families();

/// The family of that name. Throws InvalidArgument, with the nearest name, for an unknown one.
const FamilyEntry& find_family(std::string_view name);

}  // namespace sanov
