#include "cli/groups.h"
#include "cli/options.h"

namespace sanov::cli {

void run_groups(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  GroupsRequest request;
  GroupsOptions& options = request.options;
  CLI::App app;
  app.add_option("FILE", request.file, "CSV, CSV.gz, Parquet, Arrow IPC, a folder")->required();
  app.add_option("--by", options.by,
                 "the column that makes the groups; genre,movie: each genre against all others, and each movie against "
                 "the rest of its genre")
      ->required()
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(not_empty)
      ->type_name("NAMES");
  app.add_option("--of", options.of, "the column whose distribution is asked for")
      ->required()
      ->check(not_empty)
      ->type_name("NAME");
  app.add_option("--top", options.top, "how many groups to list, those that differ most first; 20 unless told, 0: all")
      ->check(within(0, 100'000'000))
      ->type_name("N");
  app.add_option("--group", options.only, "list this group in their place; may be given again")
      ->allow_extra_args(false)
      ->check(not_empty)
      ->type_name("NAME");
  app.add_option("--min-rows", options.min_rows, "values below which nothing is said of a group; 5 unless told")
      ->check(within(1, 1'000'000'000))
      ->type_name("N");
  app.add_option("--bins", options.bins, "cells of a column of numbers; 20 unless told, fewer for few rows")
      ->check(within(2, 1024))
      ->type_name("N");
  app.add_option("--fdr", options.false_discovery_rate,
                 "of the groups said to differ, this share does not; 0.05 unless told")
      ->type_name("NUMBER");
  app.add_option("--level", options.level, "of the intervals; 0.95 unless told")->type_name("NUMBER");
  app.add_flag("--exit-zero", request.exit_zero,
               "exit with 0 even if a group differs, which otherwise gives 1, as diff");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) groups(request, desk);
}

}  // namespace sanov::cli
