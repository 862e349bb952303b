#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/chosen.h"
#include "cli/desk.h"
#include "cli/question.h"
#include "sanov/measures/smoothing.h"

namespace sanov::cli {

/// A measure with its value, in the answer's unit; or why it has none (with --all alone).
struct Valued {
  Chosen chosen;
  double value = 0;
  std::string reason;
  double at_half = 0, at_twice = 0;  ///< with half and with twice the smoothing, where there is one

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
  Smoothing smoothing;              ///< of all distributions
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
MeasureAnswer answer(const MeasureRequest& request, Desk& desk);

/// Computes what was asked of distributions that are there already; of the request its measures, all, bits and cells
/// count.
MeasureAnswer answer(const MeasureRequest& request, Question question);

/// The answer as people read it, and as programs do.
std::string answer_text(const MeasureAnswer& answer, const Terminal& terminal);
std::string answer_json(const MeasureAnswer& answer);

}  // namespace sanov::cli
