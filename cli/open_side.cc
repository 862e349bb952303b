#include "cli/open_side.h"

#include "sanov/data/profile_file.h"

namespace sanov::cli {

OpenSide::OpenSide(const std::string& path, Opener& opener) {
  if (is_profile_file(path))
    profile_ = load_profile(path);
  else
    table_ = opener.open(path);
}

}  // namespace sanov::cli
