#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/point_costs.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/transport/point_costs.h"

#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"
#include "sanov/transport/best_arcs.h"
#include "sanov/transport/metrics-inl.h"

#ifndef SANOV_POINT_COSTS_ONCE
#define SANOV_POINT_COSTS_ONCE
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "sanov/numerics/target.h"

namespace sanov {
namespace {

/// The boxes around blocks of columns: most are too far from a row for any of their points to matter. Neighbours should
/// be near each other in the order of the points. In more dimensions than a few all boxes overlap: there are none then.
struct Boxes {
  static constexpr std::size_t kMostDimensions = 6;
  explicit Boxes(const Cloud& cloud);
  bool empty() const { return low.empty(); }
  std::size_t stride = 0;
  std::vector<double> low, high;  ///< by coordinate, then block
};

/// What one search of rows needs.
struct Search {
  const Cloud* x;
  const Cloud* y;
  const Boxes* boxes;
  double power;
  std::size_t first, last;
  const Question* asked;
  std::vector<Arc>* found;
  double* least;
};

/// Arcs whose costs are wanted.
struct Fill {
  const Cloud* x;
  const Cloud* y;
  double power;
  std::span<Arc> arcs;
};

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

/// A few neighbouring rows, searched together; with kTwice by prices of twice a double's digits.
template <class Metric, std::size_t kDimensions, std::size_t kRows, bool kTwice>
class RowSearch {
 public:
  RowSearch(const Search& s, std::size_t row)
      : s_(s),
        row_(row),
        d_(kDimensions == 0 ? s.x->dimensions() : kDimensions),
        stride_x_(d_ > 1 ? static_cast<std::size_t>(s.x->coordinate(1) - s.x->coordinate(0)) : 0),
        stride_y_(d_ > 1 ? static_cast<std::size_t>(s.y->coordinate(1) - s.y->coordinate(0)) : 0),
        x_(s.x->coordinate(0) + row),
        y_(s.y->coordinate(0)) {
    for (std::size_t r = 0; r < kRows; ++r) {
      best_[r].most = s.asked->most;
      if (s.asked->bound != nullptr) best_[r].bound = s.asked->bound[row + r];
      if constexpr (kDimensions != 0)
        for (std::size_t k = 0; k < kDimensions; ++k) at_[r][k] = x_[k * stride_x_ + r];
    }
  }

  void run() {
    const std::size_t blocks = (s_.y->size() + Prices::kBlock - 1) / Prices::kBlock;
    if (s_.boxes->empty()) {
      for (std::size_t b = 0; b < blocks; ++b) block(b);
    } else {
      for (std::size_t b = 0; b < blocks; b += kLanes) boxed(b);
    }
    for (std::size_t r = 0; r < kRows; ++r) best_[r].report(*s_.found, s_.least[row_ + r]);
  }

 private:
  /// Of kLanes blocks those that the box around the rows does not rule out. Rounding keeps the order of sums, products
  /// and roots, so no cost is below that of the gap between the boxes; a power is taken less 2⁻⁴⁵ of itself.
  void boxed(std::size_t first) {
    V sum = zero();
    for (std::size_t k = 0; k < d_; ++k) {
      const double* x = x_ + k * stride_x_;
      const auto [low, high] = std::minmax_element(x, x + kRows);
      const V below = hn::LoadU(D(), s_.boxes->low.data() + k * s_.boxes->stride + first) - set(*high);
      const V above = set(*low) - hn::LoadU(D(), s_.boxes->high.data() + k * s_.boxes->stride + first);
      sum = Metric::add(sum, hn::Max(hn::Max(below, above), zero()));
    }
    V least = Metric::finish(sum, s_.power);
    if constexpr (std::is_same_v<Metric, Power>) least = least - least * set(0x1p-45);
    const V highest = load(s_.asked->v.highest.data() + first);
    M near;
    if constexpr (kTwice) {
      near = in_reach(0, least, highest);
      for (std::size_t r = 1; r < kRows; ++r) near = hn::Or(near, in_reach(r, least, highest));
    } else {
      double bound = best_[0].bound;
      for (std::size_t r = 1; r < kRows; ++r) bound = std::max(bound, best_[r].bound);
      near = least - highest < set(bound);
    }
    if (hn::AllFalse(D(), near)) return;
    std::uint8_t bits[8] = {};
    hn::StoreMaskBits(D(), near, bits);
    for (std::size_t z = 0; z < kLanes; ++z)
      if ((bits[0] >> z & 1) != 0) block(first + z);
  }

  /// Whether blocks of no lower cost, at no higher price, may hold what row r asks for. Rounding is allowed for.
  M in_reach(std::size_t r, V least, V highest) const {
    const double u = s_.asked->u[row_ + r].high;
    const V left = least - highest - set(u), doubt = (least + hn::Abs(highest) + set(std::fabs(u))) * set(kDoubt);
    return left < set(best_[r].bound) + doubt;
  }

  void block(std::size_t b) {
    const std::size_t past = std::min((b + 1) * Prices::kBlock, s_.y->size());
    for (std::size_t j = b * Prices::kBlock; j < past; j += kLanes) vector(j);
  }

  HWY_INLINE void vector(std::size_t j) {
    V sum[kRows];
    for (std::size_t r = 0; r < kRows; ++r) sum[r] = zero();
    for (std::size_t k = 0; k < d_; ++k) {
      const V y = load(y_ + k * stride_y_ + j);
      for (std::size_t r = 0; r < kRows; ++r)
        sum[r] = Metric::add(sum[r], set(kDimensions == 0 ? x_[k * stride_x_ + r] : at_[r][k]) - y);
    }
    const V price = load(s_.asked->v.v.data() + j);
    V low = zero();
    if constexpr (kTwice) low = load(s_.asked->v.low.data() + j);
    for (std::size_t r = 0; r < kRows; ++r) {
      const V cost = Metric::finish(sum[r], s_.power);
      V reduced;
      if constexpr (kTwice) {
        const Twice u = s_.asked->u[row_ + r];
        reduced = (cost - (set(u.high) + price)) - (set(u.low) + low) - cost * set(kDoubt);
      } else {
        reduced = cost - price;
      }
      if (HWY_LIKELY(hn::AllFalse(D(), reduced < set(best_[r].bound)))) continue;
      offer(r, j, reduced, cost);
    }
  }

  HWY_INLINE void offer(std::size_t r, std::size_t j, V reduced, V cost) {
    HWY_ALIGN double values[kLanes], costs[kLanes];
    hn::Store(reduced, D(), values);
    hn::Store(cost, D(), costs);
    for (std::size_t z = 0; z < kLanes; ++z) {
      if constexpr (kTwice) {
        if (!(values[z] < best_[r].bound)) continue;
        const Prices& v = s_.asked->v;
        values[z] = reduced_cost(costs[z], s_.asked->u[row_ + r], {v.v[j + z], v.low[j + z]});
      }
      best_[r].offer(values[z], {static_cast<std::uint32_t>(row_ + r), static_cast<std::uint32_t>(j + z), costs[z]});
    }
  }

  const Search& s_;
  std::size_t row_, d_, stride_x_, stride_y_;
  const double *x_, *y_;
  BestArcs best_[kRows];
  double at_[kRows][kDimensions == 0 ? 1 : kDimensions];
};

/// kDimensions 0 stands for any number of them.
template <class Metric, std::size_t kDimensions, bool kTwice = false>
void search_block(const Search& s) {
  std::size_t row = s.first;
  for (; row + 4 <= s.last; row += 4) RowSearch<Metric, kDimensions, 4, kTwice>(s, row).run();
  for (; row < s.last; ++row) RowSearch<Metric, kDimensions, 1, kTwice>(s, row).run();
}

template <class Metric>
void search_points(const Search& s) {
  if (s.asked->u != nullptr) return search_block<Metric, 0, true>(s);
  switch (s.x->dimensions()) {
    case 1: return search_block<Metric, 1>(s);
    case 2: return search_block<Metric, 2>(s);
    case 3: return search_block<Metric, 3>(s);
    default: return search_block<Metric, 0>(s);
  }
}

template <class Metric>
void fill_costs(const Fill& f) {
  for (std::size_t e = 0; e < f.arcs.size(); e += kLanes) {
    const std::size_t count = std::min(kLanes, f.arcs.size() - e);
    V sum = zero();
    HWY_ALIGN double x[kLanes] = {}, y[kLanes] = {};
    for (std::size_t k = 0; k < f.x->dimensions(); ++k) {
      for (std::size_t z = 0; z < count; ++z) {
        x[z] = f.x->coordinate(k)[f.arcs[e + z].from];
        y[z] = f.y->coordinate(k)[f.arcs[e + z].to];
      }
      sum = Metric::add(sum, hn::Load(D(), x) - hn::Load(D(), y));
    }
    hn::Store(Metric::finish(sum, f.power), D(), x);
    for (std::size_t z = 0; z < count; ++z) f.arcs[e + z].cost = x[z];
  }
}

}  // namespace

void search(Cost cost, const Search& s) {
  with_metric(cost, [&](auto metric) { search_points<decltype(metric)>(s); });
}

void fill(Cost cost, const Fill& f) {
  with_metric(cost, [&](auto metric) { fill_costs<decltype(metric)>(f); });
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(search);
HWY_EXPORT(fill);

Boxes::Boxes(const Cloud& cloud) {
  if (cloud.dimensions() > kMostDimensions) return;
  const std::size_t blocks = (cloud.size() + Prices::kBlock - 1) / Prices::kBlock;
  stride = (blocks + 7) / 8 * 8;
  low.resize(stride * cloud.dimensions());
  high.resize(stride * cloud.dimensions());
  for (std::size_t k = 0; k < cloud.dimensions(); ++k)
    for (std::size_t b = 0; b < blocks; ++b) {
      const double* x = cloud.coordinate(k);
      const auto [least, most] =
          std::minmax_element(x + b * Prices::kBlock, x + std::min((b + 1) * Prices::kBlock, cloud.size()));
      low[k * stride + b] = *least;
      high[k * stride + b] = *most;
    }
}

class PointCosts final : public Costs {
 public:
  PointCosts(const Cloud& x, const Cloud& y, Cost cost, double power)
      : Costs(x.size(), y.size()), x_(x), y_(y), cost_(cost), power_(power), boxes_(y) {}

  void search(std::size_t first, std::size_t last, const Question& question, std::vector<Arc>& found,
              double* least) const override {
    SANOV_DISPATCH(search)(cost_, {&x_, &y_, &boxes_, power_, first, last, &question, &found, least});
  }
  void fill(std::span<Arc> arcs) const override { SANOV_DISPATCH(fill)(cost_, {&x_, &y_, power_, arcs}); }
  void lowest_in_columns(std::span<const double> u, std::span<double> least) const override {
    search_all(PointCosts(y_, x_, cost_, power_), u, {}, 1, nullptr, least);
  }
  double largest() const override { return diameter(x_, y_, cost_, power_); }

 private:
  const Cloud& x_;
  const Cloud& y_;
  Cost cost_;
  double power_;
  Boxes boxes_;
};

}  // namespace

double diameter(const Cloud& x, const Cloud& y, Cost cost, double power) {
  double sum = 0, most = 0, squares = 0;
  for (std::size_t k = 0; k < x.dimensions(); ++k) {
    const auto [low_x, high_x] = std::minmax_element(x.coordinate(k), x.coordinate(k) + x.size());
    const auto [low_y, high_y] = std::minmax_element(y.coordinate(k), y.coordinate(k) + y.size());
    const double wide = std::max(*high_y - *low_x, *high_x - *low_y);
    sum += wide;
    most = std::max(most, wide);
    squares += wide * wide;
  }
  switch (cost) {
    case Cost::squared_euclidean: return squares;
    case Cost::euclidean: return std::sqrt(squares);
    case Cost::cityblock: return sum;
    case Cost::chebyshev: return most;
    case Cost::power: return std::pow(squares, 0.5 * power);
    case Cost::cosine: return std::min(0.5 * squares, 2.0);
  }
  return 0;
}

std::unique_ptr<Costs> point_costs(const Cloud& x, const Cloud& y, Cost cost, double power) {
  return std::make_unique<PointCosts>(x, y, cost, power);
}

}  // namespace sanov
#endif
