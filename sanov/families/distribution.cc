#include "sanov/families/distribution.h"

#include <algorithm>
#include <cmath>

#include "sanov/numerics/parallel.h"

namespace sanov {

void AnyDistribution::many(DistributionFunction what, std::span<const double> x, std::span<double> out) const {
  using enum DistributionFunction;
  const auto each = [&](auto&& function) { for_each_point("", what, x, out, function); };
  switch (what) {
    case pdf: return each([&](double v) { return std::exp(this->log_pdf(v)); });
    case log_pdf: return each([&](double v) { return this->log_pdf(v); });
    case cdf: return each([&](double v) { return this->cdf(v); });
    case sf: return each([&](double v) { return this->sf(v); });
    case log_cdf: return each([&](double v) { return this->log_cdf(v); });
    case log_sf: return each([&](double v) { return this->log_sf(v); });
    case quantile: return each([&](double p) { return this->quantile(p); });
    case upper_quantile: return each([&](double p) { return this->upper_quantile(p); });
  }
}

void Distribution::sample(std::uint64_t seed, std::span<double> out) const {
  constexpr std::size_t kChunk = 4096;
  parallel_chunks((out.size() + kChunk - 1) / kChunk, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      Random random(seed, c);
      for (double& x : out.subspan(c * kChunk, std::min(kChunk, out.size() - c * kChunk))) x = held_->sample(random);
    }
  });
}

}  // namespace sanov
