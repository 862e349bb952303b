#include "sanov/transport/coarsen.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace sanov {
namespace {

constexpr std::size_t kGroup = 4;

std::size_t widest(const Cloud& cloud, std::span<const std::uint32_t> points) {
  std::size_t best = 0;
  double most = -1;
  for (std::size_t k = 0; k < cloud.dimensions(); ++k) {
    const double* x = cloud.coordinate(k);
    double low = x[points[0]], high = low;
    for (const std::uint32_t i : points) {
      low = std::min(low, x[i]);
      high = std::max(high, x[i]);
    }
    if (high - low > most) {
      most = high - low;
      best = k;
    }
  }
  return best;
}

/// Numbers the groups of `points` from `next` on.
void halve(const Cloud& cloud, std::span<std::uint32_t> points, std::vector<std::uint32_t>& group,
           std::uint32_t& next) {
  if (points.size() <= kGroup) {
    for (const std::uint32_t i : points) group[i] = next;
    ++next;
    return;
  }
  const double* x = cloud.coordinate(widest(cloud, points));
  // Halves of whole groups, so that few groups stay short.
  std::size_t middle = ((points.size() + 1) / 2 + kGroup - 1) / kGroup * kGroup;
  if (middle >= points.size()) middle = points.size() / 2;
  std::nth_element(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(middle), points.end(),
                   [x](std::uint32_t i, std::uint32_t j) { return x[i] < x[j] || (x[i] == x[j] && i < j); });
  halve(cloud, points.first(middle), group, next);
  halve(cloud, points.subspan(middle), group, next);
}

}  // namespace

std::vector<std::uint32_t> spatial_order(const Cloud& cloud) {
  std::vector<std::uint32_t> points(cloud.size()), group(cloud.size());
  std::iota(points.begin(), points.end(), 0U);
  std::uint32_t groups = 0;
  halve(cloud, points, group, groups);
  return points;
}

Coarse coarsen(const Cloud& fine, const std::vector<std::int64_t>& mass) {
  const std::size_t n = fine.size();
  std::vector<std::uint32_t> points(n), group(n);
  std::iota(points.begin(), points.end(), 0U);
  std::uint32_t groups = 0;
  halve(fine, points, group, groups);
  Coarse out{Cloud(groups, fine.dimensions()), std::vector<std::int64_t>(groups), std::move(group)};
  std::vector<double> members(groups);
  for (std::size_t i = 0; i < n; ++i) {
    out.mass[out.group[i]] += mass[i];
    ++members[out.group[i]];
  }
  for (std::size_t k = 0; k < fine.dimensions(); ++k) {
    const double* x = fine.coordinate(k);
    double* centre = out.cloud.coordinate(k);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t g = out.group[i];
      const double share =
          out.mass[g] > 0 ? static_cast<double>(mass[i]) / static_cast<double>(out.mass[g]) : 1 / members[g];
      centre[g] += share * x[i];
    }
  }
  return out;
}

}  // namespace sanov
