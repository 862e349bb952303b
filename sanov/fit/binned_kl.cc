#include "sanov/fit/binned_kl.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/fit/chances.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kMostBins = 1e6;

double freedman_diaconis(const SampleShape& s) {
  const double width = 2 * (s.upper_quartile - s.lower_quartile) / std::cbrt(s.mass);
  const double count = std::ceil((s.high - s.low) / width);
  if (width > 0 && std::isfinite(count)) return std::clamp(count, 2.0, kMostBins);
  return std::max(2.0, std::ceil(std::log2(s.mass)) + 1);
}

/// Equal bins, of which those are kept that have some of the data; values are in ascending order.
BinnedData in_bins(const FitData& data, double low, double width, double count) {
  BinnedData out{.bins = {}, .count = static_cast<std::size_t>(count)};
  double last = -1;
  for (std::size_t i = 0; i < data.values().size(); ++i) {
    const double place = std::min(std::floor((data.values()[i] - low) / width), count - 1);
    if (place != last) {
      out.bins.push_back({.low = place == 0 ? -kInf : low + place * width,
                          .high = place == count - 1 ? kInf : low + (place + 1) * width,
                          .share = 0});
      last = place;
    }
    out.bins.back().share += (data.weights().empty() ? 1 : data.weights()[i]) / data.shape().mass;
  }
  return out;
}

}  // namespace

BinnedData binned(const FitData& data, std::optional<std::size_t> count) {
  if (!data.plain())
    fail_argument("fit", "criterion",
                  "binned_kl is for values alone; censored, rounded and truncated rows have no bins");
  if (count && (*count < 2 || static_cast<double>(*count) > kMostBins))
    fail_argument("fit", "bins", "is " + std::to_string(*count) + "; it is from 2 to 1000000");
  const SampleShape& s = data.shape();
  if (s.whole) {
    if (count) fail_argument("fit", "bins", "is not for whole numbers, of which each is a bin");
    return in_bins(data, s.low - 0.5, 1, s.high - s.low + 1);
  }
  if (!(s.high > s.low)) fail_argument("fit", "x", "has one value alone, which makes no bins");
  const double bins = count ? static_cast<double>(*count) : freedman_diaconis(s);
  return in_bins(data, s.low, (s.high - s.low) / bins, bins);
}

double binned_kl(const BinnedData& data, const Distribution& d) {
  RunningSum sum;
  for (const BinnedData::Bin& bin : data.bins) {
    if (!(bin.share > 0)) continue;
    const double chance = log_chance(d, bin.low, bin.high);
    if (chance == -kInf) return kInf;
    sum.add(bin.share * (std::log(bin.share) - chance));
  }
  return std::max(sum.value(), 0.0);
}

}  // namespace sanov
