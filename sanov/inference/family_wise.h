#pragma once

#include <span>
#include <vector>

/// Many tests at once, of which none should be wrong.
namespace sanov {

/// ln of Holm's adjusted p of each test, from ln p: the smallest chance of any false discovery at which it is among the
/// discoveries. In logarithms, so that p below the smallest double keep their order.
///   adjusted p₍ᵢ₎ = max over j ≤ i of p₍ⱼ₎ (N − j + 1), at most 1
/// Where those with adjusted p at most α are discoveries, the chance that any of them is false is at most α, however the
/// tests depend on each other. O(N log N). Throws DomainError for NaN or a logarithm above 0.
/// Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.
std::vector<double> family_wise_adjusted(std::span<const double> log_p);

}  // namespace sanov
