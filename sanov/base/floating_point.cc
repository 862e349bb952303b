#include "sanov/base/floating_point.h"

namespace sanov {

void FloatingPoint::set(unsigned environment) noexcept { _mm_setcsr(environment); }

}  // namespace sanov
