#include "sanov/fit/fit_density.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sanov/families/families.h"

namespace sanov {
namespace {

/// Two peaks on 1000 points, as they are: the sum integrates to 2.
DensityOnGrid two_peaks() {
  DensityOnGrid a = density_on_grid(Normal{.mean = -5}, -15, 15, 1000);
  const DensityOnGrid b = density_on_grid(Normal{.mean = 10}, -15, 15, 1000);
  for (std::size_t i = 0; i < a.value.size(); ++i) a.value[i] += b.value[i];
  return a;
}

struct Published {
  DensityLoss loss;
  double start, end_loss, mean, sd;
};

/// The reference experiment, to every printed digit.
TEST(FitDensity, ReproducesThePublishedExperiment) {
  for (const Published& e :
       {Published{DensityLoss::kl, 0, 0.146571905, 2.49938476, 5.23110467},
        Published{DensityLoss::mse, 0, 0.00939375657, -5, 1}, Published{DensityLoss::mse, 5, 0.00939375657, 10, 1},
        Published{DensityLoss::cosine, 5, 0.292893219, 10, 1}}) {
    const DensityFit fit = fit_density("normal", two_peaks(), {.loss = e.loss, .start = {e.start, 1}});
    EXPECT_NEAR(fit.loss, e.end_loss, 5e-10) << to_text(e.loss);
    EXPECT_NEAR(fit.parameters[0], e.mean, 5e-9) << to_text(e.loss);
    EXPECT_NEAR(fit.parameters[1], e.sd, 5e-9) << to_text(e.loss);
  }
}

TEST(FitDensity, TracesTheCheckpointsAndSaysHowFarTheStopWas) {
  const DensityFit fit = fit_density("normal", two_peaks(), {.start = {0, 1}, .trace_every = 2500});
  ASSERT_EQ(fit.trace.size(), 5u);
  EXPECT_NEAR(fit.trace[0].loss, 2.0812, 5e-5);
  // What PyTorch 2.13 prints (float64, the loss of the forward pass before each update).
  const double checkpoints[][3] = {{0.395013152056, 1.39166308601, 2.28434149623},
                                   {0.23113337339, 2.12626113507, 3.19684578835},
                                   {0.171444851191, 2.45104468309, 4.17023484912},
                                   {0.146571904701, 2.49938476154, 5.23110466727}};
  for (int k = 0; k < 4; ++k) {
    EXPECT_NEAR(fit.trace[k + 1].loss, checkpoints[k][0], 1e-12);
    EXPECT_NEAR(fit.trace[k + 1].parameters[0], checkpoints[k][1], 1e-11);
    EXPECT_NEAR(fit.trace[k + 1].parameters[1], checkpoints[k][2], 1e-11);
  }
  EXPECT_NEAR(fit.loss_at_parameters, 0.146565866, 5e-10);
  EXPECT_NEAR(fit.optimum[0], 2.49999832, 5e-9);
  EXPECT_NEAR(fit.optimum[1], 7.56637206, 5e-9);
  EXPECT_NEAR(fit.loss_at_optimum, 0.134779430, 5e-10);
}

TEST(FitDensity, SlopesAreThoseOfDifferences) {
  for (const char* name : {"kl", "reverse_kl", "js", "mse", "cosine", "hellinger", "w2"})
    for (const char* family : {"normal", "gamma"}) {
      DensityOnGrid target = density_on_grid(Gamma{.shape = 3, .scale = 1.5}, 0.05, 20, 300);
      const DensityObjective f(density_loss(name), find_family(family), target);
      const std::vector<double> at{2.2, 1.7};
      std::vector<double> slopes(2);
      f.value(at, slopes);
      for (int i = 0; i < 2; ++i) {
        std::vector<double> above = at, below = at;
        const double h = 1e-6;
        above[i] += h, below[i] -= h;
        EXPECT_NEAR(slopes[i], (f.value(above) - f.value(below)) / (2 * h), 1e-6 * (1 + std::fabs(slopes[i])))
            << name << ' ' << family << ' ' << i;
      }
    }
}

TEST(FitDensity, EveryLossFindsItsOwnTarget) {
  for (const char* name : {"kl", "reverse_kl", "js", "mse", "cosine", "hellinger", "w2"}) {
    const DensityOnGrid target = density_on_grid(Normal{.mean = 1, .sd = 2}, -15, 17, 500);
    const DensityFit fit =
        fit_density("normal", target, {.loss = density_loss(name), .optimizer = Optimizer::exact, .start = {0.5, 1.5}});
    EXPECT_NEAR(fit.parameters[0], 1, 2e-3) << name;
    EXPECT_NEAR(fit.parameters[1], 2, 2e-3) << name;
  }
}

TEST(FitDensity, ManyStartsFindBothPeaks) {
  // By mse a minimum at either peak, and a broad one that leans on both: scipy's Nelder and Mead finds it too, at
  // 3.174852, 8.806835 with a loss of 0.01563406427. By kl there is one alone.
  const DensityFit mse = fit_density(
      "normal", two_peaks(), {.loss = DensityLoss::mse, .optimizer = Optimizer::exact, .start = {0, 1}, .starts = 20});
  ASSERT_EQ(mse.optima.size(), 3u);
  std::vector<double> means{mse.optima[0].parameters[0], mse.optima[1].parameters[0]};
  std::ranges::sort(means);
  EXPECT_NEAR(means[0], -5, 1e-5);
  EXPECT_NEAR(means[1], 10, 1e-5);
  EXPECT_NEAR(mse.optima[2].parameters[0], 3.174852, 1e-5);
  EXPECT_NEAR(mse.optima[2].parameters[1], 8.806835, 1e-5);
  EXPECT_NEAR(mse.optima[2].loss, 0.01563406427346, 1e-13);
  EXPECT_EQ(mse.parameters, mse.optima[0].parameters);
  EXPECT_NEAR(mse.loss, 0.009393756566064, 1e-13);
  const DensityFit kl =
      fit_density("normal", two_peaks(), {.optimizer = Optimizer::exact, .start = {0, 1}, .starts = 20});
  ASSERT_EQ(kl.optima.size(), 1u);
  EXPECT_EQ(kl.optima[0].starts, 21);
  // Unequal peaks: the deeper minimum is at the higher one, wherever the search began.
  DensityOnGrid unequal = two_peaks();
  for (std::size_t i = 0; i < unequal.x.size(); ++i) unequal.value[i] *= unequal.x[i] > 2 ? 0.6 : 0.4;
  const DensityFit best = fit_density(
      "normal", unequal, {.loss = DensityLoss::mse, .optimizer = Optimizer::exact, .start = {-6, 1}, .starts = 20});
  EXPECT_GT(best.parameters[0], 9);
  EXPECT_GT(best.optima.size(), 1u);
}

TEST(FitDensity, NarrowStartsDoNotOverflow) {
  // Far from a narrow member its density is the least of all doubles.
  const DensityOnGrid target = density_on_grid(Normal{.mean = 2, .sd = 3}, -15, 15, 1000);
  for (const char* name : {"kl", "reverse_kl", "js", "mse", "cosine", "hellinger", "w2"}) {
    const DensityFit fit =
        fit_density("normal", target, {.loss = density_loss(name), .optimizer = Optimizer::exact, .starts = 20});
    EXPECT_NEAR(fit.parameters[0], 2, 1e-3) << name;
    EXPECT_NEAR(fit.parameters[1], 3, 1e-3) << name;
    for (const double sd : {0.3, 0.35, 0.39, 0.4, 0.5}) {
      std::vector<double> slopes(2);
      const DensityObjective f(density_loss(name), find_family("normal"), target);
      f.value(std::vector<double>{0, sd}, slopes);
      EXPECT_TRUE(std::isfinite(slopes[0]) && std::isfinite(slopes[1])) << name << ' ' << sd;
    }
  }
}

TEST(FitDensity, AdamTakesItsBetas) {
  // Without memory each step is a whole learning rate in the slopes' signs.
  const DensityFit fit =
      fit_density("normal", two_peaks(),
                  {.adam = {.learning_rate = 0.01, .beta1 = 0, .beta2 = 0, .epsilon = 0}, .steps = 3, .start = {0, 1}});
  EXPECT_NEAR(fit.parameters[0], 0.03, 1e-12);
  EXPECT_NEAR(fit.parameters[1], 1.03, 1e-12);
}

TEST(FitDensity, RefusesBadInput) {
  const DensityOnGrid good = two_peaks();
  EXPECT_THROW(fit_density("normal", {{0, 1}, {0, 0}}), DomainError);
  EXPECT_THROW(fit_density("normal", {{0, 1}, {-1, 2}}), DomainError);
  EXPECT_THROW(fit_density("normal", {{1, 0}, {1, 2}}), DomainError);
  EXPECT_THROW(fit_density("normal", good, {.start = {0, -1}}), DomainError);
  EXPECT_THROW(fit_density("normal", good, {.start = {0}}), InvalidArgument);
  EXPECT_THROW(fit_density("normal", good, {.adam = {.learning_rate = 20}, .start = {2.5, 9}}), DomainError);
  EXPECT_THROW(fit_density("gamma", good, {}), DomainError);  // no density below 0
  EXPECT_THROW(fit_density("normal", good, {.adam = {.beta1 = 1}}), InvalidArgument);
  EXPECT_THROW(fit_density("normal", good, {.adam = {.epsilon = -1}}), InvalidArgument);
  EXPECT_THROW(density_loss("cosin"), InvalidArgument);
}

}  // namespace
}  // namespace sanov
