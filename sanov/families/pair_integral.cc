#include "sanov/families/pair_integral.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kLevels[] = {1e-100, 1e-30, 1e-14, 1e-8, 1e-4, 0.01, 0.1, 0.3};

void add_cuts(const Distribution& d, Cuts& cuts) {
  const Support s = d.support();
  const double median = d.quantile(0.5);
  cuts.at.insert(cuts.at.end(), {s.low, s.high, median});
  for (const double level : kLevels) cuts.at.insert(cuts.at.end(), {d.quantile(level), d.upper_quantile(level)});
  for (const double x : d.breaks()) cuts.at.push_back(x);
  for (const double x : {s.low, s.high, median})
    if (std::isfinite(x)) cuts.origins.push_back(x);
}

void keep_different(std::vector<double>& at) {
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
}

/// A piece of the line as t runs from low to high: x = origin ± e^t, or x = origin + scale·t.
struct Piece {
  enum class Kind { logarithmic, scaled } kind = Kind::scaled;
  double low, high, origin = 0, scale = 1;

  double operator()(FunctionRef f, double t) const {
    if (kind == Kind::scaled) return f(origin + scale * t) * std::fabs(scale);
    const double distance = std::exp(t);
    return f(origin + std::copysign(distance, scale)) * distance;
  }
};

/// [a, b] seen from the origin from which it is longest, in ratios; an infinite end in units of what lies before it.
Piece piece(double a, double b, const std::vector<double>& origins) {
  const bool below = std::isinf(a), above = std::isinf(b);
  if (below && above) return {.low = a, .high = b};
  if (below || above) {
    const double end = above ? a : b, sign = above ? 1 : -1;
    double scale = 0;
    for (const double o : origins) scale = std::max(scale, std::fabs(end - o));
    return {Piece::Kind::scaled, 0, kInf, end, sign * (scale > 0 ? scale : 1)};
  }
  double longest = 4, best = 0;
  for (const double o : origins) {
    if (o > a && o < b) continue;
    const double near = std::min(std::fabs(a - o), std::fabs(b - o)),
                 far = std::max(std::fabs(a - o), std::fabs(b - o));
    if (near > 0 && far / near > longest) longest = far / near, best = o;
  }
  if (longest == 4) return {Piece::Kind::scaled, 0, 1, a, b - a};
  const double sign = best <= a ? 1 : -1;
  const double s = std::log(std::fabs(a - best)), t = std::log(std::fabs(b - best));
  return {Piece::Kind::logarithmic, std::min(s, t), std::max(s, t), best, sign};
}

/// ∫ from a to b of a smooth f, from its values at a whole number of equal steps: Romberg's scheme.
double romberg(FunctionRef f, double a, double b) {
  constexpr int kRows = 7;
  std::array<double, kRows> row{};
  double previous = (f(a) + f(b)) / 2;
  for (int r = 0; r < kRows; ++r) {
    const double step = (b - a) / (1 << r);
    if (r > 0)
      for (int k = 1; k < (1 << r); k += 2) previous += f(a + k * step);
    double next = previous * step, power = 4;
    for (int c = 0; c < r; ++c, power *= 4) {
      const double better = next + (next - row[c]) / (power - 1);
      row[c] = next;
      next = better;
    }
    row[r] = next;
  }
  return row[kRows - 1];
}

/// Σ f(k) for k = a, …, b − 1, where f is smooth on the scale of b − a: Euler and Maclaurin's formula.
double sum_block(FunctionRef f, double a, double b) {
  const double h = (b - a) / 64;
  const double slope_a = (f(a + h) - f(a)) / h, slope_b = (f(b + h) - f(b)) / h;
  return romberg(f, a, b) + (f(a) - f(b)) / 2 + (slope_b - slope_a) / 12;
}

/// Σ f(k) for k = a, …, b − 1, between two places about which f changes fast: one by one beside these, and in blocks that
/// double with the distance from the nearer one.
void add_stretch(FunctionRef f, double a, double b, RunningSum& total) {
  constexpr double kOneByOne = 1 << 17;
  if (b - a <= 16 * kOneByOne) {
    for (double k = a; k < b; ++k) total.add(f(k));
    return;
  }
  const double middle = std::floor(a + (b - a) / 2);
  for (double k = a; k < a + kOneByOne; ++k) total.add(f(k));
  for (double from = kOneByOne; a + from < middle; from *= 2)
    total.add(sum_block(f, a + from, std::min(a + 2 * from, middle)));
  for (double k = b - kOneByOne; k < b; ++k) total.add(f(k));
  for (double from = kOneByOne; b - from > middle; from *= 2)
    total.add(sum_block(f, std::max(b - 2 * from, middle), b - from));
}

/// Where the masses of p and q change fast: whole numbers from low to high, rising.
std::vector<double> places(const Distribution& p, const Distribution& q, double low, double high) {
  std::vector<double> at{low, high};
  for (const Distribution* d : {&p, &q}) {
    std::vector<double> own = d->breaks();
    for (const double level : kLevels) own.insert(own.end(), {d->quantile(level), d->upper_quantile(level)});
    for (const double x : own)
      if (x > low && x < high) at.push_back(std::floor(x));
  }
  keep_different(at);
  return at;
}

/// Where p²/q, say, falls off more slowly than p, terms count far beyond the mass: those after k, until they do no more.
/// Returns what those left out may add up to.
double add_outwards(FunctionRef f, double k, double step, double end, RunningSum& total) {
  constexpr int kQuiet = 32, kMost = 1 << 20;
  int quiet = 0;
  double last = 0;
  for (int i = 0; i < kMost && quiet < kQuiet && k != end; ++i) {
    last = f(k += step);
    total.add(last);
    quiet = std::fabs(last) <= 1e-18 * std::fabs(total.value()) ? quiet + 1 : 0;
  }
  return quiet < kQuiet && k != end ? std::fabs(last) * kMost : 0;
}

/// What an integral of f cannot see beside an end other than 0, about which f is a power of the distance: doubles do not come
/// nearer to it than δ. That is f(δ)·δ/(1 + index), by the index between δ and 2δ.
double unseen(FunctionRef f, double end, double low, double high) {
  const double nearest = std::fabs(end) * 0x1p-52;
  double sum = 0;
  for (const double side : {-nearest, nearest}) {
    if (end + 2 * side < low || end + 2 * side > high) continue;
    const double at = std::fabs(f(end + side)), next = std::fabs(f(end + 2 * side));
    if (!(at > next && next > 0) || std::isinf(at)) continue;
    sum += at * nearest / std::max(0.01, 1 + std::log2(next / at));
  }
  return sum;
}

}  // namespace

Cuts cuts(const Distribution& p, const Distribution& q, const std::vector<double>& also) {
  Cuts cuts;
  add_cuts(p, cuts);
  add_cuts(q, cuts);
  const double low = std::min(p.support().low, q.support().low), high = std::max(p.support().high, q.support().high);
  for (double& x : cuts.at) x = std::clamp(x, low, high);
  cuts.at.insert(cuts.at.end(), also.begin(), also.end());
  keep_different(cuts.at);
  keep_different(cuts.origins);
  return cuts;
}

Estimate integrate_between(FunctionRef f, const Cuts& cuts) {
  // A rule that has settled to 1e-8 is at about its square: the last step shows the error of the one before.
  constexpr double kSettled = 1e-8, kNegligible = 1e-15;
  std::vector<Piece> pieces;
  std::vector<Integral> smooth;
  double size = 0;
  for (std::size_t i = 0; i + 1 < cuts.at.size(); ++i) {
    const Piece piece = sanov::piece(cuts.at[i], cuts.at[i + 1], cuts.origins);
    if (!(piece.low < piece.high)) continue;
    pieces.push_back(piece);
    smooth.push_back(integrate([&](double t) { return piece(f, t); }, piece.low, piece.high, {.relative = kSettled}));
    if (std::isfinite(smooth.back().size)) size += smooth.back().size;
  }
  RunningSum total;
  double error = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Integral& first = smooth[i];
    if (std::isfinite(first.value) && first.size <= kNegligible * size) {
      total.add(first.value);
      error += first.size;
      continue;
    }
    const double relative = std::min(1.0, kSettled * std::max(1.0, size / first.size));
    const Integral second = integrate_in_pieces([&](double t) { return pieces[i](f, t); }, pieces[i].low,
                                                pieces[i].high, {.relative = relative});
    // Where the two differ the one that is surer of itself is taken.
    const bool surer = std::isfinite(first.value) && !(first.error > second.error);
    total.add(surer ? first.value : second.value);
    error += std::isfinite(first.value) && std::isfinite(second.value)
                 ? std::min(std::fabs(first.value - second.value), std::max(first.error, second.error))
                 : std::min(first.error, second.error);
  }
  for (const double end : cuts.origins)
    if (end != 0) error += unseen(f, end, cuts.at.front(), cuts.at.back());
  return {total.value(), error + 1e-15 * size};
}

Estimate sum_over(FunctionRef f, const Distribution& p, const Distribution& q) {
  constexpr double kNothing = 1e-18, kOneByOne = 1 << 17;
  const double low = std::min(p.quantile(kNothing), q.quantile(kNothing));
  const double high = std::max(p.upper_quantile(kNothing), q.upper_quantile(kNothing));
  RunningSum total;
  if (high - low <= 1e7) {
    for (double k = low; k <= high; ++k) total.add(f(k));
    const double up = add_outwards(f, high, 1, std::max(p.support().high, q.support().high), total);
    const double down = add_outwards(f, low, -1, std::min(p.support().low, q.support().low), total);
    return {total.value(), 1e-15 * std::fabs(total.value()) + up + down};
  }
  if (!p.breaks().empty() || !q.breaks().empty()) {  // parts that may be far from each other, and narrow beside that
    const std::vector<double> at = places(p, q, low, std::min(high, 0x1p52));
    for (std::size_t i = 0; i + 1 < at.size(); ++i) add_stretch(f, at[i], at[i + 1], total);
    return {total.value(), 1e-9 * std::fabs(total.value())};
  }
  // A long tail upwards: blocks that double, from a power of two on, so that their fractions are whole numbers.
  double k = low, from = kOneByOne;
  while (from < low + kOneByOne) from *= 2;
  for (; k < from; ++k) total.add(f(k));
  double last = 0;
  for (; k < 0x1p52; k *= 2) {
    last = sum_block(f, k, 2 * k);
    total.add(last);
    if (std::fabs(last) < 1e-17 * std::fabs(total.value())) break;
  }
  return {total.value(), 1e-13 * std::fabs(total.value()) + std::fabs(last)};
}

}  // namespace sanov
