#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sanov/measures/catalogue.h"

namespace sanov::cli {

/// A measure of the catalogue with its parameters, as somebody asked for it.
struct Chosen {
  std::string name;  ///< "kl", "renyi(0.5)": its key in JSON, without blanks and parameters' names
  AnyMeasure measure;
  const Info* info = nullptr;
  Parameters parameters;

  template <class Shape>
  bool is() const noexcept {
    return std::holds_alternative<const Measure<Shape>*>(measure);
  }
  template <class Shape>
  const Measure<Shape>& as() const {
    return *std::get<const Measure<Shape>*>(measure);
  }
};

/// The parts between commas that stand in no parentheses, without spaces about them.
std::vector<std::string_view> parts_of(std::string_view text);

/// "kl,js,renyi(0.5)" as measures: commas inside parentheses separate parameters, which may be named: renyi(alpha=0.5).
/// Throws InvalidArgument for an unknown measure or parameter (with the nearest name), DomainError for one out of
/// range.
std::vector<Chosen> chosen_measures(std::string_view text);

/// A measure with its default parameters.
Chosen chosen_by_default(AnyMeasure measure);

/// "scalar", "one", "two", "ordered", "joint", "many".
std::string_view shape_of(const AnyMeasure& measure);

}  // namespace sanov::cli
