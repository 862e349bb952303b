#include "sanov/measures/catalogue.h"

#include <optional>
#include <vector>

#include "sanov/base/error.h"

namespace sanov {

AnyMeasure find_measure(std::string_view name) {
  std::optional<AnyMeasure> found;
  std::vector<std::string_view> names;
  for_each_measure([&](const auto& measure) {
    names.push_back(measure.info().name);
    if (measure.info().name == name) found = &measure;
  });
  if (found) return *found;
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument("", "measure",
                "'" + std::string(name) + "' is unknown" +
                    (near.empty() ? "; `sanov list` names them all" : "; did you mean '" + near + "'?"));
}

}  // namespace sanov
