#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

/// The coefficients written down once more from their definitions, over all pairs and in long double.
namespace sanov::naive {

using Column = std::vector<double>;

struct Counts {
  long long concordant = 0, discordant = 0, x = 0, y = 0, both = 0;
};

inline int sign(double from, double to) { return (to > from) - (to < from); }

inline Counts counts(const Column& x, const Column& y) {
  Counts out;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const int a = sign(x[i], x[j]), b = sign(y[i], y[j]);
      out.concordant += a * b > 0;
      out.discordant += a * b < 0;
      out.x += a == 0;
      out.y += b == 0;
      out.both += a == 0 && b == 0;
    }
  return out;
}

inline std::vector<long double> ranks(const Column& x) {
  std::vector<long double> out;
  for (const double value : x) {
    long double rank = 0.5L;
    for (const double other : x) rank += other < value ? 1 : other == value ? 0.5L : 0;
    out.push_back(rank);
  }
  return out;
}

template <class T>
long double correlation(const std::vector<T>& x, const std::vector<T>& y) {
  const auto n = static_cast<long double>(x.size());
  long double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

/// n values: normal, and rounded to a multiple of `step` where that is positive.
inline Column column(std::size_t n, unsigned seed, double step = 0) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  Column out(n);
  for (double& value : out) {
    value = normal(engine);
    if (step > 0) value = std::round(value / step) * step;
  }
  return out;
}

/// slope·x + noise, rounded.
inline Column following(const Column& x, double slope, unsigned seed, double step = 0) {
  Column out = column(x.size(), seed);
  for (std::size_t i = 0; i < x.size(); ++i) {
    out[i] += slope * x[i];
    if (step > 0) out[i] = std::round(out[i] / step) * step;
  }
  return out;
}

}  // namespace sanov::naive
