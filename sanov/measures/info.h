#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "sanov/base/doc.h"

/// What the catalogue knows of a measure: the faces, the docs and the laws loop over these.
namespace sanov {

/// What a value says. A distance is in the unit of its arguments' difference (a root), a divergence is not.
enum class Kind { distance, divergence, similarity, information };

/// What the arguments must be.
enum class Domain { probabilities, nonnegative, positive, real };

/// What a value is measured in. With --bits nats are divided by ln 2 and root_nats by √ln 2.
enum class Unit { none, nats, root_nats, positions, root_positions };

/// Properties that the laws test. A measure claims what it keeps.
enum Law : unsigned {
  symmetric = 1u << 0,          ///< d(p, q) = d(q, p)
  zero_at_equal = 1u << 1,      ///< d(p, p) = 0, exactly
  metric = 1u << 2,             ///< symmetric, zero only at equality, and the triangle inequality holds
  merging_contracts = 1u << 3,  ///< pooling cells never increases it (f-divergences and their monotone functions)
  additive = 1u << 4,           ///< it is a sum (or a monotone function of one sum) of non-negative terms, one a cell
  differentiable = 1u << 5,     ///< it has a gradient in the interior
  order_free = 1u << 6,         ///< renumbering the cells changes nothing
  padding_free = 1u << 7,       ///< cells that are empty in every argument change nothing
};

/// A number that a measure takes beside its distributions.
struct Parameter {
  std::string_view name;
  double value;         ///< where none is given
  double lower, upper;  ///< the closed range that is allowed; infinite ends are limits
};

inline constexpr std::size_t kMaxParameters = 2;

/// Values of a measure's parameters, in the order of its Info.
struct Parameters {
  double value[kMaxParameters] = {};
  constexpr double operator[](std::size_t i) const noexcept { return value[i]; }
};

struct Info {
  std::string_view name;
  Kind kind = Kind::divergence;
  Domain domain = Domain::probabilities;
  Unit unit = Unit::none;
  double lower = 0, upper = std::numeric_limits<double>::infinity();
  unsigned laws = 0;
  std::span<const Parameter> parameters = {};

  constexpr bool keeps(Law law) const noexcept { return (laws & law) != 0; }
};

/// The measure's docstring. Throws InvalidArgument for an unknown name.
const Doc& doc(std::string_view measure);

/// Parameters from `given` values, the rest at their defaults. Throws if there are too many or one is out of range.
Parameters checked_parameters(const Info& info, std::span<const double> given);

/// A value in nats (or √nats) as one in bits.
double in_bits(Unit unit, double value) noexcept;

constexpr std::string_view to_text(Kind kind) {
  constexpr std::string_view names[] = {"distance", "divergence", "similarity", "information"};
  return names[static_cast<std::size_t>(kind)];
}
constexpr std::string_view to_text(Domain domain) {
  constexpr std::string_view names[] = {"probabilities", "nonnegative", "positive", "real"};
  return names[static_cast<std::size_t>(domain)];
}
constexpr std::string_view to_text(Unit unit) {
  constexpr std::string_view names[] = {"", "nats", "√nats", "positions", "√positions"};
  return names[static_cast<std::size_t>(unit)];
}

}  // namespace sanov
