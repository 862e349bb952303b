#pragma once

#include <vector>

#include "cli/plan_picture.h"

namespace sanov::cli {

/// Which moves of a plan stand for it where only `most` can be drawn: each source's heaviest, and of the others those at
/// equal steps of mass along a curve through the sources. Where there are too many sources the steps choose among the
/// heaviest. Everywhere in the plane as much is drawn as there is mass, and any move of a step or more is. The same
/// every time; in the order of the plan.
std::vector<PlanPicture::Move> chosen_moves(const PlanPicture& plan, std::size_t most);

}  // namespace sanov::cli
