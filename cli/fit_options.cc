#include <fmt/format.h>

#include <algorithm>

#include "cli/fit.h"
#include "cli/fit_target.h"
#include "sanov/base/error.h"

// Which options of `sanov fit` have a meaning for what is fitted.
namespace sanov::cli {
namespace {

struct Meaning {
  std::string_view option;
  bool data, mixture, density;
};

constexpr Meaning kMeanings[] = {
    {"--method", true, false, false},    {"--criterion", true, false, false},   {"--bins", true, false, false},
    {"--free", true, false, false},      {"--fixed", true, false, false},       {"--event", true, false, false},
    {"--between", true, false, false},   {"--truncate", true, false, false},    {"--rounded", true, false, false},
    {"--weights", true, false, false},   {"--intervals", true, false, false},   {"--level", true, false, false},
    {"--draws", true, false, false},     {"--seed", true, true, false},         {"--drop-missing", true, true, false},
    {"--all", true, false, false},       {"--html", true, false, false},        {"--components", true, true, false},
    {"--loss", false, false, true},      {"--optimizer", false, false, true},   {"--lr", false, false, true},
    {"--betas", false, false, true},     {"--eps", false, false, true},         {"--steps", false, false, true},
    {"--start", false, false, true},     {"--starts", false, false, true},      {"--grid", false, false, true},
    {"--trace", false, false, true},     {"--trace-every", false, false, true}, {"--animate", false, false, true},
    {"--landscape", false, false, true},
};

void refuse(std::string_view option, std::string_view why) { fail_argument("", option, why); }

}  // namespace

void check_fit_options(const FitRequest& request, Fitted fitted) {
  const auto given = [&](std::string_view option) {
    return std::ranges::find(request.given, option) != request.given.end();
  };
  for (const Meaning& m : kMeanings) {
    if (!given(m.option)) continue;
    if (fitted == Fitted::density && !m.density)
      refuse(m.option, fmt::format("is for fits to data, and '{}' is a density", request.input));
    if (fitted != Fitted::density && !m.data && !m.mixture)
      refuse(m.option, "is for fits to a density, such as 'normal(-5,1)+normal(10,1)'");
    if (fitted == Fitted::mixture && !m.mixture)
      refuse(m.option, "does not go with mixtures, which are fitted to values");
  }
  if (given("--level") && !given("--intervals"))
    refuse("--level", "is of confidence intervals; say by which method: --intervals information");
  if (given("--trace-every") && !given("--trace")) refuse("--trace-every", "is of the file that --trace names");
  if (request.optimizer == "exact")
    for (const std::string_view option : {"--lr", "--betas", "--eps", "--steps", "--trace"})
      if (given(option)) refuse(option, "is of the optimiser adam, and the exact one has no use for it");
}

}  // namespace sanov::cli
