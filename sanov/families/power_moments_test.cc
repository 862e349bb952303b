#include "sanov/families/power_moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

// mpmath at 120 digits, plainly from Γ(1 + jh) and, for odds, Γ(1 + jh) Γ(1 − jh).
struct Row {
  double h, mean, variance, skewness, excess_kurtosis;
};

void expect_moments(const Moments& m, const Row& r) {
  EXPECT_NEAR(*m.mean, r.mean, 1e-13 * std::fabs(r.mean) + 1e-16) << r.h;
  EXPECT_NEAR(*m.variance, r.variance, 2e-13 * r.variance) << r.h;
  EXPECT_NEAR(*m.skewness, r.skewness, 2e-9 * std::fabs(r.skewness)) << r.h;
  EXPECT_NEAR(*m.excess_kurtosis, r.excess_kurtosis, 2e-9 * std::fabs(r.excess_kurtosis)) << r.h;
}

TEST(PowerMoments, OfExponentialPowers) {
  constexpr Row rows[] = {
      {-0.2, -0.82114856862651688, 3.3440355622978816, -3.5350716046213949, 45.091512125815773},
      {-0.01, -0.58719796441077919, 1.6891637935470622, -1.2004785197625563, 2.7051349783718046},
      {-1e-06, -0.57721665395843567, 1.6449383699371734, -1.1395530660293411, 2.4000289178409575},
      {1e-09, -0.57721566391247687, 1.6449340625451492, -1.1395470934380363, 2.3999999710823118},
      {1e-05, -0.57720577443232651, 1.6448910372477483, -1.1394874345084644, 2.3997108383775289},
      {0.0002, -0.57701788999377806, 1.6440739199239246, -1.1383542678239571, 2.3942225616461744},
      {0.5, -0.22754614909448397, 0.85840734641020676, 0.63111065781893714, 0.24508930068763806},
      {1.0, 0.0, 1.0, 2.0, 6.0},
      {3.0, 1.6666666666666667, 76.0, 19.584858965160589, 1002.5318559556787},
      {20.0, 1.21645100408832e+17, 2.0397882081049468e+45, 1.1290345890687907e+10, 1.0750720873489599e+23}};
  for (const Row& r : rows) expect_moments(moments_of_exponential_power(r.h), r);
}

TEST(PowerMoments, OfOddsPowers) {
  constexpr Row rows[] = {
      {1e-09, 1.0, 3.2898681336964533e-18, 8.7062369483242463e-9, 1.2000000000000002},
      {1e-05, 1.0000000001644934, 3.2898681360775645e-10, 8.7062369543527836e-5, 1.2000000186789313},
      {0.0002, 1.0000000657973657, 1.3159476344564338e-7, 0.0017412478719479964, 1.2000074715783598},
      {0.01, 1.0001645123493127, 3.2922504050779253e-4, 0.087122707401954653, 1.2187154924720127},
      {0.1, 1.016640738463052, 0.035400941012895494, 0.93667441212730135, 3.5102099427813556},
      {0.24, 1.101432217493145, 0.2977930507409184, 3.7871255712878157, 196.73336939797235}};
  for (const Row& r : rows) expect_moments(moments_of_odds_power(r.h), r);
}

TEST(PowerMoments, AreAsManyAsAreFinite) {
  EXPECT_EQ(*moments_of_exponential_power(-1).mean, -kInf);
  EXPECT_EQ(*moments_of_exponential_power(-0.5).variance, kInf);
  EXPECT_FALSE(moments_of_exponential_power(-0.4).skewness.has_value());
  EXPECT_EQ(*moments_of_exponential_power(-0.3).excess_kurtosis, kInf);
  EXPECT_EQ(*moments_of_odds_power(1).mean, kInf);
  EXPECT_EQ(*moments_of_odds_power(0.5).variance, kInf);
  EXPECT_FALSE(moments_of_odds_power(0.4).skewness.has_value());
  EXPECT_EQ(*moments_of_odds_power(0.3).excess_kurtosis, kInf);
}

TEST(PowerMoments, LogarithmsOfGammaAboutOne) {
  constexpr struct {
    double h, value;
  } rows[] = {{-0.9, 2.2527126517342062},       {-0.25, 0.20328095143129537}, {-0.001, 5.7803853289137974e-4},
              {1e-12, -5.7721566490071038e-13}, {0.2, -0.085374090003315853}, {0.3, -0.10817480950786047},
              {7.0, 8.5251613610654143}};
  for (const auto& r : rows) EXPECT_NEAR(log_gamma_of_one_and(r.h), r.value, 1e-15 * std::fabs(r.value)) << r.h;
  constexpr struct {
    int j;
    double h, value;
  } excesses[] = {{2, 1e-08, 1.6449340428070888e-16},
                  {3, -0.05, 0.013688730764198948},
                  {4, 0.06, 0.031083802541482338},
                  {4, 0.07, 0.041462578418569457},
                  {2, 1.5, 1.2223937282822167}};
  for (const auto& r : excesses)
    EXPECT_NEAR(static_cast<double>(log_gamma_excess_of_power(r.j, r.h)), r.value, 1e-14 * std::fabs(r.value)) << r.h;
}

}  // namespace
}  // namespace sanov
