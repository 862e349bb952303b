#pragma once

#include <optional>
#include <string>

#include "cli/desk.h"
#include "cli/transport_question.h"
#include "sanov/transport/transport.h"

namespace sanov::cli {

/// What `sanov transport` answers by the exact method, before it is text or JSON.
struct TransportAnswer {
  TransportQuestion question;
  Transport found;

  /// (cost / mass)^(1/power): W of the two measures, each divided by its mass.
  std::optional<double> distance() const;
  const Plan* plan() const noexcept { return &found.plan; }
  bool is_blurred() const noexcept { return false; }
  std::string text(const Terminal& terminal) const;
  std::string json() const;
};

/// Computes it, within --max-pivots where that is given.
TransportAnswer transport_answer(TransportQuestion question, const TransportRequest& request);

}  // namespace sanov::cli
