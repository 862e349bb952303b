#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/transport/matrix_costs.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/numerics/simd-inl.h"
#include "sanov/transport/best_arcs.h"
#include "sanov/transport/matrix_costs.h"

#ifndef SANOV_MATRIX_COSTS_ONCE
#define SANOV_MATRIX_COSTS_ONCE
#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/target.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

template <class T>
void search_row(const T* costs, std::size_t n, std::uint32_t row, const double* v, BestArcs& best) {
  std::size_t j = 0;
  for (; j + kLanes <= n; j += kLanes) {
    const V reduced = load(costs + j) - load(v + j);
    if (HWY_LIKELY(hn::AllFalse(D(), reduced < set(best.bound)))) continue;
    for (std::size_t z = j; z < j + kLanes; ++z)
      best.offer(static_cast<double>(costs[z]) - v[z], {row, static_cast<std::uint32_t>(z), double{costs[z]}});
  }
  for (; j < n; ++j)
    best.offer(static_cast<double>(costs[j]) - v[j], {row, static_cast<std::uint32_t>(j), double{costs[j]}});
}

/// By prices of twice a double's digits. `lowest` is the least that rounding may have hidden.
template <class T>
void search_row_twice(const T* costs, std::size_t n, std::uint32_t row, Twice u, const Prices& v, BestArcs& best) {
  for (std::size_t j = 0; j < n; j += kLanes) {
    const std::size_t count = std::min(kLanes, n - j);
    HWY_ALIGN double some[kLanes], values[kLanes];
    for (std::size_t z = 0; z < kLanes; ++z) some[z] = z < count ? double{costs[j + z]} : HUGE_VAL;
    const V cost = hn::Load(D(), some);
    const V reduced = (cost - (set(u.high) + load(v.v.data() + j))) - (set(u.low) + load(v.low.data() + j));
    const V lowest = reduced - hn::Abs(cost) * set(kDoubt);
    // Infinite costs are NaN here, and below nothing.
    if (HWY_LIKELY(hn::AllFalse(D(), lowest < set(best.bound)))) continue;
    hn::Store(lowest, D(), values);
    for (std::size_t z = 0; z < count; ++z)
      if (values[z] < best.bound)
        best.offer(reduced_cost(some[z], u, {v.v[j + z], v.low[j + z]}),
                   {row, static_cast<std::uint32_t>(j + z), some[z]});
  }
}

}  // namespace

void search_matrix_row(Cells costs, std::uint32_t row, const Question& asked, BestArcs& best) {
  const auto search = [&](const auto* values) {
    if (asked.u != nullptr)
      search_row_twice(values, costs.size(), row, asked.u[row], asked.v, best);
    else
      search_row(values, costs.size(), row, asked.v.v.data(), best);
  };
  if (costs.type() == Type::float64)
    search(costs.as<double>());
  else
    search(costs.as<float>());
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(search_matrix_row);

class MatrixCosts final : public Costs {
 public:
  MatrixCosts(Rows costs, double largest) : Costs(costs.rows(), costs.columns()), costs_(costs), largest_(largest) {}

  void search(std::size_t first, std::size_t last, const Question& question, std::vector<Arc>& found,
              double* least) const override {
    for (std::size_t i = first; i < last; ++i) {
      BestArcs best;
      best.most = question.most;
      if (question.bound != nullptr) best.bound = question.bound[i];
      SANOV_DISPATCH(search_matrix_row)(costs_[i], static_cast<std::uint32_t>(i), question, best);
      best.report(found, least[i]);
    }
  }
  void fill(std::span<Arc> arcs) const override {
    for (Arc& arc : arcs) arc.cost = costs_[arc.from][arc.to];
  }
  void lowest_in_columns(std::span<const double> u, std::span<double> least) const override {
    std::fill(least.begin(), least.end(), HUGE_VAL);
    for (std::size_t i = 0; i < rows(); ++i)
      for (std::size_t j = 0; j < columns(); ++j) least[j] = std::min(least[j], costs_[i][j] - u[i]);
  }
  double largest() const override { return largest_; }

 private:
  Rows costs_;
  double largest_;
};

}  // namespace

std::unique_ptr<Costs> matrix_costs(Rows costs, const char* function) {
  double largest = 0;
  const Cells all = costs.cells();
  for (std::size_t k = 0; k < all.size(); ++k) {
    const double c = all[k];
    if (!(c > -HUGE_VAL)) fail_value(function, "costs", k, c, "costs are numbers, or infinity where no mass may go");
    if (c < HUGE_VAL) largest = std::max(largest, std::fabs(c));
  }
  return std::make_unique<MatrixCosts>(costs, largest);
}

}  // namespace sanov
#endif
