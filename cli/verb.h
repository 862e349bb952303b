#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/desk.h"

namespace sanov::cli {

/// A verb of the command: what `sanov VERB` says of itself and does.
struct Verb {
  std::string_view name, summary;
  std::string_view examples[2];
  void (*run)(const Verb&, std::vector<std::string>, Desk&);
};

/// All of them, as `sanov --help` lists them.
std::span<const Verb> verbs();

/// The word nearest to a misspelt one, or "".
std::string nearest_of(std::string_view word, const std::vector<std::string>& words);

}  // namespace sanov::cli
