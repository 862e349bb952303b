#include "cli/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <new>
#include <optional>
#include <system_error>

#include "cli/complaint.h"
#include "cli/desk.h"
#include "cli/input.h"
#include "cli/text.h"
#include "cli/waiting.h"
#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/families/spec.h"
#include "sanov/numerics/target.h"

// The only file that includes CLI11, which takes five seconds to compile.
namespace sanov::cli {
namespace {

struct Verb {
  std::string_view name, summary;
  std::string_view examples[2];
  void (*run)(const Verb&, std::vector<std::string>, Desk&);
};

std::string nearest_of(std::string_view word, const std::vector<std::string>& words) {
  const std::vector<std::string_view> candidates(words.begin(), words.end());
  return nearest(word, candidates.data(), candidates.size());
}

std::string option_names(const CLI::Option& option) {
  std::string text;
  for (const auto& name : option.get_snames()) text += (text.empty() ? "-" : ", -") + name;
  for (const auto& name : option.get_lnames()) text += (text.empty() ? "--" : ", --") + name;
  return text.empty() ? option.get_name() : text;
}

std::string help(const Verb& verb, const CLI::App& app, const Terminal& terminal) {
  Table positionals, options;
  std::string usage = fmt::format("sanov {} [OPTION…]", verb.name);
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      usage += option->get_required() ? " " + option->get_name() : " [" + option->get_name() + "]";
      positionals.add({option->get_name(), option->get_description()});
    } else {
      const bool takes_value = option->get_items_expected_max() > 0;
      options.add(
          {option_names(*option) + (takes_value ? " " + option->get_type_name() : ""), option->get_description()});
    }
  }
  std::string text;
  for (const auto example : verb.examples) text += fmt::format("  $ sanov {} {}\n", verb.name, example);
  text += "\n";
  for (const auto& line : folded(verb.summary, static_cast<std::size_t>(terminal.columns))) text += line + "\n";
  text += fmt::format("\nusage: {}\n", usage);
  return shown(text, terminal) + positionals.text(terminal, 2) + "\n" + options.text(terminal, 2);
}

/// Options that nobody declared, answered with the nearest.
void check_options(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    if (argument == "--") return;
    if (argument.size() < 2 || argument.front() != '-') continue;
    const bool is_long = argument.starts_with("--");
    const std::string name = is_long ? argument.substr(0, argument.find('=')) : argument.substr(0, 2);
    if (app.get_option_no_throw(name) != nullptr) continue;
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options())
      for (const auto& word : option->get_lnames()) known.push_back("--" + word);
    const std::string near = is_long ? nearest_of(name, known) : "";
    fail_argument("", "option",
                  fmt::format("'{}' is unknown; {}", name,
                              near.empty() ? "--help lists them all" : "did you mean '" + near + "'?"));
  }
}

/// Parses the arguments into what `app` declares. Returns false where they asked for help, which is then written.
bool parse(const Verb& verb, CLI::App& app, std::vector<std::string> arguments, Desk& desk) {
  app.set_help_flag("-h,--help", "say this");
  bool ascii = false;
  app.add_flag("--ascii", ascii, "plain ASCII; so does NO_COLOR, or a locale without UTF-8");
  // What opens with a minus and a digit is a number, not an option.
  for (auto& argument : arguments)
    if (argument.starts_with('-') && argument.size() > 1 && looks_like_numbers(argument)) argument.insert(0, " ");
  check_options(app, arguments);
  std::ranges::reverse(arguments);
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    desk.terminal.utf8 = desk.terminal.utf8 && !ascii;
    desk.out << help(verb, app, desk.terminal);
    return false;
  } catch (const CLI::ExtrasError&) {
    // The blank before a number that opens with a minus is ours.
    std::string extra = "the last argument";
    for (const auto& argument : app.remaining())
      if (argument != "--") extra = fmt::format("'{}'", argument.substr(argument.starts_with(" -") ? 1 : 0));
    fail_argument("", extra, fmt::format("is one argument too many; see `sanov {} --help`", verb.name));
  } catch (const CLI::RequiredError& error) {
    fail_argument("", "", fmt::format("{}; see `sanov {} --help`", error.what(), verb.name));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    fail_argument("", text.substr(0, text.find(':')), "needs one value, once");
  } catch (const CLI::ParseError& error) {
    fail_argument("", "", error.what());
  }
  desk.terminal.utf8 = desk.terminal.utf8 && !ascii;
  return true;
}

CLI::Option* add_json(CLI::App& app, bool& json) { return app.add_flag("--json", json, "answer in JSON"); }

/// For whole numbers: a minus would make them huge.
std::string not_negative(const std::string& text) {
  const std::size_t minus = text.find('-');
  return minus == std::string::npos ? "" : "a whole number from 0 on is needed, not " + text.substr(minus);
}

/// CLI11 would write the range among the names of the options, and take the room of what they are.
CLI::Validator within(int least, int most) { return CLI::Range(least, most).description(""); }

/// For names: an empty one would be as if the option were not there.
std::string not_empty(const std::string& text) { return text.empty() ? "a value is needed" : ""; }

void run_measure(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  MeasureRequest request;
  CLI::App app;
  app.add_option("P", request.p, "numbers (0.4,0.6), a file's column (data.csv:age), or - for standard input")
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

void run_matrix(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  MatrixRequest request;
  CLI::App app;
  app.add_option("FILE", request.file, "CSV, Parquet, Arrow IPC or .npy; the first column of text labels the rows")
      ->required();
  app.add_option("--measure", request.measure, "of two distributions, such as renyi(0.5); js unless told")
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

void run_compare(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  CompareRequest request;
  CLI::App app;
  app.add_option("REF", request.reference,
                 "the table that things should be like: CSV, CSV.gz, Parquet, Arrow IPC, a folder")
      ->required();
  app.add_option("CUR", request.current, "the table that may have changed")->required();
  app.add_option("--columns", request.columns, "compare these alone: a,b")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--bins", request.bins, "cells of a column of numbers; 20 unless told, fewer for few rows")
      ->check(CLI::Range(2, 1024))
      ->type_name("N");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) compare(request, desk);
}

void run_fit(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  FitRequest request;
  CLI::App app;
  app.add_option("DATA", request.input, "numbers (1.2,0.7,3.1), a file's column (data.csv:age), - for standard input")
      ->required();
  app.add_option("--family", request.families, "these alone: gamma,lognormal; all that can have the data unless told")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  app.add_option("--draws", request.draws, "samples behind p, the goodness of fit; 199 unless told, 0 for none")
      ->check(CLI::Range(0, 1'000'000))
      ->type_name("N");
  app.add_option("--seed", request.seed, "of these samples; 1 unless told")->check(not_negative)->type_name("N");
  app.add_flag("--drop-missing", request.drop_missing, "leave out rows without a value");
  app.add_flag("--all", request.all, "show every family that was fitted");
  app.add_option("-o,--output", request.output,
                 "write to this file: .json, or the histogram, the best three and the quantiles: .svg")
      ->type_name("FILE");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) fit(request, desk);
}

constexpr Verb kVerbs[] = {
    {"measure",
     "How far apart are two known distributions, and which cells make it so?",
     {"0.4,0.6 0.3,0.7", "examples/weather-2012.csv:weather examples/weather-2015.csv:weather"},
     run_measure},
    {"matrix",
     "Every row of a table against every other: a matrix of distances, or a picture of it.",
     {"examples/weather-by-month.csv --counts --picture",
      "examples/weather-by-month.csv --counts --measure hellinger -o distances.csv"},
     run_matrix},
    {"compare",
     "What changed between two tables, column by column?",
     {"examples/weather-2012.csv examples/weather-2015.csv",
      "examples/weather-2012.csv examples/weather-2015.csv --columns weather,wind --json"},
     run_compare},
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

std::string overview(const Terminal& terminal) {
  Table verbs;
  for (const Verb& verb : kVerbs) verbs.add({std::string(verb.name), std::string(verb.summary)});
  return shown("sanov: how far apart are two distributions, why, and which is nearest?\n\nusage: sanov VERB …\n",
               terminal) +
         verbs.text(terminal, 2) +
         "\n`sanov VERB --help` opens with two examples. Exit codes: 0 answered,\n2 trouble.\n";
}

const Verb& find_verb(std::string_view name) {
  std::vector<std::string> names;
  for (const Verb& verb : kVerbs) {
    if (verb.name == name) return verb;
    names.emplace_back(verb.name);
  }
  const std::string near = nearest_of(name, names);
  fail_argument("", "",
                fmt::format("'{}' is no verb; {}", name,
                            near.empty() ? "`sanov --help` lists them" : "did you mean '" + near + "'?"));
}

/// SANOV_SIMD and SANOV_THREADS, which the library itself reads without complaint.
void check_environment() {
  if (const char* text = std::getenv("SANOV_THREADS"); text != nullptr && *text != '\0') {
    char* end = nullptr;
    const long threads = std::strtol(text, &end, 10);
    if (*end != '\0' || threads < 1 || threads > 1024)
      fail_argument("", "SANOV_THREADS", fmt::format("is '{}'; it must be a number from 1 to 1024", text));
  }
  if (const char* text = std::getenv("SANOV_SIMD"); text != nullptr && *text != '\0') {
    const auto known = targets();
    if (std::ranges::find(known, text) == known.end())
      fail_argument("", "SANOV_SIMD", fmt::format("is '{}'; this machine has {}", text, fmt::join(known, ", ")));
  }
}

/// The verb's own name is said once.
template <class Error>
std::string sentence_of(const Error& error, std::string_view verb) {
  Complaint complaint = error.complaint();
  if (complaint.function == verb) complaint.function.clear();
  return shell_sentence(complaint);
}

int complain(std::ostream& err, std::string_view verb, std::string sentence, const Terminal& terminal) {
  std::ranges::replace(sentence, '\n', ' ');
  err << fmt::format("sanov{}{}: {}\n", verb.empty() ? "" : " ", verb, shown(sentence, terminal)) << std::flush;
  return kTrouble;
}

int dispatch(std::vector<std::string> arguments, Desk& desk, std::string_view& verb_name) {
  if (arguments.empty()) {
    desk.err << overview(desk.terminal);
    return kTrouble;
  }
  std::string first = arguments.front();
  arguments.erase(arguments.begin());
  if (first == "--version") {
    desk.out << "sanov " SANOV_VERSION "\n";
    return kNoDifference;
  }
  if (first == "help" && !arguments.empty()) {
    first = arguments.front();
    arguments = {"--help"};
  }
  if (first == "help" || first == "--help" || first == "-h") {
    desk.out << overview(desk.terminal);
    return kNoDifference;
  }
  const Verb& verb = find_verb(first);
  verb_name = verb.name;
  check_environment();
  // From here on Ctrl-C cancels; but a process that waits for standard input it ends, as usual.
  if (std::ranges::find(arguments, "-") == arguments.end()) poll("beginning", 0);
  verb.run(verb, std::move(arguments), desk);
  return kNoDifference;
}

}  // namespace

int run(const std::vector<std::string>& arguments, Opener& opener, std::istream& in, std::ostream& out,
        std::ostream& err) {
  Desk desk{opener, in, out, err, Terminal::of(out, err)};
  std::string_view verb;
  Waiting waiting(err, desk.terminal);
  try {
    const ProgressScope scope(waiting);
    const int code = dispatch(arguments, desk, verb);
    waiting.clear();
    if (!out.flush()) return complain(err, verb, "the answer cannot be written to standard output.", desk.terminal);
    return code;
  } catch (const Cancelled&) {
    waiting.clear();
    complain(err, verb, "interrupted.", desk.terminal);
    return kInterrupted;
  } catch (const SpecError& error) {
    waiting.clear();
    const Complaint sentence{.function = "", .argument = "", .index = {}, .rule = error.sentence()};
    const int code = complain(err, verb, shell_sentence(sentence), desk.terminal);
    err << shown(error.pointer(), desk.terminal) << std::endl;
    return code;
  } catch (const InvalidArgument& error) {
    waiting.clear();
    return complain(err, verb, sentence_of(error, verb), desk.terminal);
  } catch (const DomainError& error) {
    waiting.clear();
    return complain(err, verb, sentence_of(error, verb), desk.terminal);
  } catch (const std::bad_alloc&) {
    waiting.clear();
    return complain(err, verb, "there is not enough memory for this.", desk.terminal);
  } catch (const std::exception& error) {
    waiting.clear();
    return complain(err, verb, error.what(), desk.terminal);
  }
}

}  // namespace sanov::cli
