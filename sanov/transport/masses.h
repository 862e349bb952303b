#pragma once

#include <cstdint>
#include <vector>

#include "sanov/base/cells.h"

namespace sanov {

/// The weights of two measures as whole numbers of one unit: flows add and subtract without rounding, so a plan's
/// marginals are exact and what is empty is empty.
struct Masses {
  std::vector<std::int64_t> a, b;   ///< of equal sums
  double unit = 1;                  ///< the mass of 1
  double total = 1;                 ///< Σ of the weights of the first measure, as given
  double difference = 0;            ///< Σ of the second's less `total`: what was explained as rounding
  std::vector<float> off_a, off_b;  ///< the whole numbers less what they were rounded from; empty where that is nothing
};

/// How much at most the measures as given are worth less than those in whole units at these prices, in mass times price.
double rounding_worth(const Masses& masses, const std::vector<double>& u, const std::vector<double>& v);

/// Without weights every point has the same, of total 1. Equal weights give small whole numbers; any others are rounded
/// to 2⁻⁶⁰ of the total, below which a weight counts as 0.
/// Throws DomainError naming the first weight that is negative or not finite, if all are 0, or if the totals differ by
/// more than adding up n numbers of their types explains: of the total, (n + 16)·2⁻⁵² for double and sum_tolerance for
/// float; InvalidArgument if a measure has no points.
Masses balanced_masses(const Cells* a, std::size_t n, const Cells* b, std::size_t m, const char* function);

/// The same for two measures of any mass, each divided by its own: Σ a units = Σ b units = 1/unit. `total` and
/// `difference` are those of the weights as given.
Masses normalized_masses(const Cells* a, std::size_t n, const Cells* b, std::size_t m, const char* function);

/// Throws DomainError if some units have no way over pairs of finite cost.
void refuse_stranded(std::int64_t units, const Masses& masses, const char* function);

}  // namespace sanov
