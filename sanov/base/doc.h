#pragma once

#include <string_view>

namespace sanov {

/// A catalogue entry's docstring, split: made by the build from the `///` block above its definition.
struct Doc {
  std::string_view name;
  std::string_view title;    ///< "Hellinger distance"
  std::string_view meaning;  ///< one sentence: "the chord between the square roots of two distributions"
  std::string_view formula;
  std::string_view text;  ///< the whole block
};

}  // namespace sanov
