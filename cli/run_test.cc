#include "cli/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>

#include "sanov/base/error.h"
#include "sanov/data/memory_table.h"

namespace sanov::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Files that are in memory.
class MemoryFiles : public Opener {
 public:
  std::unique_ptr<TableSource> open(const std::string& path) override {
    if (path != "days.csv") fail_argument("", path, "is not there");
    auto table = std::make_unique<MemoryTable>(path);
    table->add("weather", std::vector<std::string>{"sun", "rain", "sun", "", "fog"});
    table->add("p", std::vector<double>{0.1, 0.2, 0.3, 0.2, 0.2});
    return table;
  }
  void write_parquet(const std::string& path, ArrowStream table) override { written[path] = static_cast<bool>(table); }

  std::map<std::string, bool> written;
};

struct Outcome {
  int code;
  std::string out, err;
};

Outcome run(std::vector<std::string> arguments, const std::string& input = "") {
  setenv("LC_ALL", "C.UTF-8", 1);
  setenv("COLUMNS", "80", 1);
  unsetenv("NO_COLOR");
  MemoryFiles files;
  std::istringstream in(input);
  std::ostringstream out, err;
  const int code = run(arguments, files, in, out, err);
  return {code, out.str(), err.str()};
}

TEST(Run, MeasuresInlineNumbers) {
  const Outcome outcome = run({"measure", "0.4,0.6", "0.3,0.7"});
  EXPECT_EQ(outcome.code, kNoDifference);
  EXPECT_THAT(outcome.out,
              StartsWith("KL(P‖Q)          0.0226 nats     drawn from P, you would tell it from Q after\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  cell 1   P 0.4  Q 0.3   +0.0151"));
  EXPECT_EQ(outcome.err, "");
}

TEST(Run, SaysTheSumThatIsOff) {
  const Outcome outcome = run({"measure", "0.4,0.7", "0.3,0.7"});
  EXPECT_EQ(outcome.code, kTrouble);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(
      outcome.err,
      "sanov measure: P sums to 1.1, not to 1. Give probabilities, or --counts to have them divided by their sum.\n");
}

TEST(Run, ReadsStandardInput) {
  EXPECT_THAT(run({"measure", "-", "1,0", "--json"}, "0.5 0.5\n").out, HasSubstr("\"kl\": \"Infinity\""));
}

TEST(Run, CountsCategoriesOfAColumn) {
  const Outcome outcome = run({"measure", "days.csv:weather", "--measure", "perplexity", "--json"});
  EXPECT_EQ(outcome.code, kNoDifference) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\"cells\": 4"));  // sun, rain, fog, missing
}

TEST(Run, NamesColumnsThatAreNotThere) {
  EXPECT_EQ(run({"measure", "days.csv:wether", "1"}).err,
            "sanov measure: days.csv has no column 'wether'. Did you mean 'weather'?\n");
}

TEST(Run, AnswersMisspeltWords) {
  EXPECT_EQ(run({"comprae", "a", "b"}).err, "sanov: 'comprae' is no verb. Did you mean 'compare'?\n");
  EXPECT_THAT(run({"measure", "1", "1", "--jsno"}).err, HasSubstr("Did you mean '--json'?"));
  EXPECT_THAT(run({"measure", "1", "1", "--measure", "helinger"}).err, HasSubstr("Did you mean 'hellinger'?"));
}

TEST(Run, TakesNumbersThatOpenWithAMinusForNumbers) {
  EXPECT_THAT(run({"measure", "-1,2", "0.5,0.5"}).err, HasSubstr("cell 1 of P is -1"));
  EXPECT_EQ(run({"measure", "-1,2", "1,2", "--measure", "manhattan", "--json"}).code, kNoDifference);
}

TEST(Run, ComparesTables) {
  const Outcome outcome = run({"compare", "days.csv", "days.csv"});
  EXPECT_EQ(outcome.code, kNoDifference) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("days.csv (5 rows) → days.csv (5 rows), 2 columns in common\n"));
}

TEST(Run, PutsAnErrorInOneLine) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"measure", "a\nb", "1"},
                                                    {"measure", "1", "1", "--labels", "a,b"},
                                                    {"matrix", "days.csv", "-o", "x.doc"},
                                                    {"list", "nothing"},
                                                    {"measure"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, kTrouble);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  }
}

TEST(Run, HasNoEndOfOddArguments) {
  for (const char* odd : {"", "--", "-", ":", "a:", ":a", ";", ",", "1;", "1;2,3", "\xff", "(", "renyi(", "kl)("}) {
    EXPECT_NE(run({"measure", odd, odd}).code, kInterrupted);
    EXPECT_NE(run({"measure", "1", "1", "--measure", odd}).code, kInterrupted);
    EXPECT_NE(run({odd}).code, kInterrupted);
  }
}

}  // namespace
}  // namespace sanov::cli
