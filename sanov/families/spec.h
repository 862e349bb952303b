#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sanov/base/text_error.h"
#include "sanov/families/mixture.h"

/// Distributions as text, for the command line and Python.
///
///   gamma(shape=2, scale=3)                  a family, with its parameters by name
///   gamma(2, 3), normal(5)                   or by position; what is left out is the family's default
///   0.5*normal(-5,1) + 0.5*normal(10,1)      a mixture; brackets group
///   truncated(normal(0,1), 0, inf)           low and high
///   shifted(…, 5), scaled(…, -2)             by
///   zero_inflated(poisson(3), 0.2)           zeros
///   categorical(0.2, 0.3, 0.5)               0, 1, 2 with these probabilities
///   empirical(1, 2, 5), empirical(1:0.2, 5:0.8)    a sample, with weights
///   tabulated(0:0, 1:1, 2:0)                 a density between points; normalize=1 divides it by its area
///
/// Numbers are 2, -0.5, 1e-3, inf, pi, and products and quotients of these: 2*pi, 1/3.
namespace sanov {

/// A text that is no distribution.
using SpecError = TextError;

/// The distribution that the text describes. d.text() is read back as the same distribution (see empirical for where it
/// is shortened). Throws SpecError, which names the nearest word where one is misspelt. Brackets nest at most 16 deep.
Distribution parse_distribution(std::string_view text);

/// A sum of distributions with weights that need not add to 1: normal(-5,1)+normal(10,1).
struct Target {
  std::vector<Weighted> components;
  double total = 0;  ///< of the weights

  /// Whether the weights add to 1 within 1e-9.
  bool normalized() const noexcept;
  /// The mixture, with the weights divided by their sum.
  Distribution distribution() const;
};
Target parse_target(std::string_view text);

/// As a spec has it: "inf", "-0.5".
std::string spec_number(double value);

/// Whether the text looks like a spec rather than a file or numbers: a known name, or a name before a bracket.
bool looks_like_distribution(std::string_view text);

}  // namespace sanov
