#pragma once

#include <string>
#include <vector>

#include "cli/verb.h"
#include "sanov/groups/groups.h"

namespace sanov::cli {

struct GroupsRequest {
  std::string file;
  GroupsOptions options;
  bool exit_zero = false, json = false;
};

/// Parses the verb's arguments and answers.
void run_groups(const Verb& verb, std::vector<std::string> arguments, Desk& desk);

void groups(const GroupsRequest& request, Desk& desk);

/// The answer as people read it, and as programs do.
std::string groups_text(const GroupsAnswer& answer, const Terminal& terminal);
std::string groups_json(const GroupsAnswer& answer);

}  // namespace sanov::cli
