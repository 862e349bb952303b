#include "sanov/series/running_evidence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

TEST(RunningEvidence, CalibratesByItsIntegral) {
  // mpmath: quad(lambda k: k*p**(k-1), [0, 1])
  EXPECT_NEAR(std::exp(log_evidence(std::log(0.05))), 1.783322181482, 1e-11);
  EXPECT_NEAR(std::exp(log_evidence(std::log(1e-6))), 5239.13618425, 1e-7);
  EXPECT_DOUBLE_EQ(log_evidence(0), std::log(0.5));
  // Naively, by Simpson's rule.
  for (const double p : {0.999, 0.7, 0.61, 0.6, 0.2, 1e-3}) {
    constexpr int kSteps = 2000;
    long double sum = 0;
    for (int i = 0; i <= kSteps; ++i) {
      const long double k = static_cast<long double>(i) / kSteps;
      sum += (i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2) * k * std::pow(static_cast<long double>(p), k - 1);
    }
    EXPECT_NEAR(log_evidence(std::log(p)), static_cast<double>(std::log(sum / (3 * kSteps))), 1e-10) << p;
  }
  EXPECT_NEAR(log_evidence(-1e6), 1e6 - 2 * std::log(1e6), 1e-9);
  EXPECT_THROW(log_evidence(0.1), DomainError);
  EXPECT_THROW(log_evidence(NAN), DomainError);
}

TEST(RunningEvidence, IsTheSumOfItsBets) {
  const double p[] = {0.3, 0.9, 1e-4, 0.02, 0.5};
  RunningEvidence evidence;
  for (int k = 1; k <= 5; ++k) {
    evidence.add(std::log(p[k - 1]));
    double sum = 0, later = 1;
    for (int j = 1; j <= k; ++j) {
      double bet = 1. / (j * (j + 1));
      later -= bet;
      for (int i = j; i <= k; ++i) bet *= std::exp(log_evidence(std::log(p[i - 1])));
      sum += bet;
    }
    EXPECT_NEAR(evidence.log_evidence_now(), std::log(sum + later), 1e-12);
  }
  EXPECT_EQ(evidence.tests(), 5u);
  EXPECT_LT(evidence.log_p(), 0);
}

TEST(RunningEvidence, GoesOnFromAState) {
  RunningEvidence whole, part;
  Random random(1);
  for (int i = 0; i < 20; ++i) {
    const double log_p = std::log(random.uniform());
    whole.add(log_p);
    part.add(log_p);
    part = RunningEvidence(part.state());
  }
  EXPECT_EQ(whole.log_p(), part.log_p());
  EXPECT_EQ(whole.log_evidence_now(), part.log_evidence_now());
  EXPECT_THROW(RunningEvidence({.tests = 1, .log_active = NAN, .log_most = 0}), DomainError);
  EXPECT_THROW(RunningEvidence({.tests = 1, .log_active = 0, .log_most = -1}), DomainError);
}

TEST(RunningEvidence, CriesWolfNoMoreThanItSays) {
  // 2,000 runs of 300 uniform p, looked at after each: at most 5% are ever below 0.05. 130 is what chance exceeds in less than
  // 1 of 1,000 seeds where it is just 5%.
  int alarms = 0;
  for (std::uint64_t run = 0; run < 2000; ++run) {
    Random random(7, run);
    RunningEvidence evidence;
    for (int k = 0; k < 300; ++k) evidence.add(std::log(1 - random.uniform()));
    alarms += evidence.log_p() <= std::log(0.05);
  }
  EXPECT_LE(alarms, 130);
  EXPECT_GE(alarms, 2);  // nor does it sleep: an e-process is careful, and 1% is what it takes
}

TEST(RunningEvidence, SeesALateChange) {
  // After 200 tests without a change one of p = 1e-9 is enough, and so are six of 0.001.
  for (std::uint64_t run = 0; run < 50; ++run) {
    Random random(8, run);
    RunningEvidence sudden;
    for (int k = 0; k < 200; ++k) sudden.add(std::log(1 - random.uniform()));
    RunningEvidence slow = sudden;
    sudden.add(std::log(1e-9));
    EXPECT_LT(sudden.log_p(), std::log(0.01));
    for (int k = 0; k < 6; ++k) slow.add(std::log(1e-3));
    EXPECT_LT(slow.log_p(), std::log(0.01));
  }
}

}  // namespace
}  // namespace sanov
