#pragma once

#include <string>
#include <vector>

#include "cli/desk.h"
#include "sanov/series/watch.h"

namespace sanov::cli {

/// The tables that lie in a folder, by name; without hidden files, those that begin with _, folders, and what is no table by its
/// name. Throws std::system_error if the folder cannot be read.
std::vector<FileStamp> list_tables(const std::string& folder);

/// `sanov compare --watch`: a line for each file as it comes, until Ctrl-C, or with --once for those that are there.
void watch(const CompareRequest& request, Desk& desk);

}  // namespace sanov::cli
