#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/opener.h"
#include "sanov/compare/compare.h"

namespace sanov::cli {

/// What an argument of `sanov compare` names, opened: a table, or a profile.
class OpenSide {
 public:
  OpenSide(const std::string& path, Opener& opener);
  Side side() const { return profile_ ? Side(*profile_) : Side(*table_); }

 private:
  std::unique_ptr<TableSource> table_;
  std::optional<Profile> profile_;
};

}  // namespace sanov::cli
