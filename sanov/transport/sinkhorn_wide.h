#pragma once

#include "sanov/transport/sinkhorn_solver.h"

namespace sanov {

/// Whether ε is so far above the range of the costs, eight times, that P is all but a⊗b; forbidden pairs aside, which keep
/// it from being that however large ε is.
bool is_wide(const EntropicProblem& problem);

/// solve_entropic() for a wide ε, whose size costs no digits: softmins are taken as what they differ from a mean by,
///   −ε log Σⱼ bⱼ exp((gⱼ − cᵢⱼ)/ε) = −ε log Σ b − ε log(1 + Σⱼ bⱼ/Σb · (exp((gⱼ − cᵢⱼ)/ε) − 1))
/// Sinkhorn's iteration brings the potentials nearer at least 250-fold each time. Where marginals are free it is not good
/// at finding what the two sides' potentials differ by, for which there is a formula.
/// Potentials are right to tolerance·range of the costs.
EntropicSolution solve_wide(const EntropicProblem& problem);

}  // namespace sanov
