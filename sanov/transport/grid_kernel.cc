#include "sanov/transport/grid_kernel.h"

#include <cmath>

namespace sanov {

GridKernel::GridKernel(const GridPair& grids, std::span<const double> a, std::span<const double> b, std::size_t memory)
    : back_(grids.transposed().axes),
      chain_(grids.axes, memory),
      a_(a),
      log_b_(b.size()),
      h_(b.size()),
      diagonal_(b.size()) {
  for (std::size_t j = 0; j < b.size(); ++j) log_b_[j] = std::log(b[j]);
  row_masses_.resize(a.size());
}

void GridKernel::look(double epsilon, double leak, std::span<const double> g) {
  share_ = 1 - epsilon * leak;
  for (std::size_t j = 0; j < h_.size(); ++j) h_[j] = log_b_[j] > -HUGE_VAL ? g[j] + epsilon * log_b_[j] : -HUGE_VAL;
  chain_.look(epsilon, h_);
  softmin_.assign(chain_.softmin().begin(), chain_.softmin().end());
  for (std::size_t i = 0; i < a_.size(); ++i)
    row_masses_[i] = leak == 0 || a_[i] == 0 ? a_[i] : a_[i] * std::exp(-leak * softmin_[i]);
  column_masses_ = chain_.share_out(row_masses_);
  ++passes_;
}

void GridKernel::spread(std::span<const double> x, std::span<double> out) {
  std::vector<double> means = chain_.average(x);
  for (std::size_t i = 0; i < means.size(); ++i) means[i] *= row_masses_[i];
  const std::vector<double> back = chain_.share_out(means);
  for (std::size_t j = 0; j < out.size(); ++j) out[j] = column_masses_[j] * x[j] - share_ * back[j];
  ++passes_;
}

std::span<const double> GridKernel::diagonal() {
  const std::vector<double> squares = chain_.share_out(row_masses_, true);
  for (std::size_t j = 0; j < diagonal_.size(); ++j) diagonal_[j] = column_masses_[j] - share_ * squares[j];
  return diagonal_;
}

void GridKernel::softmin_of_columns(std::span<const std::uint32_t> columns, double epsilon, std::span<const double> h,
                                    std::span<double> out) const {
  GridChain chain(back_, 0);
  chain.look(epsilon, h);
  for (std::size_t k = 0; k < columns.size(); ++k) out[k] = chain.softmin()[columns[k]];
}

}  // namespace sanov
