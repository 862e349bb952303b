#include "sanov/inference/design_effects.h"

#include <cmath>

#include "sanov/base/error.h"

namespace sanov {

void check_design_effects(std::string_view function, const DesignEffects& effects) {
  for (const double effect : {effects.reference, effects.current})
    if (!(effect >= 1 && std::isfinite(effect)))
      fail_domain(function, "design_effect", "is " + to_text(effect) + "; it must be finite and at least 1");
}

}  // namespace sanov
