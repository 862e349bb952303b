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

  SinkhornOptions options() const;
  /// All pairs between which mass goes. Throws InvalidArgument where there may be too many to write.
  Plan plan() const;
  std::string text(const Terminal& terminal) const;
  std::string json() const;
};

BlurredAnswer blurred_answer(TransportQuestion question, const TransportRequest& request);

}  // namespace sanov::cli
