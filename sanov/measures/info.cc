#include "sanov/measures/info.h"

#include <fmt/format.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"

namespace sanov {

Parameters checked_parameters(const Info& info, std::span<const double> given) {
  const FloatingPoint environment;
  if (given.size() > info.parameters.size())
    fail_argument(info.name, "parameters",
                  fmt::format("are {}, but there {} {}", given.size(), info.parameters.size() == 1 ? "is" : "are",
                              info.parameters.size()));
  Parameters parameters;
  for (std::size_t i = 0; i < info.parameters.size(); ++i) {
    const Parameter& parameter = info.parameters[i];
    const double value = i < given.size() ? given[i] : parameter.value;
    if (!(value >= parameter.lower && value <= parameter.upper))
      fail_domain(info.name, parameter.name,
                  fmt::format("is {}; it must be in [{}, {}]", to_text(value), to_text(parameter.lower),
                              to_text(parameter.upper)));
    parameters.value[i] = value;
  }
  return parameters;
}

double in_bits(Unit unit, double value) noexcept {
  const FloatingPoint environment;
  constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  if (unit == Unit::nats) return environment.here(environment.here(value) / kLn2);
  if (unit == Unit::root_nats) return environment.here(environment.here(value) / std::sqrt(kLn2));
  return value;
}

}  // namespace sanov
