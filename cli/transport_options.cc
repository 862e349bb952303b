#include "cli/options.h"
#include "cli/transport.h"

namespace sanov::cli {

void run_transport(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  TransportRequest request;
  CLI::App app;
  app.add_option("A", request.a,
                 "points: a table or .npy, a row each; FILE:COLUMN or numbers (1,2,3) on a line. With --costs: masses")
      ->required();
  app.add_option("B", request.b, "the same, with the same columns")->required();
  app.add_option("--columns", request.columns, "of the files these alone: a,b,c; all of numbers unless told")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--weights", request.weights, "a column with the points' weights; all have the same unless told")
      ->type_name("NAME");
  app.add_option("--cost", request.cost, "sqeuclidean (unless told), euclidean, cityblock, chebyshev, cosine or power")
      ->type_name("NAME");
  app.add_option("--power", request.power, "of the Euclidean distance, with --cost power")->type_name("NUMBER");
  app.add_option("--costs", request.costs, "a matrix of costs, a row for each cell of A and a column for each of B")
      ->type_name("FILE");
  app.add_flag("--counts", request.counts, "masses and weights are counts: divide those of A and of B by their sum");
  app.add_option("--method", request.method,
                 "exact (unless told); sinkhorn: blurred; unbalanced: blurred, and mass may stay; sliced: by shadows")
      ->type_name("NAME");
  app.add_option("--epsilon", request.epsilon, "of sinkhorn and unbalanced: the blur, in the unit of the cost")
      ->type_name("NUMBER");
  app.add_option("--reach", request.reach, "of unbalanced: what costs more than twice this to move stays where it is")
      ->type_name("NUMBER");
  app.add_option("--projections", request.projections, "of sliced: random directions; 128 unless told")
      ->check(within(2, 10'000'000))
      ->type_name("N");
  app.add_option("--seed", request.seed, "of the directions; 0 unless told")->check(not_negative)->type_name("N");
  app.add_option("--tolerance", request.tolerance,
                 "of sinkhorn and unbalanced: what share of the mass may be misplaced; 1e-9 unless told")
      ->type_name("NUMBER");
  app.add_option("--max-iterations", request.max_iterations,
                 "of sinkhorn and unbalanced: passes over all pairs; 10000 unless told")
      ->check(within(3, 1'000'000'000))
      ->type_name("N");
  app.add_option(
         "--max-pivots", request.max_pivots,
         "of exact: steps of the simplex, at each scale; no limit unless told. What stops at a limit is "
         "answered as far as it came, with its gap or error and \"status\" in JSON; the exit code is 0 then too")
      ->check(within(0, 1'000'000'000))
      ->type_name("N");
  const char* const plan =
      "write the plan to this file: .csv or .parquet. Rows count from 0 there and in JSON, from 1 on the screen";
  app.add_option("--plan", request.plan, plan)->type_name("FILE");
  app.add_option("-o,--output", request.output, "write to this file too: .json, or the plan drawn: .svg")
      ->type_name("FILE");
  add_json(app, request.json);
  for (CLI::Option* option : app.get_options())
    if (option->get_items_expected_max() > 0) option->check(not_empty);
  if (parse(verb, app, std::move(arguments), desk)) transport(request, desk);
}

}  // namespace sanov::cli
