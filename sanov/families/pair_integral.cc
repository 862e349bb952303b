#include "sanov/families/pair_integral.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNothing = 1e-18;
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

double cdf_difference(const Distribution& p, const Distribution& q, double x) {
  const double a = p.cdf(x), b = q.cdf(x);
  return a > 0.5 && b > 0.5 ? q.sf(x) - p.sf(x) : a - b;
}

std::vector<double> sign_changes(FunctionRef f, const Distribution& p, const Distribution& q) {
  std::vector<double> grid = cuts(p, q).at;
  constexpr int kSteps = 256;
  for (const Distribution* d : {&p, &q})
    for (int i = 1; i < kSteps; ++i) grid.push_back(d->quantile(static_cast<double>(i) / kSteps));
  std::sort(grid.begin(), grid.end());
  std::vector<double> found;
  double x0 = -kInf, f0 = 0;
  for (const double x : grid) {
    if (std::isinf(x) || x == x0) continue;
    const double now = f(x);
    if (std::isfinite(x0) && ((f0 < 0 && now > 0) || (f0 > 0 && now < 0))) found.push_back(find_root(f, x0, x).x);
    x0 = x, f0 = now;
  }
  return found;
}

Estimate integrate_between(FunctionRef f, const Cuts& cuts, double settled) {
  // A rule that has settled to 1e-8 is at about its square: the last step shows the error of the one before.
  constexpr double kNegligible = 1e-15;
  std::vector<Piece> pieces;
  std::vector<Integral> smooth;
  double size = 0;
  for (std::size_t i = 0; i + 1 < cuts.at.size(); ++i) {
    const Piece piece = sanov::piece(cuts.at[i], cuts.at[i + 1], cuts.origins);
    if (!(piece.low < piece.high)) continue;
    pieces.push_back(piece);
    smooth.push_back(integrate([&](double t) { return piece(f, t); }, piece.low, piece.high, {.relative = settled}));
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
    const double relative = std::min(1.0, settled * std::max(1.0, size / first.size));
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

std::vector<double> whole_cuts(const Distribution& p, const Distribution& q, const std::vector<double>& also) {
  const double low = std::min(p.quantile(kNothing), q.quantile(kNothing));
  const double high = std::max(p.upper_quantile(kNothing), q.upper_quantile(kNothing));
  std::vector<double> at{low, high};
  const auto add = [&](double x) {
    if (x = std::floor(x); x > low && x < high) at.push_back(x);
  };
  for (const Distribution* d : {&p, &q}) {
    const Support s = d->support();
    for (const double level : kLevels) add(d->quantile(level)), add(d->upper_quantile(level));
    for (const double x : d->breaks()) add(x);
    // At an atom, and where a support begins or ends, it is the step before that is not smooth.
    for (const double x : {s.low, s.high}) add(x - 1), add(x);
    for (const Atom& atom : d->atoms()) add(atom.x - 1), add(atom.x);
  }
  for (const double x : also) add(x);
  keep_different(at);
  return at;
}

Estimate sum_over(FunctionRef f, const Distribution& p, const Distribution& q, const std::vector<double>& also) {
  constexpr double kOneByOne = 1 << 16;
  const std::vector<double> at = whole_cuts(p, q, also);
  const double low = at.front(), high = at.back();
  const double first = std::min(p.support().low, q.support().low), last = std::max(p.support().high, q.support().high);
  RunningSum total;
  if (high - low <= kOneByOne) {
    for (double k = low; k <= high; ++k) total.add(f(k));
    const double up = add_outwards(f, high, 1, last, total), down = add_outwards(f, low, -1, first, total);
    return {total.value(), 1e-15 * std::fabs(total.value()) + up + down};
  }
  // What a stretch may be off is measured by the whole.
  double size = 0, error = 0;
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    const double half = (at[i + 1] - at[i]) / 2, middle = std::fabs(f(at[i] + std::floor(half)));
    if (std::isfinite(middle)) size = std::max(size, middle * half);
  }
  const auto add = [&](double from, double to) {
    if (!(from <= to)) return;
    const Estimate part = sum_of_whole(f, from, to, std::max(size, std::fabs(total.value())));
    total.add(part.value);
    error += part.error;
  };
  for (std::size_t i = 0; i + 1 < at.size(); ++i) add(at[i], at[i + 1] - 1);
  add(high, last);
  add(first, low - 1);
  return {total.value(), error + 1e-15 * std::fabs(total.value())};
}

}  // namespace sanov
