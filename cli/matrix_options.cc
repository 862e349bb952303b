#include "cli/matrix.h"
#include "cli/options.h"

namespace sanov::cli {

void run_matrix(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  MatrixRequest request;
  CLI::App app;
  app.add_option("FILE", request.file,
                 "CSV, Parquet, Arrow IPC or .npy; the first column of text labels the rows. With --by any table")
      ->required();
  app.add_option("--by", request.by, "all pairs of groups of rows, with a tree: the column that makes them, or several")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(not_empty)
      ->type_name("NAMES");
  app.add_option("--of", request.of, "with --by: the column whose distribution is compared")
      ->check(not_empty)
      ->type_name("NAME");
  app.add_option("--top", request.top, "with --by: how many groups, the largest; 50 unless told, 0: all")
      ->check(within(0, 100'000))
      ->type_name("N");
  app.add_option("--min-rows", request.min_rows, "with --by: values that a group must have; 5 unless told")
      ->check(within(1, 1'000'000'000))
      ->type_name("N");
  app.add_option("--measure", request.measure,
                 "of two distributions, such as renyi(0.5); js unless told, of groups js_distance; of "
                 "groups' numbers also wasserstein")
      ->type_name("NAME");
  app.add_option("-o,--output", request.output,
                 "write to this file: .csv, .json, .npy, .parquet, or a picture: .svg, .png")
      ->type_name("FILE");
  app.add_flag("--picture", request.picture, "draw it here");
  app.add_flag("--counts", request.counts, "the rows are counts or weights: divide each by its sum");
  app.add_flag("--bits", request.bits, "in bits, not nats");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) matrix(request, desk);
}

}  // namespace sanov::cli
