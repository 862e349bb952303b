#pragma once

#include <string>
#include <vector>

#include "cli/verb.h"

namespace sanov::cli {

/// Parses the verb's arguments and answers.
void run_transport(const Verb& verb, std::vector<std::string> arguments, Desk& desk);

}  // namespace sanov::cli
