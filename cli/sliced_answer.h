#pragma once

#include <cstdint>
#include <string>

#include "cli/desk.h"
#include "cli/transport_question.h"
#include "sanov/transport/sliced.h"

namespace sanov::cli {

/// What `sanov transport` answers by the method sliced, before it is text or JSON.
struct SlicedAnswer {
  TransportQuestion question;
  std::size_t projections = 0;
  std::uint64_t seed = 0;
  Sliced found;

  const Plan* plan() const noexcept { return nullptr; }
  bool is_blurred() const noexcept { return false; }
  std::string text(const Terminal& terminal) const;
  std::string json() const;
};

SlicedAnswer sliced_answer(TransportQuestion question, const TransportRequest& request);

}  // namespace sanov::cli
