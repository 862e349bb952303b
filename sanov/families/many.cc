#include "sanov/families/many.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"

namespace sanov {

std::string_view to_text(DistributionFunction what) {
  constexpr std::string_view kNames[] = {"pdf",     "log_pdf", "cdf",      "sf",
                                         "log_cdf", "log_sf",  "quantile", "upper_quantile"};
  return kNames[static_cast<std::size_t>(what)];
}

void for_blocks(std::string_view family, DistributionFunction what, std::span<const double> x, std::span<double> out,
                BlockRef loop) {
  const bool quantiles = what == DistributionFunction::quantile || what == DistributionFunction::upper_quantile;
  if (x.size() != out.size())
    fail_argument(family, "out",
                  "has " + std::to_string(out.size()) + " places for " + std::to_string(x.size()) + " numbers");
  constexpr std::size_t kBlock = 1024;
  std::atomic<std::size_t> first_bad = x.size();
  parallel_chunks((x.size() + kBlock - 1) / kBlock, 4, [&](std::size_t first, std::size_t last) {
    for (std::size_t block = first; block < last; ++block) {
      const std::size_t from = block * kBlock, n = std::min(kBlock, x.size() - from);
      const auto part = x.subspan(from, n);
      const auto bad = quantiles ? std::ranges::find_if(part, [](double p) { return !(p >= 0 && p <= 1); })
                                 : std::ranges::find_if(part, [](double v) { return std::isnan(v); });
      if (bad == part.end()) {
        loop(part.data(), out.data() + from, n);
        continue;
      }
      const std::size_t at = from + static_cast<std::size_t>(bad - part.begin());
      std::size_t seen = first_bad;
      while (at < seen && !first_bad.compare_exchange_weak(seen, at)) {
      }
    }
  });
  if (const std::size_t at = first_bad; at < x.size())
    fail_value(family, quantiles ? "p" : "x", at, x[at],
               quantiles ? "probabilities are in [0, 1]" : "a number is needed");
}

}  // namespace sanov
