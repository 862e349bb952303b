#pragma once

#include <string>

#include "sanov/base/error.h"

namespace sanov::cli {

/// A complaint as one sentence of the command: cells are counted from 1, and the mend is an option of the shell.
/// "P sums to 1.1, not to 1. Give probabilities, or --counts to have them divided by their sum."
std::string shell_sentence(const Complaint& complaint);

/// What is said of "counts", in the plural, said of one argument instead: "counts are all zero" as "P is all zero".
Complaint of_one(Complaint complaint, std::string argument);

}  // namespace sanov::cli
