#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/entropic_kernel.h"
#include "sanov/transport/grid.h"
#include "sanov/transport/grid_chain.h"

namespace sanov {

/// That between the cells of two grids, axis by axis.
class GridKernel final : public EntropicKernel {
 public:
  /// a and b: masses of the cells.
  GridKernel(const GridPair& grids, std::span<const double> a, std::span<const double> b, std::size_t memory);

  void look(double epsilon, double leak, std::span<const double> g) override;
  void spread(std::span<const double> x, std::span<double> out) override;
  std::span<const double> diagonal() override;
  void softmin_of_columns(std::span<const std::uint32_t> columns, double epsilon, std::span<const double> h,
                          std::span<double> out) const override;

 private:
  std::vector<GridAxis> back_;  ///< the axes from the second grid to the first
  GridChain chain_;
  std::span<const double> a_;
  std::vector<double> log_b_, h_, diagonal_;
  double share_ = 1;
};

}  // namespace sanov
