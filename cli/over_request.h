#pragma once

#include <string>

namespace sanov::cli {

/// What `sanov compare --over` asks beside the tables.
struct OverRequest {
  std::string over, every, season;  ///< as typed
  double alpha = 0.05;
  bool growing = false;

  /// Whether windows are asked for at all.
  bool asked() const { return !over.empty() || !every.empty(); }
};

/// What `sanov compare --watch` asks.
struct WatchRequest {
  std::string folder, state, prometheus;  ///< paths; prometheus is of every comparison
  bool once = false;
};

}  // namespace sanov::cli
