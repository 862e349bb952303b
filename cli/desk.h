#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/opener.h"
#include "cli/over_request.h"
#include "cli/terminal.h"
#include "sanov/compare/together.h"

namespace sanov::cli {

/// Where a verb reads and writes beside its files. A verb composes its answer, then writes it at once: where it throws,
/// nothing was written.
struct Desk {
  Opener& opener;
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Terminal terminal;
  int exit_code = 0;  ///< where nothing goes wrong: 1 if what was compared differs
};

struct MeasureRequest {
  std::string p, q;                   ///< as typed; q is empty where there is one distribution
  std::vector<std::string> measures;  ///< "kl", "renyi(0.5)"
  std::string labels, positions, smoothing;
  bool all = false, bits = false, counts = false, log = false, json = false;
  int cells = 10;
};

struct ListRequest {
  std::string measure;          ///< or a coefficient or a family; empty for all
  std::string of = "measures";  ///< or "rank" or "families"
  bool json = false;
};

struct DescribeRequest {
  std::string spec;                        ///< "gamma(2,3)"
  std::vector<std::string> at, quantiles;  ///< numbers as typed
  std::size_t sample = 0;
  std::uint64_t seed = 0;
  bool bits = false, json = false;
};

struct MatrixRequest {
  std::string file, measure, output;  ///< without a measure js of rows, js_distance of groups
  std::vector<std::string> by;        ///< columns that make groups; empty: of rows
  std::string of;
  std::size_t top = 50;
  std::uint64_t min_rows = 5;
  bool json = false, picture = false, bits = false, counts = false;
};

struct RankRequest {
  std::string x, y;  ///< as typed; y is empty where x is a whole file
  std::vector<std::string> columns, measures;
  std::string alternative = "two-sided", test = "auto", missing = "error", output;
  double level = 0.95;
  std::size_t permutations = 9999;
  std::uint64_t seed = 0;
  bool all = false, json = false, picture = false;
};

struct TransportRequest {
  std::string a, b;  ///< as typed: points, or masses where `costs` is a file
  std::vector<std::string> columns;
  std::string weights, cost, costs, plan, output, method = "exact";
  std::optional<double> power, epsilon, reach, tolerance;
  std::optional<std::size_t> projections, max_iterations, max_pivots;
  std::optional<std::uint64_t> seed;
  bool counts = false, json = false;
};

struct CompareRequest {
  std::string reference, current;
  std::vector<std::string> columns;
  int bins = 0;
  double false_discovery_rate = 0.05, level = 0.95, same_within = 0.02, more_than = 0;
  std::vector<std::string> rules;  ///< "psi > 0.25"
  std::string rules_file, block, cluster, weights;
  TogetherOptions together;
  OverRequest over;
  WatchRequest watch;
  std::string html;  ///< a file to write the report to
  bool all_measures = false, exit_zero = false, json = false, markdown = false;
};

struct ProfileRequest {
  std::string table, frame, output;  ///< frame and output are files of profiles; empty where there is none
  std::vector<std::string> columns;
  int bins = 0;
  std::optional<int> max_categories, exact_values;
  bool json = false;
};

struct MergeRequest {
  std::vector<std::string> profiles;
  std::string output;
  bool json = false;
};

struct FitRequest {
  std::string input;               ///< as typed
  std::vector<std::string> given;  ///< the options that were, by name: "--lr"
  std::vector<std::string> families;
  std::string output, plot, html, method = "likelihood";
  std::string criterion = "held_out";  ///< of the order
  std::optional<std::size_t> bins;     ///< of the criterion binned_kl
  std::string components;              ///< of a mixture of normal distributions: "3", "1-6"
  /// What else is known of the rows: columns as typed, "LOW:HIGH" of two columns or of two numbers.
  std::string event, between, truncate, weights;
  std::vector<std::string> fixed;  ///< "shape=2"
  std::vector<std::string> free;   ///< parameters that a fit leaves alone otherwise: location
  std::string intervals;           ///< the method of the parameters' confidence intervals; empty: standard errors
  double level = 0.95;
  std::optional<double> rounded;
  int draws = 199;
  std::uint64_t seed = 1;
  /// To a density: what is held against it, and how it is brought near.
  std::string loss = "kl", optimizer = "adam", grid, trace, animate, landscape;
  std::vector<std::string> start;
  double learning_rate = 1e-3, epsilon = 1e-8;
  std::vector<double> betas = {0.9, 0.999};
  int steps = 10000, trace_every = 100, starts = 0;
  bool all = false, drop_missing = false, json = false;
};

void measure(const MeasureRequest& request, Desk& desk);
void list(const ListRequest& request, Desk& desk);
void describe(const DescribeRequest& request, Desk& desk);
void matrix(const MatrixRequest& request, Desk& desk);
void rank(const RankRequest& request, Desk& desk);
void transport(const TransportRequest& request, Desk& desk);
void compare(const CompareRequest& request, Desk& desk);
void profile(const ProfileRequest& request, Desk& desk);
void merge(const MergeRequest& request, Desk& desk);
void fit(const FitRequest& request, Desk& desk);

}  // namespace sanov::cli
