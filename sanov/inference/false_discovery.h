#pragma once

#include <span>
#include <vector>

/// Many tests at once.
namespace sanov {

/// ln of Benjamini and Hochberg's adjusted p of each test, from ln p: the smallest false discovery rate at which it is
/// among the discoveries. In logarithms, so that p below the smallest double keep their order.
///   adjusted p₍ᵢ₎ = min over j ≥ i of p₍ⱼ₎ N/j, at most 1
/// Discoveries are those with adjusted p at most the rate: where the tests are independent, or depend positively, at
/// most this share of them is false on average. O(N log N). Throws DomainError for NaN or a logarithm above 0.
/// Benjamini and Hochberg, Controlling the false discovery rate, JRSS B 57, 1995.
std::vector<double> false_discovery_adjusted(std::span<const double> log_p);

}  // namespace sanov
