#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "cli/opener.h"

/// The command `sanov`, as a function: the native program and the Python wheel both call it.
namespace sanov::cli {

enum ExitCode : int {
  kNoDifference = 0,
  kDifferent = 1,
  kTrouble = 2,
  kInterrupted = 130,
};

/// Runs one command line (without the program's name) and returns its exit code. What is wrong is one line on `err`,
/// and then nothing was written. Ctrl-C cancels long work: the exit code is 130.
int run(const std::vector<std::string>& arguments, Opener& opener, std::istream& in, std::ostream& out,
        std::ostream& err);

}  // namespace sanov::cli
