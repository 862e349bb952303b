#pragma once

#include <string_view>

#include "sanov/losses/losses.h"

/// Every loss, for whoever loops over them.
namespace sanov::losses {

/// Calls f(loss) for every loss, in the catalogue's order.
template <class F>
void for_each_loss(F&& f) {
#define SANOV_LOSS(grain, name, file) f(entry::name);
#include "sanov/losses/losses.def"
#undef SANOV_LOSS
}

/// The loss of that name. Throws InvalidArgument, with the nearest name, for an unknown one.
const AnyLoss& find_loss(std::string_view name);

}  // namespace sanov::losses
