#include "sanov/fit/mass.h"

#include <algorithm>
#include <numbers>
#include <vector>

#include "sanov/fit/chances.h"

namespace sanov {
namespace {

constexpr std::array<std::pair<double, double>, 6> kGauss{{{0.1252334085114689, 0.2491470458134028},
                                                           {0.3678314989981802, 0.2334925365383548},
                                                           {0.5873179542866175, 0.2031674267230659},
                                                           {0.7699026741943047, 0.1600783285433462},
                                                           {0.9041172563704749, 0.1069393259953184},
                                                           {0.9815606342467192, 0.0471753363865118}}};
constexpr std::array<std::pair<double, double>, 2> kGaussFew{
    {{0.3399810435848563, 0.6521451548625461}, {0.8611363115940526, 0.3478548451374538}}};
constexpr double kCalm = 0.4;       ///< change of ln f over four points by which these are enough
constexpr double kStep = 0.1;       ///< of the double exponential rules
constexpr double kFarther = 6.1;    ///< where these end on the side of a singular or infinite end,
constexpr double kNearer = 4.0;     ///< and on the other
constexpr double kChange = 2.5;     ///< of ln f over a piece
constexpr double kNegligible = 45;  ///< nats below the highest at which nothing counts
constexpr double kFar = 3;          ///< lengths of a piece over its distance from an end of the support
constexpr double kMostNumbers = 1e5;

/// A rule's points on an interval, from its half on (0, 1).
template <std::size_t N>
std::array<std::pair<double, double>, 2 * N> placed(const std::array<std::pair<double, double>, N>& rule, double low,
                                                    double high) {
  const double half = high / 2 - low / 2, centre = low / 2 + high / 2;
  std::array<std::pair<double, double>, 2 * N> out;
  for (std::size_t i = 0; i < N; ++i) {
    out[2 * i] = {centre - half * rule[i].first, half * rule[i].second};
    out[2 * i + 1] = {centre + half * rule[i].first, half * rule[i].second};
  }
  return out;
}

/// By how much ln f changes over points.
struct Range {
  double least = HUGE_VAL, most = -HUGE_VAL;
  Range(std::span<const double> jets, std::size_t width) {
    for (std::size_t i = 0; i < jets.size(); i += width)
      least = std::min(least, jets[i]), most = std::max(most, jets[i]);
  }
};

}  // namespace

void Mass::add(double weight, std::span<const double> jet, std::size_t parameters) {
  if (!(jet[0] > -HUGE_VAL) || !(weight > 0)) return;
  if (jet[0] > log_scale) {
    const double fade = std::exp(log_scale - jet[0]);
    for (double& n : numbers) n *= fade;
    log_scale = jet[0];
  }
  const double share = weight * std::exp(jet[0] - log_scale);
  if (!(share > 0) || !std::isfinite(share)) return;
  const double* const slope = jet.data() + 1;
  const double* const bend = slope + parameters;
  Mass next = *this;
  next.numbers[0] += share;
  for (std::size_t i = 0, k = 0; i < parameters; ++i) {
    next.numbers[1 + i] += share * slope[i];
    for (std::size_t j = i; j < parameters; ++j, ++k)
      next.numbers[1 + parameters + k] += share * (slope[i] * slope[j] + bend[k]);
  }
  // Where derivatives overflow, as at 1e300, there is no mass worth counting.
  for (std::size_t k = 0; k < jet_width(parameters); ++k)
    if (!std::isfinite(next.numbers[k])) return;
  *this = next;
}

void Mass::add(const Mass& other, std::size_t width) {
  if (other.log_scale == -HUGE_VAL) return;
  if (other.log_scale > log_scale) {
    const double fade = std::exp(log_scale - other.log_scale);
    for (std::size_t k = 0; k < width; ++k) numbers[k] = numbers[k] * fade + other.numbers[k];
    log_scale = other.log_scale;
    return;
  }
  const double fade = std::exp(other.log_scale - log_scale);
  for (std::size_t k = 0; k < width; ++k) numbers[k] += other.numbers[k] * fade;
}

void Mass::to_log_jet(std::span<double> out, std::size_t parameters) const {
  std::ranges::fill(out, 0);
  out[0] = -HUGE_VAL;
  if (!(numbers[0] > 0)) return;
  out[0] = log_scale + std::log(numbers[0]);
  for (std::size_t i = 0; i < parameters; ++i) out[1 + i] = numbers[1 + i] / numbers[0];
  for (std::size_t i = 0, k = 1 + parameters; i < parameters; ++i)
    for (std::size_t j = i; j < parameters; ++j, ++k) out[k] = numbers[k] / numbers[0] - out[1 + i] * out[1 + j];
}

std::array<std::pair<double, double>, 12> gauss_points(double low, double high) { return placed(kGauss, low, high); }

MassIntegral::MassIntegral(const FamilyEntry& entry, std::span<const double> at, const Distribution& d,
                           const Support& support)
    : entry_(&entry),
      at_(at),
      support_(support),
      parameters_(at.size()),
      width_(jet_width(at.size())),
      middle_(d.quantile(0.5)),
      spread_(d.upper_quantile(0.25) - d.quantile(0.25)),
      whole_(entry.whole) {
  if (!(spread_ > 0) || std::isinf(spread_)) spread_ = std::max(std::fabs(middle_), 1.0);
}

double MassIntegral::log_density(double x) const {
  std::array<double, Mass::kMost> jet;
  jets_at(std::span(&x, 1), jet);
  return jet[0];
}

Mass MassIntegral::between(double low, double high) const {
  if (whole_) return of_whole_numbers(low, high);
  if (std::isinf(low)) return to_infinity(high, -1);
  if (std::isinf(high)) return to_infinity(low, 1);
  if (low == support_.low && high == support_.high) {
    Mass out = to_finite_end(low, middle_);
    out.add(to_finite_end(high, middle_), width_);
    return out;
  }
  if (low == support_.low) return to_finite_end(low, high);
  if (high == support_.high) return to_finite_end(high, low);
  Mass out;
  double highest = -HUGE_VAL;
  in_pieces(low, high, 0, highest, out);
  return out;
}

Mass MassIntegral::of_whole_numbers(double low, double high) const {
  Mass out;
  // From the side of the middle outwards, until terms no longer count.
  const bool up = middle_ <= high;
  double k = up ? low + 1 : high, highest = -HUGE_VAL;
  std::array<double, Mass::kMost> jet;
  for (double done = 0; (up ? k <= high : k > low) && done < kMostNumbers; ++done, k += up ? 1 : -1) {
    jets_at(std::span(&k, 1), jet);
    out.add(1, jet, parameters_);
    highest = std::max(highest, jet[0]);
    if (jet[0] < highest - kNegligible && std::fabs(k - middle_) > spread_) break;
  }
  return out;
}

template <std::size_t N>
Mass MassIntegral::by_rule(const std::array<std::pair<double, double>, N>& points, std::span<double> jets) const {
  std::array<double, N> x;
  for (std::size_t i = 0; i < N; ++i) x[i] = points[i].first;
  jets_at(x, jets);
  Mass out;
  for (std::size_t i = 0; i < N; ++i) out.add(points[i].second, jets.subspan(i * width_, width_), parameters_);
  return out;
}

void MassIntegral::in_pieces(double low, double high, int depth, double& highest, Mass& out) const {
  std::array<double, 12 * Mass::kMost> room;
  // Derivatives can bend at an end of the support, as ln x does, where f does not.
  const double away = std::min(low - support_.low, support_.high - high);
  if (depth == 0 && high - low < std::min(0.2 * spread_, 0.25 * away)) {
    const std::span<double> jets = std::span(room).first(4 * width_);
    const Mass few = by_rule(placed(kGaussFew, low, high), jets);
    if (const Range range(jets, width_); range.most - range.least < kCalm) return out.add(few, width_);
  }
  const std::span<double> jets = std::span(room).first(12 * width_);
  const Mass piece = by_rule(placed(kGauss, low, high), jets);
  const Range range(jets, width_);
  highest = std::max(highest, range.most);
  const bool rough = range.most - range.least > kChange || high - low > kFar * away;
  if (rough && range.most > highest - kNegligible && depth < 30) {
    const double centre = low / 2 + high / 2;
    in_pieces(low, centre, depth + 1, highest, out);
    in_pieces(centre, high, depth + 1, highest, out);
    return;
  }
  out.add(piece, width_);
}

/// tanh-sinh: places near the end are counted from it, so that powers of the distance keep their digits.
Mass MassIntegral::to_finite_end(double end, double from) const {
  // An end so far off that nothing lies near it is as good as infinite.
  if (log_density(end / 2 + from / 2) < log_density(from) - kNegligible) return to_infinity(from, end < from ? -1 : 1);
  std::vector<double> x, weight;
  const double length = from - end;
  for (double t = -kFarther; t <= kNearer; t += kStep) {
    const double u = std::numbers::pi * std::sinh(t), share = 1 / (1 + std::exp(-u)), rest = 1 / (1 + std::exp(u));
    const double place = t < 0 ? end + length * share : from - length * rest;
    if (place == end || place == from) continue;
    x.push_back(place);
    weight.push_back(std::fabs(length) * kStep * std::numbers::pi * std::cosh(t) * share * rest);
  }
  std::vector<double> jets(x.size() * width_);
  jets_at(x, jets);
  Mass out;
  for (std::size_t i = 0; i < x.size(); ++i)
    out.add(weight[i], std::span(jets).subspan(i * width_, width_), parameters_);
  return out;
}

/// exp-sinh, in units of the length over which ln f falls by about 1.
Mass MassIntegral::to_infinity(double from, double sign) const {
  const double here = log_density(from);
  double unit = spread_;
  for (int tries = 0; tries < 200; ++tries) {
    const double fall = here - log_density(from + sign * unit);
    if (fall > 2)
      unit /= 2;
    else if (fall < 0.5 && unit < 1e3 * (spread_ + std::fabs(from - middle_)))
      unit *= 2;
    else
      break;
  }
  std::vector<double> x, weight;
  for (double t = -kNearer; t <= kFarther; t += kStep) {
    const double out = std::exp(std::numbers::pi / 2 * std::sinh(t)), place = from + sign * unit * out;
    if (place == from || std::isinf(place)) continue;
    x.push_back(place);
    weight.push_back(unit * kStep * std::numbers::pi / 2 * std::cosh(t) * out);
  }
  std::vector<double> jets(x.size() * width_);
  jets_at(x, jets);
  Mass out;
  for (std::size_t i = 0; i < x.size(); ++i)
    out.add(weight[i], std::span(jets).subspan(i * width_, width_), parameters_);
  return out;
}

}  // namespace sanov
