#include "sanov/base/progress.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sanov {
namespace {

class Recorder : public Progress {
 public:
  explicit Recorder(int stop_after) : left_(stop_after) {}
  bool advance(std::string_view stage, double fraction) override {
    seen.emplace_back(std::string(stage) + " " + std::to_string(fraction));
    return left_-- > 0;
  }
  bool go_on() override { return left_-- > 0; }
  std::vector<std::string> seen;

 private:
  int left_;
};

TEST(Progress, IsSilentWithoutAHook) {
  poll("nothing", 0.5);
  poll();
}

TEST(Progress, ReportsToTheInnermostHookAndCancels) {
  Recorder outer(10), inner(1);
  const ProgressScope outer_scope(outer);
  {
    const ProgressScope inner_scope(inner);
    poll("reading", 0.25);
    EXPECT_THROW(poll("reading", 0.5), Cancelled);
  }
  poll("counting", 1);
  EXPECT_EQ(inner.seen.size(), 2u);
  EXPECT_EQ(outer.seen, std::vector<std::string>{"counting 1.000000"});
}

TEST(Progress, AsksWithoutReporting) {
  Recorder hook(1);
  const ProgressScope scope(hook);
  poll();
  EXPECT_THROW(poll(), Cancelled);
  EXPECT_TRUE(hook.seen.empty());
}

}  // namespace
}  // namespace sanov
