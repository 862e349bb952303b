#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sanov/transport/sinkhorn_solver.h"

namespace sanov {

/// An entropic problem with its points put in an order in which neighbours are near each other, so that most tiles of
/// costs are all small or all out of reach; in more than a few dimensions the order is theirs. Points without weight are
/// left out. For a matrix it is the problem itself.
class SpatialProblem {
 public:
  explicit SpatialProblem(const EntropicProblem& problem);
  const EntropicProblem& ordered() const noexcept { return ordered_ ? *ordered_ : given_; }
  /// The solution of ordered(), in the order given. Points without weight get the potentials that the others imply.
  EntropicSolution put_back(EntropicSolution solution) const;

 private:
  const EntropicProblem& given_;
  std::vector<std::uint32_t> order_x_, order_y_;
  std::optional<Cloud> x_, y_;
  std::vector<double> a_, b_;
  std::optional<PairCosts> costs_;
  std::optional<EntropicProblem> ordered_;
};

}  // namespace sanov
