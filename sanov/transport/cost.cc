#include "sanov/transport/cost.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr std::string_view kNames[] = {"sqeuclidean", "euclidean", "cityblock", "chebyshev", "power", "cosine"};

}  // namespace

std::string_view to_text(Cost cost) { return kNames[static_cast<unsigned char>(cost)]; }

Cost find_cost(std::string_view name, const char* function) {
  const auto at = std::find(std::begin(kNames), std::end(kNames), name);
  if (at != std::end(kNames)) return static_cast<Cost>(at - std::begin(kNames));
  const std::string near = nearest(name, kNames, std::size(kNames));
  std::string all;
  for (const std::string_view known : kNames) all += (all.empty() ? "" : ", ") + std::string(known);
  fail_argument(
      function, "cost",
      "is '" + std::string(name) + "'; " + (near.empty() ? "there are " + all : "did you mean '" + near + "'?"));
}

}  // namespace sanov
