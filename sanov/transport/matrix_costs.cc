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

}  // namespace

void search_matrix_row(Cells costs, std::uint32_t row, const double* v, BestArcs& best) {
  if (costs.type() == Type::float64)
    search_row(costs.as<double>(), costs.size(), row, v, best);
  else
    search_row(costs.as<float>(), costs.size(), row, v, best);
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

  void search(std::size_t first, std::size_t last, const Prices& v, const double* bound, unsigned most,
              std::vector<Arc>& found, double* least) const override {
    for (std::size_t i = first; i < last; ++i) {
      BestArcs best;
      best.most = most;
      if (bound != nullptr) best.bound = bound[i];
      SANOV_DISPATCH(search_matrix_row)(costs_[i], static_cast<std::uint32_t>(i), v.v.data(), best);
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
