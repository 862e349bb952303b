#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

/// What the tests hold distances along an axis against: the definitions, in long double.
namespace sanov {

/// ∫|F − G| and sup|F − G|, the shares below each point counted one by one.
struct Naive {
  long double wasserstein = 0, kolmogorov_smirnov = 0;

  Naive(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> points = a;
    points.insert(points.end(), b.begin(), b.end());
    std::sort(points.begin(), points.end());
    const auto below = [](const std::vector<double>& sample, double x) {
      return static_cast<long double>(std::count_if(sample.begin(), sample.end(), [&](double y) { return y <= x; })) /
             static_cast<long double>(sample.size());
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
      const long double apart = std::fabs(below(a, points[i]) - below(b, points[i]));
      kolmogorov_smirnov = std::max(kolmogorov_smirnov, apart);
      if (i + 1 < points.size()) wasserstein += apart * (static_cast<long double>(points[i + 1]) - points[i]);
    }
  }
};

inline double median(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  return (x[(x.size() - 1) / 2] + x[x.size() / 2]) / 2;
}

}  // namespace sanov
