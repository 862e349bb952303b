#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "sanov/numerics/random.h"
#include "sanov/transport/transport.h"

namespace sanov {

/// Points in rows, for tests.
struct Points {
  std::size_t n, d;
  std::vector<double> x;
  Rows rows() const { return {x.data(), n, d}; }
};

inline double naive_cost(const Points& x, std::size_t i, const Points& y, std::size_t j, Cost cost, double power = 2) {
  long double squares = 0, sum = 0, most = 0, dot = 0, xx = 0, yy = 0;
  for (std::size_t k = 0; k < x.d; ++k) {
    const long double p = x.x[i * x.d + k], q = y.x[j * y.d + k], d = std::fabs(p - q);
    squares += d * d;
    sum += d;
    most = std::max(most, d);
    dot += p * q;
    xx += p * p;
    yy += q * q;
  }
  switch (cost) {
    case Cost::squared_euclidean: return static_cast<double>(squares);
    case Cost::euclidean: return static_cast<double>(std::sqrt(squares));
    case Cost::cityblock: return static_cast<double>(sum);
    case Cost::chebyshev: return static_cast<double>(most);
    case Cost::power: return static_cast<double>(std::pow(squares, power / 2));
    case Cost::cosine: return static_cast<double>(1 - dot / std::sqrt(xx * yy));
  }
  return 0;
}

/// The cheapest of all n! assignments, each point of mass 1/n.
template <class C>
double cheapest_assignment(std::size_t n, const C& cost) {
  std::vector<std::size_t> to(n);
  std::iota(to.begin(), to.end(), std::size_t{0});
  double best = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += cost(i, to[i]);
    best = std::min(best, sum);
  } while (std::next_permutation(to.begin(), to.end()));
  return best / static_cast<double>(n);
}

}  // namespace sanov
