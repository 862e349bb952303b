#include "sanov/series/running_evidence.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"

namespace sanov {
namespace {

double log_sum(double a, double b) {
  const double most = std::max(a, b);
  return most + std::log1p(std::exp(std::min(a, b) - most));
}

}  // namespace

double log_evidence(double log_p) {
  if (!(log_p <= 0)) fail_domain("log_evidence", "log_p", "is " + to_text(log_p) + "; logarithms of p are not above 0");
  const double l = -log_p;
  if (l > 0.5) return l + std::log1p(-std::exp(log_p) * (1 + l)) - 2 * std::log(l);
  // p e = ∫ κ exp(−κ l) dκ = Σ (−l)^j / (j! (j + 2)), where the closed form would subtract what is nearly equal.
  double sum = 0, term = 1;
  for (int j = 0; j < 16; ++j) {
    sum += term / (j + 2);
    term *= -l / (j + 1);
  }
  return l + std::log(sum);
}

RunningEvidence::RunningEvidence(const State& state) : state_(state) {
  if (std::isnan(state.log_active) || !(state.log_most >= 0))
    fail_domain("RunningEvidence", "state", "has numbers that no evidence has");
}

void RunningEvidence::add(double log_p) {
  const double log_e = log_evidence(log_p);
  const double k = static_cast<double>(++state_.tests);
  const double log_weight = -std::log(k) - std::log1p(k);
  state_.log_active = (state_.tests == 1 ? log_weight : log_sum(state_.log_active, log_weight)) + log_e;
  state_.log_most = std::max(state_.log_most, log_evidence_now());
}

double RunningEvidence::log_evidence_now() const {
  if (state_.tests == 0) return 0;
  return log_sum(state_.log_active, -std::log1p(static_cast<double>(state_.tests)));
}

}  // namespace sanov
