#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/chosen.h"
#include "cli/desk.h"

namespace sanov::cli {

/// A measure with its value, in the answer's unit; or why it has none (with --all alone).
struct Valued {
  Chosen chosen;
  double value = 0;
  std::string reason;

  bool has_value() const noexcept { return reason.empty(); }
};

/// A cell's part in the explained measure.
struct Part {
  std::size_t cell;  ///< from 0
  double p, q, amount;
};

/// What `sanov measure` answers, before it is text or JSON.
struct MeasureAnswer {
  bool bits = false;
  std::size_t cells = 0;
  std::vector<std::string> labels;  ///< of the cells, or none
  std::vector<Valued> values;
  std::optional<double> samples_to_notice;  ///< where there are two distributions
  std::string explained;                    ///< the name of the measure whose parts these are, "" if there is none
  std::vector<Part> parts;                  ///< largest first
  std::size_t parts_left_out = 0;
  double amount_left_out = 0;

  std::string_view unit() const noexcept { return bits ? "bits" : "nats"; }
  /// "sun", or "cell 3".
  std::string cell_name(std::size_t cell) const;
};

/// Reads the arguments and computes. Throws as `sanov measure` reports it.
MeasureAnswer answer(const MeasureRequest& options, Desk& desk);

}  // namespace sanov::cli
