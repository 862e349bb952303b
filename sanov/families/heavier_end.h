#pragma once

#include "sanov/families/support.h"

namespace sanov {

/// Of two densities' behaviours at the same end, that of their sum. `infinite`: the end is at infinity.
End heavier_end(const End& a, const End& b, bool infinite);

}  // namespace sanov
