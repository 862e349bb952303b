#include "sanov/numerics/elementary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

struct One {
  double x, value;
};
struct Two {
  double x, y, value;
};

void expect_ulps(double value, double truth, double x) {
  EXPECT_NEAR(value, truth, 1e-15 * std::fabs(truth)) << "at " << x;
}

// All numbers below: mpmath at 60 digits, from the doubles as written.

TEST(Elementary, LogRatioIsExactNearOneAndOutOfRange) {
  constexpr Two rows[] = {{3.0, 2.0, 0.40546510810816438},
                          {1.0000001, 1.0, 9.9999995058387045e-8},
                          {1e+300, 1e-300, 1381.5510557964274},
                          {1e-308, 1e+308, -1418.3924172843321},
                          {5e-324, 3.0, -745.53868421004937}};
  for (const Two& r : rows) expect_ulps(log_ratio(r.x, r.y), r.value, r.x);
  EXPECT_EQ(log_ratio(7, 7), 0);
  EXPECT_EQ(log_ratio(0, 2), -kInf);
}

TEST(Elementary, LogLessKeepsItsPlacesWhereTheTwoCancel) {
  constexpr Two rows[] = {{2.0, 0.6931471805599453, 2.3190468138462996e-17},
                          {20.0, 2.995732273553991, 1.3918175318778501e-16},
                          {1e-300, -690.0, -0.77552789821370518},
                          {100000.0, 3.0, 8.5129254649702284}};
  for (const Two& r : rows) EXPECT_NEAR(log_less(r.x, r.y), r.value, 1e-16 + 2e-15 * std::fabs(r.value)) << r.x;
  EXPECT_EQ(log_less(0, 2), -kInf);
}

TEST(Elementary, Softplus) {
  constexpr One rows[] = {{-40.0, 4.248354255291589e-18}, {-1.0, 0.31326168751822283}, {0.0, 0.69314718055994531},
                          {1.0, 1.3132616875182228},      {30.0, 30.000000000000094},  {700.0, 700.0}};
  for (const One& r : rows) expect_ulps(softplus(r.x), r.value, r.x);
}

TEST(Elementary, LogarithmsOfChances) {
  constexpr One one_less[] = {{-1e-20, -46.051701859880914},
                              {-0.1, -2.3521684610440908},
                              {-0.7, -0.68634100280838515},
                              {-3.0, -0.051069180942701587},
                              {-40.0, -4.248354255291589e-18}};
  for (const One& r : one_less) expect_ulps(log_one_less_exp(r.x), r.value, r.x);
  EXPECT_EQ(log_one_less_exp(0), -kInf);
  constexpr One chance[] = {{-800.0, -800.0},
                            {-30.0, -30.000000000000047},
                            {-1.0, -1.1783070964207178},
                            {0.0, -0.45867514538708189},
                            {2.0, -6.1817001705152019e-4},
                            {4.0, -1.9423376049564018e-24}};
  for (const One& r : chance) EXPECT_NEAR(log_chance(r.x), r.value, 2e-14 * std::fabs(r.value)) << r.x;
}

TEST(Elementary, LogarithmsOfSquaresAndHyperbolicCosines) {
  constexpr One squares[] = {{1e-09, 1.0000000000000001e-18},
                             {0.5, 0.22314355131420976},
                             {-3.0, 2.3025850929940457},
                             {10000000000.0, 46.051701859880914},
                             {1e+200, 921.03403719761827}};
  for (const One& r : squares) expect_ulps(log1p_square(r.x), r.value, r.x);
  constexpr One cosh[] = {{1e-09, 5.0000000000000006e-19},
                          {0.5, 0.12011450695827752},
                          {-3.0, 2.3093285045777851},
                          {40.0, 39.306852819440055},
                          {100000.0, 99999.30685281944}};
  for (const One& r : cosh) expect_ulps(log_cosh(r.x), r.value, r.x);
}

TEST(Elementary, RatiosThatAreOneAtZero) {
  constexpr struct {
    double y, value, slope, bend;
  } rows[] = {{-0.999, 6.9146699489310672, -994.07940946052857, 999010.85203311028},
              {-0.5, 1.3862943611198906, -1.2274112777602188, 3.090354888959125},
              {-0.001, 1.0005003335835335, -0.50066741746750086, 0.66816907000429097},
              {-1e-09, 1.0000000005, -0.50000000066666667, 0.66666666816666667},
              {0.0, 1.0, -0.5, 0.66666666666666667},
              {1e-12, 0.9999999999995, -0.49999999999933333, 0.66666666666516667},
              {0.0001, 0.99995000333308335, -0.49993334083253342, 0.66651669066333376},
              {0.02, 0.99013136480898565, -0.48696039731202766, 0.6376006693034968},
              {0.3, 0.87454754822497018, -0.35105592998066981, 0.36798627876659558},
              {5.0, 0.358351893845611, -0.038337045435788867, 0.0097792626187599911},
              {1e10, 2.3025850930040457e-9, -2.2025850930140457e-19, 4.3051701860480914e-29}};
  for (const auto& r : rows) {
    EXPECT_NEAR(log1p_ratio(r.y), r.value, 1e-15 * std::fabs(r.value)) << r.y;
    EXPECT_NEAR(log1p_ratio_slope(r.y), r.slope, 1e-14 * std::fabs(r.slope)) << r.y;
    EXPECT_NEAR(log1p_ratio_bend(r.y), r.bend, 1e-13 * std::fabs(r.bend)) << r.y;
  }
  EXPECT_EQ(log1p_ratio(-1), kInf);
  constexpr One exponentials[] = {
      {-800.0, 0.00125},           {-1.0, 0.63212055882855768}, {-1e-10, 0.99999999995},      {0.0, 1.0},
      {1e-05, 1.0000050000166667}, {0.5, 1.2974425414002563},   {20.0, 2.4258259720489514e+7}};
  for (const One& r : exponentials) expect_ulps(expm1_ratio(r.x), r.value, r.x);
}

}  // namespace
}  // namespace sanov
