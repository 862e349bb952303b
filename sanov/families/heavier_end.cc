#include "sanov/families/heavier_end.h"

#include <cmath>

namespace sanov {

End heavier_end(const End& a, const End& b, bool infinite) {
  if (a.kind != b.kind) return a.kind < b.kind ? a : b;  // kinds are listed from the heaviest on
  switch (a.kind) {
    case End::Kind::power: return (infinite ? a.index >= b.index : a.index <= b.index) ? a : b;
    case End::Kind::exponential:
      // index > 0 at infinity, < 0 at a finite end: the nearer to 0, the heavier.
      if (a.index != b.index) return std::fabs(a.index) < std::fabs(b.index) ? a : b;
      return a.rate <= b.rate ? a : b;
    case End::Kind::log_squared:
    case End::Kind::double_exponential: return a.rate <= b.rate ? a : b;
    case End::Kind::zero: return a;
  }
  return a;
}

}  // namespace sanov
