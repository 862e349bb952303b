#pragma once

#include <memory>
#include <vector>

#include "sanov/transport/arcs.h"
#include "sanov/transport/transport.h"

namespace sanov {

/// The costs of a list of pairs; all others are forbidden.
class ListedCosts final : public Costs {
 public:
  ListedCosts(std::size_t rows, std::size_t columns, std::vector<Arc> arcs);  // by row, each pair once
  const std::vector<Arc>& arcs() const noexcept { return arcs_; }

  void search(std::size_t first, std::size_t last, const Question& question, std::vector<Arc>& found,
              double* least) const override;
  void fill(std::span<Arc> arcs) const override;
  void lowest_in_columns(std::span<const double> u, std::span<double> least) const override;
  double largest() const override { return largest_; }

 private:
  std::vector<Arc> arcs_;
  std::vector<std::size_t> row_;  ///< where each begins
  double largest_ = 0;
};

/// Throws InvalidArgument if lengths differ or an index is out of range, DomainError naming the first cost that is NaN or
/// −∞.
std::unique_ptr<ListedCosts> listed_costs(const SparseCosts& costs, const char* function);

}  // namespace sanov
