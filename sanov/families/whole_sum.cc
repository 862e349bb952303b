#include "sanov/families/whole_sum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"

namespace sanov {
namespace {

constexpr double kEdge = 16;      ///< terms taken one by one at either end
constexpr double kFinest = 4;     ///< the least distance between places that stand for those between them
constexpr double kSteps = 8;      ///< of a block
constexpr double kAgree = 1e-11;  ///< of five points with nine, which are far nearer
constexpr double kNearer = 0.01;
constexpr double kQuiet = 1e-18;
constexpr long kMostCalls = 100'000;

/// A sum that grows from left to right. Of a stretch the ends count half, so that stretches join.
class Walk {
 public:
  Walk(FunctionRef f, double size, double noise) : f_(f), size_(size), agree_(kAgree + noise) {}

  void add_one(double k, double weight = 1) { sum_.add(weight * call(k)); }

  /// From `from` to `to`; to an infinite one until nothing comes any more.
  void add_stretch(double from, double to) {
    double at = from, apart = 2 * kFinest;
    if (std::isfinite(to)) apart = std::max(apart, std::ldexp(1, std::ilogb(std::max(to - from, 1.0)) - 6));
    for (int quiet = 0; at < to && quiet < 4 && at < 1e300;) {
      // Beyond 2⁵³ not every whole number is a double.
      const double finest = std::max(kFinest, std::ldexp(8, std::ilogb(std::max(std::fabs(at), 1.0)) - 52));
      apart = std::max(apart, finest);
      while (apart > finest && at + kSteps * apart > to) apart /= 2;
      if (at + kSteps * apart > to) {
        add_finely(at, to);
        return;
      }
      const Block block = by_rules(at, apart);
      const bool exhausted = calls_ > kMostCalls, agree = !(block.off > agree_ * scale());
      if (!agree && !exhausted && apart > finest) {
        apart /= 2;
        continue;
      }
      const double before = sum_.value();
      if (agree || exhausted || finest > kFinest) {
        turn(at, true);
        sum_.add(block.value);
        error_ += agree ? kNearer * block.off : block.off;
      } else {
        add_finely(at, at + kSteps * apart);
      }
      at += kSteps * apart;
      quiet = std::isinf(to) && std::fabs(sum_.value() - before) <= kQuiet * scale() ? quiet + 1 : 0;
      if (exhausted || block.off < 3e-3 * agree_ * scale()) apart *= 2;
    }
    turn(at, false);
  }

  Estimate total() const { return {sum_.value(), error_ + 1e-15 * std::fabs(sum_.value())}; }

 private:
  struct Block {
    double value, off;
  };

  double call(double k) {
    ++calls_;
    return f_(k);
  }
  double scale() const { return std::max(size_, std::fabs(sum_.value())); }

  /// What Euler and Maclaurin add where integrals take over from single terms, or these from them: f′/12 − f‴/720.
  void turn(double k, bool smooth) {
    if (smooth == smooth_) return;
    const double near = call(k + 1) - call(k - 1), far = call(k + 2) - call(k - 2);
    const double third = far / 2 - near, rest = (8 * near - far) / 144 - third / 720;
    sum_.add(smooth ? -rest : rest);
    error_ += std::fabs(third) / 3600;
    smooth_ = smooth;
  }

  /// Term by term; where these are no longer told apart, as if straight.
  void add_finely(double from, double to) {
    turn(from, false);
    if (from + 1 == from || to - from > 1e6) {
      const double off = (to - from) * std::fabs(call(to) - call(from)) / 2;
      sum_.add((to - from) * (call(from) + call(to)) / 2);
      error_ += off;
      return;
    }
    add_one(from, 0.5);
    for (double k = from + 1; k < to; ++k) add_one(k);
    add_one(to, 0.5);
  }

  /// ∫ over kSteps steps by Newton and Cotes's rule of nine points, and how far that of five is off it.
  Block by_rules(double from, double apart) {
    constexpr std::array<double, 9> nine{989, 5888, -928, 10496, -4540, 10496, -928, 5888, 989};
    constexpr std::array<double, 5> five{7, 32, 12, 32, 7};
    double by_nine = 0, by_five = 0;
    for (std::size_t j = 0; j < nine.size(); ++j) {
      const double value = call(from + static_cast<double>(j) * apart);
      by_nine += nine[j] * value;
      if (j % 2 == 0) by_five += five[j / 2] * value;
    }
    by_nine *= apart * (4.0 / 14175);
    return {by_nine, std::fabs(by_nine - by_five * apart * (4.0 / 45))};
  }

  FunctionRef f_;
  double size_, agree_, error_ = 0;
  long calls_ = 0;
  bool smooth_ = false;
  RunningSum sum_;
};

}  // namespace

Estimate sum_of_whole(FunctionRef f, double first, double last, double size, double noise) {
  if (std::isinf(first)) return sum_of_whole([f](double k) { return f(-k); }, -last, -first, size, noise);
  Walk walk(f, size, noise);
  if (last - first <= 4 * kEdge) {
    for (double k = first; k <= last; ++k) walk.add_one(k);
    return walk.total();
  }
  const double from = first + kEdge, to = last - kEdge;
  for (double k = first; k < from; ++k) walk.add_one(k);
  walk.add_one(from, 0.5);
  if (std::isfinite(last)) {
    for (double k = last; k > to; --k) walk.add_one(k);
    walk.add_one(to, 0.5);
  }
  walk.add_stretch(from, to);
  return walk.total();
}

double log_sum_of_whole(FunctionRef log_term, double first, double last, std::vector<double> peaks) {
  for (double& k : peaks) k = std::clamp(std::floor(k), first, last);
  std::sort(peaks.begin(), peaks.end());
  peaks.erase(std::unique(peaks.begin(), peaks.end()), peaks.end());
  double top = -std::numeric_limits<double>::infinity();
  for (const double k : peaks) top = std::max(top, log_term(k));
  if (std::isinf(top)) return top;
  const auto down = [&](double k) { return std::exp(log_term(-k) - top); };
  const auto up = [&](double k) { return std::exp(log_term(k) - top); };
  const double noise = 1e-15 * std::fabs(top);
  double sum = sum_of_whole(down, -peaks.front(), -first, 1, noise).value;
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    const double end = i + 1 < peaks.size() ? peaks[i + 1] : last;
    if (peaks[i] < end) sum += sum_of_whole(up, peaks[i] + 1, end, sum, noise).value;
  }
  return top + std::log(sum);
}

}  // namespace sanov
