#pragma once

#include <vector>

#include "sanov/numerics/roots.h"

/// Sums over very many whole numbers.
namespace sanov {

/// A number and an estimate of how far off it is.
struct Estimate {
  double value = 0, error = 0;
};

/// Σ f(k) over whole k from first to last, which may be infinite; then it ends where terms no longer count. One by one at
/// both ends, and inside as long as f changes fast; where it changes slowly, from a few values by rules of five and nine
/// points, as far apart as the two agree. So f is to be smooth inside but for what sets in at an end: cut at breaks.
/// `size`: what terms count beside, where that is more than this sum. `noise`: the relative rounding of f, where it is more
/// than a few ulps.
/// O(log(last − first)) calls of f where it is smooth, never more than 10⁵ or so: then the error says what that left.
Estimate sum_of_whole(FunctionRef f, double first, double last, double size = 0, double noise = 0);

/// ln Σ e^(log_term(k)) over whole k from first to last, either of which may be infinite, for terms that rise to one of the
/// `peaks`, and fall beyond them.
double log_sum_of_whole(FunctionRef log_term, double first, double last, std::vector<double> peaks);

}  // namespace sanov
