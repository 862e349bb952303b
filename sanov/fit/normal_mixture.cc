#include "sanov/fit/normal_mixture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kChunk = 2048;
constexpr double kLeastWeight = 1e-12;
constexpr double kHalfLogTwoPi = 0.91893853320467274178;

/// What a part gathers of its share of a chunk.
struct Share {
  double mass = 0, first = 0, second = 0;  ///< Σ r, Σ r d, Σ r d², d from the part's mean
};

struct ChunkSums {
  std::vector<Share> shares;
  double log_likelihood = 0;
};

/// ln(weight density) of each part as offset − (x − mean)²·rate.
class LogDensities {
 public:
  explicit LogDensities(const std::vector<NormalPart>& parts) {
    for (const NormalPart& p : parts) {
      offset_.push_back(std::log(p.weight) - std::log(p.sd) - kHalfLogTwoPi);
      rate_.push_back(0.5 / p.sd / p.sd);
      mean_.push_back(p.mean);
    }
  }
  /// Makes r the parts' shares of x, and returns ln f(x).
  double share(double x, std::vector<double>& r) const {
    double largest = -HUGE_VAL;
    for (std::size_t j = 0; j < r.size(); ++j) {
      const double d = x - mean_[j];
      r[j] = offset_[j] - d * d * rate_[j];
      largest = std::max(largest, r[j]);
    }
    double total = 0;
    for (double& v : r) total += v = v - largest < -45 ? 0 : std::exp(v - largest);  // e⁻⁴⁵ is lost beside 1
    for (double& v : r) v /= total;
    return largest + std::log(total);
  }

 private:
  std::vector<double> offset_, rate_, mean_;
};

std::vector<double> coordinates(const std::vector<NormalPart>& parts) {
  std::vector<double> out;
  for (const NormalPart& p : parts) out.insert(out.end(), {std::log(p.weight), p.mean, std::log(p.sd)});
  return out;
}

std::vector<NormalPart> from_coordinates(const std::vector<double>& at, double narrowest) {
  std::vector<NormalPart> parts;
  double total = 0;
  for (std::size_t j = 0; j < at.size(); j += 3) {
    parts.push_back({std::max(std::exp(at[j]), kLeastWeight), at[j + 1], std::max(std::exp(at[j + 2]), narrowest)});
    total += parts.back().weight;
  }
  for (NormalPart& p : parts) p.weight /= total;
  return parts;
}

/// Varadhan and Roland's third step length: −|r|/|v|, at least one plain step.
std::vector<double> leap(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& c) {
  double r2 = 0, v2 = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double r = b[i] - a[i], v = c[i] - b[i] - r;
    r2 += r * r;
    v2 += v * v;
  }
  const double length = v2 > 0 ? std::clamp(std::sqrt(r2 / v2), 1.0, 1e3) : 1;
  std::vector<double> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double r = b[i] - a[i], v = c[i] - b[i] - r;
    out[i] = a[i] + 2 * length * r + length * length * v;
  }
  return out;
}

}  // namespace

MixtureStep expectation_maximisation(const MixturePoints& points, const std::vector<NormalPart>& parts,
                                     double narrowest) {
  const std::size_t n = points.x.size(), k = parts.size(), chunks = (n + kChunk - 1) / kChunk;
  const LogDensities densities(parts);
  std::vector<ChunkSums> partial(chunks);
  parallel_chunks(chunks, 1, [&](std::size_t first, std::size_t last) {
    std::vector<double> r(k);
    for (std::size_t c = first; c < last; ++c) {
      ChunkSums& sums = partial[c];
      sums.shares.resize(k);
      for (std::size_t i = c * kChunk, end = std::min(i + kChunk, n); i < end; ++i) {
        const double x = points.x[i], w = points.weight.empty() ? 1 : points.weight[i];
        sums.log_likelihood += w * densities.share(x, r);
        for (std::size_t j = 0; j < k; ++j) {
          const double d = x - parts[j].mean, m = w * r[j];
          sums.shares[j].mass += m;
          sums.shares[j].first += m * d;
          sums.shares[j].second += m * d * d;
        }
      }
    }
  });
  MixtureStep out{0, parts};
  RunningSum total;
  for (const ChunkSums& sums : partial) total.add(sums.log_likelihood);
  out.log_likelihood = total.value();
  std::vector<double> masses(k);
  double mass = 0;
  for (std::size_t j = 0; j < k; ++j) {
    RunningSum own, first, second;
    for (const ChunkSums& sums : partial) {
      own.add(sums.shares[j].mass);
      first.add(sums.shares[j].first);
      second.add(sums.shares[j].second);
    }
    masses[j] = own.value();
    mass += masses[j];
    if (!(masses[j] > 0)) continue;
    const double shift = first.value() / masses[j];
    out.next[j].mean += shift;
    out.next[j].sd = std::max(std::sqrt(std::max(second.value() / masses[j] - shift * shift, 0.0)), narrowest);
  }
  for (std::size_t j = 0; j < k; ++j) out.next[j].weight = std::max(masses[j] / mass, kLeastWeight);
  return out;
}

MixtureClimb climb_mixture(const MixturePoints& points, std::vector<NormalPart> start, double narrowest, double gain,
                           int max_steps) {
  MixtureClimb out{.parts = std::move(start), .log_likelihood = 0, .path = {}};
  const auto step = [&](const std::vector<NormalPart>& parts) {
    ++out.steps;
    return expectation_maximisation(points, parts, narrowest);
  };
  MixtureStep first = step(out.parts);
  while (true) {
    out.log_likelihood = first.log_likelihood;
    const bool arrived = !out.path.empty() && first.log_likelihood - out.path.back() < gain;
    out.path.push_back(first.log_likelihood);
    if (arrived) return out;
    if (out.steps >= max_steps) return out.status = Status::iteration_limit, out;
    const MixtureStep second = step(first.next);
    const std::vector<double> far = leap(coordinates(out.parts), coordinates(first.next), coordinates(second.next));
    MixtureStep there = step(from_coordinates(far, narrowest));
    out.parts = there.log_likelihood >= second.log_likelihood ? std::move(there.next) : second.next;
    first = step(out.parts);
  }
}

std::vector<double> mixture_information(const MixturePoints& points, const std::vector<NormalPart>& parts) {
  const std::size_t k = parts.size(), size = 3 * k - 1;
  const LogDensities densities(parts);
  std::vector<double> out(size * size), r(k), score(size);
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    densities.share(points.x[i], r);
    for (std::size_t j = 0; j < k; ++j) {
      const double z = (points.x[i] - parts[j].mean) / parts[j].sd;
      if (j + 1 < k) score[j] = r[j] / parts[j].weight - r[k - 1] / parts[k - 1].weight;
      score[k - 1 + j] = r[j] * z / parts[j].sd;
      score[2 * k - 1 + j] = r[j] * (z * z - 1) / parts[j].sd;
    }
    const double w = points.weight.empty() ? 1 : points.weight[i];
    for (std::size_t a = 0; a < size; ++a)
      for (std::size_t b = 0; b < size; ++b) out[a * size + b] += w * score[a] * score[b];
  }
  return out;
}

}  // namespace sanov
