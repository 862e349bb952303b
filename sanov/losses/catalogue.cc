#include "sanov/losses/catalogue.h"

#include <string>
#include <vector>

#include "sanov/base/error.h"

namespace sanov::losses {

const AnyLoss& find_loss(std::string_view name) {
  const AnyLoss* found = nullptr;
  std::vector<std::string_view> names;
  for_each_loss([&](const AnyLoss& loss) {
    names.push_back(loss.info().name);
    if (loss.info().name == name) found = &loss;
  });
  if (found != nullptr) return *found;
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument("", "loss",
                "'" + std::string(name) + "' is unknown" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

}  // namespace sanov::losses
