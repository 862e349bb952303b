#include "sanov/rank/catalogue.h"

#include <string>
#include <vector>

#include "sanov/base/error.h"

namespace sanov {

const AnyCoefficient& find_coefficient(std::string_view name) {
  const AnyCoefficient* found = nullptr;
  std::vector<std::string_view> names;
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    names.push_back(coefficient.info().name);
    if (coefficient.info().name == name) found = &coefficient;
  });
  if (found != nullptr) return *found;
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument("", "coefficient",
                "'" + std::string(name) + "' is unknown" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

}  // namespace sanov
