#include "cli/plan_choice.h"

#include <algorithm>
#include <cstdint>

#include "cli/axis.h"
#include "sanov/base/running_sum.h"

namespace sanov::cli {
namespace {

/// Morton's curve: the bits of both places in turn, so that what is near on the curve is near in the plane.
std::uint64_t along_curve(std::uint64_t x, std::uint64_t y) {
  std::uint64_t code = 0;
  for (unsigned bit = 0; bit < 20; ++bit) code |= (x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1);
  return code;
}

/// Where each source stands on the curve.
std::vector<std::uint64_t> places_of(const PlanPicture& plan) {
  constexpr std::size_t kSteps = std::size_t{1} << 20;
  std::vector<Axis> axes;
  for (std::size_t k = 0; k < plan.dimensions; ++k) {
    std::vector<double> coordinates;
    for (std::size_t i = k; i < plan.from.size(); i += plan.dimensions) coordinates.push_back(plan.from[i]);
    axes.emplace_back(coordinates);
  }
  std::vector<std::uint64_t> places;
  for (std::size_t i = 0; i < plan.from.size(); i += plan.dimensions)
    places.push_back(along_curve(axes[0].place(plan.from[i], kSteps),
                                 plan.dimensions == 2 ? axes[1].place(plan.from[i + 1], kSteps) : 0));
  return places;
}

/// Those in whose mass a middle of the `count` equal steps of all mass falls.
std::vector<std::size_t> at_equal_steps(const PlanPicture& plan, const std::vector<std::uint64_t>& places,
                                        std::vector<std::size_t> among, std::size_t count) {
  if (among.size() <= count) return among;
  const auto key = [&](std::size_t e) { return places[plan.moves[e].from]; };
  std::ranges::stable_sort(among, {}, key);
  RunningSum mass;
  for (const std::size_t e : among) mass.add(plan.moves[e].mass);
  const double step = mass.value() / static_cast<double>(count);
  std::vector<std::size_t> chosen;
  RunningSum passed;
  double next = step / 2;
  for (const std::size_t e : among) {
    passed.add(plan.moves[e].mass);
    if (passed.value() <= next) continue;
    chosen.push_back(e);
    while (next < passed.value()) next += step;
  }
  return chosen;
}

}  // namespace

std::vector<PlanPicture::Move> chosen_moves(const PlanPicture& plan, std::size_t most) {
  if (plan.moves.size() <= most) return plan.moves;
  constexpr std::size_t kNone = SIZE_MAX;
  std::vector<std::size_t> heaviest(plan.from.size() / plan.dimensions, kNone);
  for (std::size_t e = 0; e < plan.moves.size(); ++e) {
    std::size_t& best = heaviest[plan.moves[e].from];
    if (best == kNone || plan.moves[e].mass > plan.moves[best].mass) best = e;
  }
  std::vector<std::size_t> others;
  for (std::size_t e = 0; e < plan.moves.size(); ++e)
    if (heaviest[plan.moves[e].from] != e) others.push_back(e);
  std::erase(heaviest, kNone);

  const auto places = places_of(plan);
  const std::size_t sources = heaviest.size();
  std::vector<std::size_t> chosen = at_equal_steps(plan, places, std::move(heaviest), most);
  if (sources < most) {
    const auto more = at_equal_steps(plan, places, std::move(others), most - sources);
    chosen.insert(chosen.end(), more.begin(), more.end());
  }
  std::ranges::sort(chosen);
  std::vector<PlanPicture::Move> moves;
  for (const std::size_t e : chosen) moves.push_back(plan.moves[e]);
  return moves;
}

}  // namespace sanov::cli
