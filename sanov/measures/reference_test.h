#pragma once

#include <set>
#include <string_view>

#include "sanov/measures/info.h"

/// Which measures have no definition in reference/ and say so beside themselves.
namespace sanov {

/// A measure's own _test.cc may say that reference/ does not define it, and that its values are held there instead:
///   const WithoutReference here(mine);
/// A measure that has neither, or both, fails the test of the references.
class WithoutReference {
 public:
  template <class Measure>
  explicit WithoutReference(const Measure& measure) {
    names().insert(measure.info().name);
  }

  static std::set<std::string_view>& names() {
    static std::set<std::string_view> all;
    return all;
  }
};

}  // namespace sanov
