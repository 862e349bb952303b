#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/desk.h"
#include "cli/input.h"
#include "sanov/base/error.h"
#include "sanov/measures/smoothing.h"

namespace sanov::cli {

/// The distributions that measures are asked of.
struct Question {
  Input p;
  std::optional<Input> q;
  std::optional<std::vector<double>> positions;
  std::vector<std::string> labels;
  bool counts = false;  ///< p and q are counts or weights, to be divided by their sum

  bool is_pair() const noexcept { return q.has_value(); }
  bool is_table() const noexcept { return !q && p.rows > 1; }
  bool is_number() const noexcept { return !q && p.rows == 1 && p.values.size() == 1; }
};

/// Reads what a command line names. Throws as `sanov measure` reports it.
Question read_question(const MeasureRequest& request, Desk& desk);

/// The question of smoothed probabilities. Throws InvalidArgument where counts are needed and there are none,
/// DomainError for cells that are not what they should be.
Question as_probabilities(Question question, const Smoothing& smoothing);

/// Runs `work`; `rename` puts what the library complains of in the terms of who asked.
template <class Rename, class Work>
auto in_terms(Rename&& rename, Work&& work) {
  const auto renamed = [&](Complaint complaint) {
    complaint.function.clear();
    rename(complaint);
    return complaint;
  };
  try {
    return work();
  } catch (const DomainError& error) {
    throw DomainError(renamed(error.complaint()));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(renamed(error.complaint()));
  }
}

}  // namespace sanov::cli
