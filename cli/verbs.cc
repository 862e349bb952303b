#include "cli/groups.h"
#include "cli/matrix.h"
#include "cli/options.h"
#include "cli/over_options.h"
#include "cli/transport.h"
#include "cli/verb.h"

namespace sanov::cli {
namespace {

void run_measure(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  MeasureRequest request;
  CLI::App app;
  app.add_option("P", request.p,
                 "numbers (0.4,0.6), a file's column (data.csv:age), - for standard input, or a distribution "
                 "('normal(0,1)')")
      ->required();
  app.add_option("Q", request.q, "the same; left out, P is measured by itself (entropy, perplexity)");
  app.add_option("--measure", request.measures, "such as kl,js,renyi(0.5); `sanov list` names them all")
      ->type_name("NAMES")
      ->allow_extra_args(false);
  app.add_flag("--all", request.all, "every measure that takes these arguments");
  app.add_flag("--bits", request.bits, "in bits, not nats");
  app.add_flag("--counts", request.counts, "the numbers are counts or weights: divide them by their sum");
  app.add_flag("--log", request.log, "the numbers are natural logarithms of probabilities");
  app.add_option("--smoothing", request.smoothing,
                 "against empty cells: additive(0.5) on counts, holdout(0.01) on probabilities")
      ->type_name("NAME");
  app.add_option("--labels", request.labels, "names of the cells: a,b,c or a file's column")->type_name("NAMES");
  app.add_option("--positions", request.positions, "where the cells stand, for measures of ordered cells: 1,2,5")
      ->type_name("NUMBERS");
  app.add_option("--cells", request.cells, "how many cells to explain by; 10 unless told")
      ->check(CLI::Range(0, 1'000'000))
      ->type_name("N");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) measure(request, desk);
}

void run_list(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  ListRequest request;
  CLI::App app;
  app.add_option("NAME", request.measure,
                 "a measure, a coefficient or a family, to read everything about it; or `families`, for all of these");
  app.add_option("--of", request.of, "measures (unless told), rank: the coefficients of `sanov rank`, or families")
      ->type_name("WHAT");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) list(request, desk);
}

void run_describe(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  DescribeRequest request;
  CLI::App app;
  app.add_option("DISTRIBUTION", request.spec,
                 "gamma(2,3), 0.5*normal(-5,1)+0.5*normal(10,1), truncated(normal, 0, inf); see `sanov list families`")
      ->required();
  app.add_option("--at", request.at, "the density and the probabilities at these numbers: 1.5,2")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NUMBERS");
  app.add_option("--quantile", request.quantiles, "the quantiles at these probabilities: 0.05,0.95")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NUMBERS");
  app.add_option("--sample", request.sample, "draw so many numbers")->check(within(0, 100'000'000))->type_name("N");
  app.add_option("--seed", request.seed, "of the draws; 0 unless told")->check(not_negative)->type_name("N");
  app.add_flag("--bits", request.bits, "the entropy in bits, not nats");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) describe(request, desk);
}

void run_rank(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  RankRequest request;
  CLI::App app;
  app.add_option("X", request.x, "numbers (12,15,11), a file's column (data.csv:age), - for standard input; or a FILE")
      ->required();
  app.add_option("Y", request.y, "the same, as many values; left out, X is a file, and its columns are taken in pairs");
  app.add_option("--columns", request.columns, "of a file these alone: a,b,c; all of numbers unless told")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option(
         "--measure", request.measures,
         "such as kendall,spearman; `sanov list --of rank` names them all. One for a matrix: kendall unless told")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_flag("--all", request.all, "every coefficient");
  app.add_option("--alternative", request.alternative, "what p speaks for: two-sided (unless told), less or greater")
      ->type_name("NAME");
  app.add_option("--test", request.test, "how p is found: auto (unless told), exact, asymptotic, permutation or none")
      ->type_name("NAME");
  app.add_option("--permutations", request.permutations, "how many random rearrangements; 9999 unless told")
      ->check(CLI::Range(1, 100'000'000))
      ->type_name("N");
  app.add_option("--seed", request.seed, "of the rearrangements; 0 unless told")->check(not_negative)->type_name("N");
  app.add_option("--level", request.level, "of the intervals; 0.95 unless told")->type_name("NUMBER");
  app.add_option("--missing", request.missing, "error (unless told), or pairwise: leave out pairs that lack a value")
      ->type_name("NAME");
  app.add_option("-o,--output", request.output,
                 "write to this file: .json, or the scatter plot: .svg, .png; a matrix as .csv, .npy, .parquet too")
      ->type_name("FILE");
  app.add_flag("--picture", request.picture, "draw a matrix here");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) rank(request, desk);
}

void run_compare(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  CompareRequest request;
  CLI::App app;
  app.add_option("REF", request.reference,
                 "the table that things should be like: CSV, CSV.gz, Parquet, Arrow IPC, a folder; or its profile")
      ->required();
  app.add_option("CUR", request.current, "the table that may have changed, or its profile");
  app.add_option("--columns", request.columns, "compare these alone: a,b")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--bins", request.bins, "cells of a column of numbers; 20 unless told, fewer for few rows")
      ->check(CLI::Range(2, 1024))
      ->type_name("N");
  app.add_option("--fdr", request.false_discovery_rate,
                 "of the columns said to differ, at most this share is none; 0.05 unless told")
      ->type_name("NUMBER");
  app.add_option("--level", request.level, "of the intervals; 0.95 unless told")->type_name("NUMBER");
  app.add_option(
         "--same-within", request.same_within,
         "a column whose JS distance is surely under this is the same, whatever p; 0.02 unless told, 0 for none")
      ->type_name("NUMBER");
  app.add_option("--more-than", request.more_than, "a column differs only if its JS distance is surely over this")
      ->type_name("NUMBER");
  app.add_option(
         "--rule", request.rules,
         "a column differs where this holds, whatever p: 'psi > 0.25', 'wind: js_distance >= 0.1'; may come often")
      ->allow_extra_args(false)
      ->check(not_empty)
      ->type_name("RULE");
  app.add_option("--rules", request.rules_file, "a file of rules, a line each; # begins a remark")
      ->check(not_empty)
      ->type_name("FILE");
  app.add_option(
         "--block", request.block,
         "rows follow each other, and those of a day, week, month or year are permuted together; or a column's name")
      ->check(not_empty)
      ->type_name("NAME");
  app.add_option("--cluster", request.cluster, "rows with the same value of this column belong together")
      ->check(not_empty)
      ->type_name("COLUMN");
  app.add_option("--weights", request.weights, "a column of numbers that both tables have: how much each row counts")
      ->check(not_empty)
      ->type_name("COLUMN");
  app.add_option("--joint", request.together.joint,
                 "also compare these columns as one: a,b,c; sees what none shows alone")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(not_empty)
      ->type_name("NAMES");
  app.add_option("--target", request.together.target,
                 "tell a change of this column at the same values of the others from a change of these")
      ->check(not_empty)
      ->type_name("NAME");
  app.add_option("--permutations", request.together.permutations,
                 "behind each p of --joint and --target; 999 unless told")
      ->check(within(0, 1'000'000))
      ->type_name("N");
  app.add_option("--seed", request.together.seed, "of these; 0 unless told")->check(not_negative)->type_name("N");
  add_over_options(app, request.over, request.watch);
  app.add_flag("--all-measures", request.all_measures, "KL with its interval, JS, PSI, W1, KS and TV too");
  app.add_option("--html", request.html,
                 "write a report to this page too: a table to search, and charts of each column")
      ->check(not_empty)
      ->type_name("FILE");
  app.add_flag("--markdown", request.markdown, "answer in Markdown, for a pull request");
  app.add_flag("--exit-zero", request.exit_zero,
               "exit with 0 even if a column differs, which otherwise gives 1, as diff");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) compare(request, desk);
}

void run_profile(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  ProfileRequest request;
  CLI::App app;
  app.add_option("TABLE", request.table, "CSV, CSV.gz, Parquet, Arrow IPC, a folder")->required();
  app.add_option("--frame", request.frame,
                 "count in the cells of this profile, so that the two can be merged or compared")
      ->check(not_empty)
      ->type_name("PROFILE");
  app.add_option("--columns", request.columns, "of the table these alone: a,b")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--bins", request.bins,
                 "cells of a column of numbers in a comparison; 20 unless told, fewer for few rows")
      ->check(within(2, 1024))
      ->type_name("N");
  app.add_option("--max-categories", request.max_categories,
                 "of a column of text that have a cell of their own, the most frequent; 1024 unless told")
      ->check(within(1, 65536))
      ->type_name("N");
  app.add_option("--exact-values", request.exact_values,
                 "different values of a column of numbers that are kept, so that nothing is lost; 65536 unless told")
      ->check(within(0, 65536))
      ->type_name("N");
  app.add_option("-o,--output", request.output, "write the profile to this file")->check(not_empty)->type_name("FILE");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) profile(request, desk);
}

void run_merge(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  MergeRequest request;
  CLI::App app;
  app.add_option("PROFILES", request.profiles, "profiles counted in one frame, by `sanov profile --frame`")->required();
  app.add_option("-o,--output", request.output, "write their sum to this file")
      ->required()
      ->check(not_empty)
      ->type_name("FILE");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) merge(request, desk);
}

void run_fit(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  FitRequest request;
  CLI::App app;
  app.add_option(
         "DATA", request.input,
         "numbers (1.2,0.7,3.1), a file's column (data.csv:age), - for standard input; or a density to be fitted "
         "to, such as 'normal(-5,1)+normal(10,1)'")
      ->required();
  app.add_option("--family", request.families, "these alone: gamma,lognormal; all that can have the data unless told")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--method", request.method,
                 "how they are fitted: likelihood (unless told), moments, l_moments, spacing, wasserstein, "
                 "cramer_von_mises or anderson_darling")
      ->type_name("NAME");
  app.add_option("--criterion", request.criterion,
                 "what puts them in order: held_out (unless told), aic, bic or binned_kl, the KL of a histogram")
      ->type_name("NAME");
  app.add_option("--bins", request.bins, "of binned_kl; Freedman and Diaconis' unless told, each whole number one")
      ->check(not_negative)
      ->type_name("N");
  app.add_option("--free", request.free, "fit where the families named begin too: location, which else is 0")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--fixed", request.fixed, "parameters that stay where they are: shape=2, or trials=10 of a binomial")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--components", request.components,
                 "mixtures of normal distributions, of so many: 3, or 1-6, of which BIC chooses; or --family mixture")
      ->type_name("NUMBERS");
  app.add_option("--event", request.event,
                 "a column of 1 and 0: 0 where the row ended before what it waited for (right censored)")
      ->type_name("NAME");
  app.add_option("--between", request.between,
                 "two columns of the file DATA: a row lies above LOW and not above HIGH; equal, it is a value; empty, "
                 "there is no end on that side")
      ->type_name("LOW:HIGH");
  app.add_option("--truncate", request.truncate,
                 "values not above LOW, or above HIGH, were never recorded; either may be left out: 0:")
      ->type_name("LOW:HIGH");
  app.add_option("--rounded", request.rounded, "values were rounded to multiples of this: 2.3 is 2.25 to 2.35 for 0.1")
      ->type_name("STEP");
  app.add_option("--weights", request.weights, "a column: how often each row counts")->type_name("NAME");
  app.add_option(
         "--intervals", request.intervals,
         "confidence intervals of the parameters, in place of standard errors: information, sandwich (right though "
         "the family is wrong), profile or bootstrap; of the families named, or of the first three")
      ->type_name("METHOD");
  app.add_option("--level", request.level, "of the intervals; 0.95 unless told")->type_name("NUMBER");
  app.add_option("--draws", request.draws, "samples behind p, the goodness of fit; 199 unless told, 0 for none")
      ->check(CLI::Range(0, 1'000'000))
      ->type_name("N");
  app.add_option("--seed", request.seed, "of these samples; 1 unless told")->check(not_negative)->type_name("N");
  app.add_option("--loss", request.loss, "to a density: kl (unless told), reverse_kl, js, mse, cosine, hellinger, w2")
      ->type_name("NAME");
  app.add_option("--optimizer", request.optimizer, "adam (unless told): PyTorch's; or exact")->type_name("NAME");
  app.add_option("--lr", request.learning_rate, "Adam's learning rate; 0.001 unless told")->type_name("NUMBER");
  app.add_option("--betas", request.betas,
                 "of Adam, how long it remembers slopes and their squares; 0.9,0.999 unless told")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NUMBERS");
  app.add_option("--eps", request.epsilon, "of Adam; 1e-8 unless told")->type_name("NUMBER");
  app.add_option("--steps", request.steps, "of Adam; 10000 unless told")
      ->check(CLI::Range(1, 100'000'000))
      ->type_name("N");
  app.add_option("--start", request.start, "where it begins: mean=0,sd=1; the family's defaults unless told")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--starts", request.starts,
                 "search from so many places more, for the best of all optima; 0 unless told")
      ->check(within(0, 1'000'000))
      ->type_name("N");
  app.add_option("--grid", request.grid, "LOW:HIGH:POINTS on which the densities are compared")->type_name("GRID");
  app.add_option("--trace", request.trace, "write the loss and the parameters on the way to this .csv")
      ->type_name("FILE");
  app.add_option("--trace-every", request.trace_every, "steps between its rows; 100 unless told")
      ->check(CLI::Range(1, 100'000'000))
      ->type_name("N");
  app.add_option("--animate", request.animate, "write the density moving to its target to this .gif")
      ->check(not_empty)
      ->type_name("FILE");
  app.add_option("--landscape", request.landscape, "draw the loss over the parameters, and Adam's way: .svg or .png")
      ->check(not_empty)
      ->type_name("FILE");
  app.add_flag("--drop-missing", request.drop_missing, "leave out rows without a value");
  app.add_flag("--all", request.all, "show every family that was fitted");
  app.add_option("--html", request.html, "write all of it to this page too: table, pictures, remarks")
      ->check(not_empty)
      ->type_name("FILE");
  app.add_option("--plot", request.plot, "write the picture to this file too: .svg or .png")
      ->check(not_empty)
      ->type_name("FILE");
  app.add_option("-o,--output", request.output, "write to this file: .json, or the picture: .svg, .png")
      ->type_name("FILE");
  add_json(app, request.json);
  if (!parse(verb, app, std::move(arguments), desk)) return;
  for (const CLI::Option* option : app.get_options())
    if (option->count() > 0 && !option->get_positional()) request.given.push_back(option->get_name());
  fit(request, desk);
}

constexpr Verb kVerbs[] = {
    {"measure",
     "How far apart are two known distributions, and which cells make it so?",
     {"0.4,0.6 0.3,0.7", "examples/weather-2012.csv:weather examples/weather-2015.csv:weather"},
     run_measure},
    {"matrix",
     "Every row of a table, or every group of rows, against every other: a matrix of distances, a picture or a tree of "
     "it.",
     {"examples/weather-by-month.csv --counts --picture",
      "examples/birdstrikes.csv --by 'Phase of flight' --of 'Wildlife Size'"},
     run_matrix},
    {"compare",
     "What changed between two tables, column by column?",
     {"examples/weather-2012.csv examples/weather-2015.csv",
      "examples/weather-2012.csv examples/weather-2015.csv --columns weather,wind --json"},
     run_compare},
    {"groups",
     "Which groups' distribution of a column differs most from everybody else's?",
     {"examples/birdstrikes.csv --by 'Origin State' --of 'Speed IAS in knots'",
      "examples/birdstrikes.csv --by 'Phase of flight' --of 'Wildlife Size' --json"},
     run_groups},
    {"profile",
     "What is left of a table when it is only counted: small, to keep, to merge and to compare with.",
     {"examples/weather-2012.csv -o 2012.profile",
      "examples/weather-2015.csv --frame examples/weather-2012.profile -o 2015.profile"},
     run_profile},
    {"merge",
     "The profile of a whole from those of its parts, exactly, in any order.",
     {"examples/weather-2012.profile examples/weather-2015.profile -o both.profile",
      "examples/weather-2012.profile examples/weather-2015.profile -o both.profile --json"},
     run_merge},
    {"rank",
     "Do two columns go together? Coefficients of rank and others, with intervals and p.",
     {"examples/weather-2012.csv:temp_max examples/weather-2012.csv:wind",
      "examples/weather-2012.csv --measure kendall -o kendall.csv"},
     run_rank},
    {"transport",
     "The cheapest way to move one set of points, or one distribution, to another.",
     {"examples/weather-2012.csv examples/weather-2015.csv --columns temp_max,wind",
      "1,2,3 2,4,6 --method sinkhorn --epsilon 0.1"},
     run_transport},
    {"describe",
     "What is a distribution like? Its moments, entropy, quantiles, draws, and a drawing.",
     {"'gamma(2,3)' --at 1.5 --quantile 0.95", "'0.5*normal(-5,1)+0.5*normal(10,1)' --sample 10 --seed 1"},
     run_describe},
    {"fit",
     "Which distribution describes these numbers? Families fitted, ranked by what they say of values unseen.",
     {"examples/weather-2012.csv:wind", "examples/weather-2012.csv:temp_max --family normal,logistic -o fit.svg"},
     run_fit},
    {"list",
     "The catalogue of measures, coefficients and families: formula, range, which are metrics.",
     {"families", "kl"},
     run_list},
};

}  // namespace

std::span<const Verb> verbs() { return kVerbs; }

}  // namespace sanov::cli
