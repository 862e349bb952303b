#pragma once

#include <optional>
#include <string>

#include "cli/desk.h"
#include "cli/transport_question.h"
#include "sanov/transport/sinkhorn.h"
#include "sanov/transport/sinkhorn_divergence.h"

namespace sanov::cli {

/// What `sanov transport` answers by the methods sinkhorn and unbalanced, before it is text or JSON.
struct BlurredAnswer {
  TransportQuestion question;
  double epsilon = 0;
  std::optional<double> reach;
  Sinkhorn found;
  std::optional<SinkhornDivergence> divergence;  ///< of points: it needs costs within A and within B too

  std::optional<std::size_t> max_iterations;
  std::optional<double> tolerance;
  std::optional<Plan> listed;  ///< all pairs between which mass goes, where it is asked for or they are few

  SinkhornOptions options() const;
  const Plan* plan() const noexcept { return listed ? &*listed : nullptr; }
  bool is_blurred() const noexcept { return true; }
  std::string text(const Terminal& terminal) const;
  std::string json() const;
};

/// Throws InvalidArgument where the plan is to be written and has too many entries.
BlurredAnswer blurred_answer(TransportQuestion question, const TransportRequest& request);

}  // namespace sanov::cli
