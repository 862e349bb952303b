#pragma once

#include "cli/options.h"
#include "cli/over_request.h"

/// As cli/options.h, for verbs.cc and its own source alone.
namespace sanov::cli {

/// Declares what `sanov compare` can be asked of time.
void add_over_options(CLI::App& app, OverRequest& request, WatchRequest& watch);

}  // namespace sanov::cli
