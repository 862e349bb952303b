#pragma once

namespace sanov {

/// How an iteration ended. A result that carries one also carries its iterations and its residual or gap.
enum class Status { converged, iteration_limit, no_progress };

constexpr const char* to_text(Status status) {
  switch (status) {
    case Status::converged: return "converged";
    case Status::iteration_limit: return "iteration limit";
    case Status::no_progress: return "no progress";
  }
  return "";
}

}  // namespace sanov
