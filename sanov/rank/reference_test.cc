// Holds the coefficients and their p-values to reference/rank.json, which reference/rank.py wrote from scipy.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sanov/rank/catalogue.h"

namespace sanov {
namespace {

using Json = nlohmann::json;
using Column = std::vector<double>;

const Json& reference() {
  static const Json once = [] {
    std::ifstream in(std::filesystem::path(__FILE__).parent_path() / "../../reference/rank.json");
    return Json::parse(in);
  }();
  return once;
}

Alternative alternative(const std::string& name) {
  if (name == "less") return Alternative::less;
  return name == "greater" ? Alternative::greater : Alternative::two_sided;
}

TEST(RankReference, EveryValueIsThatOfScipy) {
  for (const Json& entry : reference()["cases"]) {
    const Column x = entry["x"], y = entry["y"];
    for_each_coefficient([&](const AnyCoefficient& coefficient) {
      const std::string name(coefficient.info().name);
      ASSERT_TRUE(entry["values"].contains(name)) << name << ": add it to reference/";
      const Association result = coefficient(x, y, {.test = TestKind::none});
      ASSERT_TRUE(result.value) << name << ", " << entry["case"];
      // The reference has but double's digits, and cancels in the distances.
      const double allowed = name.starts_with("distance") ? 1e-13 : 2e-15;
      EXPECT_NEAR(*result.value, entry["values"][name].get<double>(), allowed) << name << ", " << entry["case"];
    });
  }
}

TEST(RankReference, EveryPIsThatOfScipy) {
  std::size_t count = 0;
  for (const Json& entry : reference()["cases"]) {
    const Column x = entry["x"], y = entry["y"];
    for (const Json& row : entry["p"]) {
      const std::string name = row["coefficient"];
      const TestKind test = row["test"] == "exact" ? TestKind::exact : TestKind::asymptotic;
      const Association result =
          find_coefficient(name)(x, y, {.alternative = alternative(row["alternative"]), .test = test, .level = 0});
      const double expected = row["p"];
      ASSERT_TRUE(result.p) << name << ", " << entry["case"] << row;
      EXPECT_NEAR(*result.p / expected, 1, 1e-9) << name << ", " << entry["case"] << row;
      EXPECT_NEAR(*result.log_p, std::log(expected), 1e-9 * (1 + std::fabs(std::log(expected))));
      ++count;
    }
  }
  EXPECT_GT(count, 100u);
}

}  // namespace
}  // namespace sanov
