#pragma once

#include <string_view>

namespace sanov {

/// So many counts of a sample are worth one independent row: 1 where each is such a row; more where rows follow each other, or
/// where counts are sums of weights. At least 1.
/// Kish, Survey Sampling, 1965.
struct DesignEffects {
  double reference = 1, current = 1;

  DesignEffects() = default;
  /// One for both samples.
  DesignEffects(double both) : reference(both), current(both) {}
  DesignEffects(double reference, double current) : reference(reference), current(current) {}
};

/// Throws DomainError, naming `function`, unless both are finite and at least 1.
void check_design_effects(std::string_view function, const DesignEffects& effects);

}  // namespace sanov
