#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/verb.h"

/// What verbs declare their options with. Includes CLI11, which takes five seconds to compile: for options.cc, verbs.cc and
/// what is called …_options.cc alone.
namespace sanov::cli {

/// Parses the arguments into what `app` declares. Returns false where they asked for help, which is then written.
bool parse(const Verb& verb, CLI::App& app, std::vector<std::string> arguments, Desk& desk);

CLI::Option* add_json(CLI::App& app, bool& json);

/// For whole numbers: a minus would make them huge.
std::string not_negative(const std::string& text);

/// CLI11 would write the range among the names of the options, and take the room of what they are.
CLI::Validator within(int least, int most);

/// For names: an empty one would be as if the option were not there.
std::string not_empty(const std::string& text);

}  // namespace sanov::cli
