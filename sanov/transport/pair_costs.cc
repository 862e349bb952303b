#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/pair_costs.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/transport/metrics-inl.h"
#include "sanov/transport/pair_costs.h"

#ifndef SANOV_PAIR_COSTS_ONCE
#define SANOV_PAIR_COSTS_ONCE
#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/point_costs.h"

namespace sanov {
namespace {

/// Rows of costs between points that are wanted.
struct FillRows {
  const Cloud* x;
  const Cloud* y;
  double power;
  std::size_t first, count, column, width, step;
  double* out;
};

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

/// kRows rows together: each coordinate of y is read once for all.
template <class Metric, std::size_t kRows>
void fill_some(const FillRows& f, std::size_t row, double* out) {
  const std::size_t d = f.x->dimensions();
  for (std::size_t j = 0; j < f.width; j += kLanes) {
    V sum[kRows];
    for (std::size_t r = 0; r < kRows; ++r) sum[r] = zero();
    for (std::size_t k = 0; k < d; ++k) {
      const V y = load(f.y->coordinate(k) + f.column + j);
      const double* x = f.x->coordinate(k) + row;
      for (std::size_t r = 0; r < kRows; ++r) sum[r] = Metric::add(sum[r], set(x[r]) - y);
    }
    for (std::size_t r = 0; r < kRows; ++r) store(Metric::finish(sum[r], f.power), out + r * f.step + j);
  }
}

template <class Metric>
void fill_rows(const FillRows& f) {
  std::size_t r = 0;
  for (; r + 4 <= f.count; r += 4) fill_some<Metric, 4>(f, f.first + r, f.out + r * f.step);
  for (; r < f.count; ++r) fill_some<Metric, 1>(f, f.first + r, f.out + r * f.step);
}

}  // namespace

void fill_pairs(Cost cost, const FillRows& f) {
  with_metric(cost, [&](auto metric) { fill_rows<decltype(metric)>(f); });
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(fill_pairs);

template <class T>
void gather(const T* from, std::size_t step, std::size_t count, double* to) {
  if (step == 1)
    std::copy_n(from, count, to);
  else
    for (std::size_t j = 0; j < count; ++j) to[j] = static_cast<double>(from[j * step]);
}

/// The points that have weight.
Cloud weighty(const Cloud& cloud, std::span<const double> weights) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < cloud.size(); ++i)
    if (weights[i] > 0) kept.push_back(i);
  Cloud out(kept.size(), cloud.dimensions());
  for (std::size_t k = 0; k < cloud.dimensions(); ++k)
    for (std::size_t i = 0; i < kept.size(); ++i) out.coordinate(k)[i] = cloud.coordinate(k)[kept[i]];
  return out;
}

}  // namespace

PairCosts::PairCosts(const Cloud& x, const Cloud& y, Cost cost, double power)
    : x_(&x), y_(&y), cost_(cost), power_(power), rows_(x.size()), columns_(y.size()) {
  highest_ = diameter(x, y, cost, power);
}

PairCosts::PairCosts(Rows matrix, const char* function)
    : matrix_(matrix.cells().data()),
      type_(matrix.type()),
      row_step_(matrix.columns()),
      column_step_(1),
      rows_(matrix.rows()),
      columns_(matrix.columns()) {
  lowest_ = HUGE_VAL;
  highest_ = -HUGE_VAL;
  const Cells all = matrix.cells();
  for (std::size_t k = 0; k < all.size(); ++k) {
    const double c = all[k];
    if (!(c > -HUGE_VAL)) fail_value(function, "costs", k, c, "costs are numbers, or infinity where no mass may go");
    complete_ = complete_ && c < HUGE_VAL;
    if (c == HUGE_VAL) continue;
    lowest_ = std::min(lowest_, c);
    highest_ = std::max(highest_, c);
  }
}

void PairCosts::narrow(std::span<const double> a, std::span<const double> b) {
  if (x_ != nullptr) {
    highest_ = diameter(weighty(*x_, a), weighty(*y_, b), cost_, power_);
    return;
  }
  lowest_ = HUGE_VAL;
  highest_ = -HUGE_VAL;
  complete_ = true;
  std::vector<double> row(stride());
  for (std::size_t i = 0; i < rows_; ++i) {
    if (a[i] == 0) continue;
    fill(i, 1, row.data());
    for (std::size_t j = 0; j < columns_; ++j) {
      if (b[j] == 0) continue;
      complete_ = complete_ && row[j] < HUGE_VAL;
      if (row[j] == HUGE_VAL) continue;
      lowest_ = std::min(lowest_, row[j]);
      highest_ = std::max(highest_, row[j]);
    }
  }
}

void PairCosts::fill(std::size_t first, std::size_t count, std::size_t column, std::size_t width, double* out,
                     std::size_t step) const {
  const std::size_t present = std::min(columns_ - column, width);
  if (x_ != nullptr) {
    const std::size_t whole = std::min(stride() - column, width);
    SANOV_DISPATCH(fill_pairs)(cost_, {x_, y_, power_, first, count, column, whole, step, out});
  } else {
    for (std::size_t r = 0; r < count; ++r) {
      const std::size_t at = (first + r) * row_step_ + column * column_step_;
      if (type_ == Type::float64)
        gather(static_cast<const double*>(matrix_) + at, column_step_, present, out + r * step);
      else
        gather(static_cast<const float*>(matrix_) + at, column_step_, present, out + r * step);
    }
  }
  if (most_ < HUGE_VAL)
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t j = 0; j < present; ++j)
        if (out[r * step + j] > most_) out[r * step + j] = HUGE_VAL;
  for (std::size_t r = 0; r < count; ++r) std::fill(out + r * step + present, out + r * step + width, HUGE_VAL);
}

PairCosts PairCosts::forbidding(double most) const {
  PairCosts out = *this;
  out.most_ = most;
  return out;
}

PairCosts PairCosts::transposed() const {
  PairCosts out = *this;
  std::swap(out.x_, out.y_);
  std::swap(out.row_step_, out.column_step_);
  std::swap(out.rows_, out.columns_);
  return out;
}

}  // namespace sanov
#endif
