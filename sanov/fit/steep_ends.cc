#include "sanov/fit/steep_ends.h"

#include <algorithm>
#include <cmath>

#include "sanov/fit/climb.h"

namespace sanov {
namespace {

bool is_steep(double place, const End& end, bool whole) {
  if (!std::isfinite(place)) return false;
  return whole || (end.kind == End::Kind::power && end.index <= 1);
}

}  // namespace

std::vector<bool> steep_ends(const FamilyEntry& entry, std::span<const double> at, const std::vector<bool>& free) {
  std::vector<bool> out(at.size());
  const Distribution member = entry.make(at);
  const Support here = member.support();
  const bool low = is_steep(here.low, member.lower_end(), entry.whole);
  const bool high = is_steep(here.high, member.upper_end(), entry.whole);
  for (std::size_t i = 0; i < out.size() && (low || high); ++i) {
    if (!free[i]) continue;
    std::vector<double> beside(at.begin(), at.end());
    const FreeCoordinate coordinate(entry.parameters[i]);
    const double place = coordinate.from(at[i]);
    beside[i] = coordinate.value(place + 1e-3 * std::max(1.0, std::fabs(place)));
    const Support there = entry.support(beside);
    out[i] = (low && there.low != here.low) || (high && there.high != here.high);
  }
  return out;
}

std::string words_on_ends(const FamilyEntry& entry, const std::vector<bool>& steep) {
  std::string names;
  const auto count = std::ranges::count(steep, true);
  for (std::size_t i = 0; i < steep.size(); ++i)
    if (steep[i]) names += (names.empty() ? "" : " and ") + std::string(entry.parameters[i].name);
  if (names.empty()) return {};
  return std::string("no standard error") + (count > 1 ? "s of " : " of ") + names +
         ", where the density ends too steeply";
}

}  // namespace sanov
