#pragma once

#include <cstdint>

/// Evidence that grows test by test and may be looked at after each of them.
namespace sanov {

/// ln e of a p-value: evidence that is at most 1 on average where nothing changed, and large where p is small.
///   e = ∫₀¹ κ p^(κ−1) dκ = (1 − p + p ln p) / (p ln² p)
/// At p = 1 it is ½. Takes and gives logarithms, so that p may be as small as it likes; good to 1e-12.
/// Throws DomainError for NaN or a logarithm above 0.
/// Vovk and Wang, E-values: calibration, combination and applications, Annals of Statistics 49, 2021.
double log_evidence(double log_p);

/// An e-process from one p after another, each of "as all before", that bets on a change which may begin with any of them:
///   M_k = Σ_{j ≤ k} w_j e_j e_{j+1} … e_k + Σ_{j > k} w_j,   w_j = 1/j(j + 1)
/// Where nothing changes M is 1 on average, and 1/α or more with probability at most α, ever, whenever one looks (Ville). A
/// change at test k costs the factor w_k, not all that the tests before it lost. O(1) a test.
class RunningEvidence {
 public:
  struct State {
    std::uint64_t tests = 0;
    double log_active = 0;  ///< ln of the first sum; nothing without tests
    double log_most = 0;    ///< ln of the largest M so far, at least 0
  };

  RunningEvidence() = default;
  /// Goes on from there. Throws DomainError for NaN or a log_most below 0.
  explicit RunningEvidence(const State& state);

  /// Adds the evidence of one more test.
  void add(double log_p);

  std::uint64_t tests() const noexcept { return state_.tests; }
  /// ln of the always-valid p: −ln of the largest M so far. It never rises.
  double log_p() const noexcept { return 0. - state_.log_most; }
  /// ln M.
  double log_evidence_now() const;
  const State& state() const noexcept { return state_; }

 private:
  State state_;
};

}  // namespace sanov
