#include "sanov/inference/divergence_moments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr double kFewRows = 20;
constexpr double kNegligible = 1e-12;  // probability of counts that are left out

/// p ln(p/r) − p + r, which is never negative: summed over cells of whole distributions, Σ p ln(p/r).
double kl_term(double p, double r) { return p == 0 ? r : p * log1p_gap((r - p) / p); }

/// A cell's part in T.
double part(DivergenceKind kind, double p, double q) {
  if (kind == DivergenceKind::kl) return q > 0 ? kl_term(p, q) : p > 0 ? std::numeric_limits<double>::infinity() : 0;
  const double r = 0.5 * (p + q);
  return r > 0 ? 0.5 * (kl_term(p, r) + kl_term(q, r)) : 0;
}

struct Node {
  double count, weight;
};

/// Gauss and Hermite's points for a standard normal variable.
constexpr std::array<Node, 7> kNormal{{{-3.7504397177257425, 5.4826885597221835e-4},
                                       {-2.366759410734541, 0.030757123967586527},
                                       {-1.1544053947399682, 0.2401231786050127},
                                       {0, 0.45714285714285757},
                                       {1.1544053947399682, 0.2401231786050127},
                                       {2.366759410734541, 0.030757123967586527},
                                       {3.7504397177257425, 5.4826885597221835e-4}}};

/// Counts of a cell that expects so many, with their odds.
std::vector<Node> nodes_of(double expected) {
  std::vector<Node> nodes;
  if (expected == 0) return {{0, 1}};
  if (expected >= kFewRows) {
    for (const auto& [z, weight] : kNormal)
      nodes.push_back({expected + std::sqrt(expected) * z + (z * z - 1) / 6, weight});
    return nodes;
  }
  double weight = std::exp(-expected);
  for (int count = 0; count <= expected || weight > kNegligible; ++count) {
    nodes.push_back({static_cast<double>(count), weight});
    weight *= expected / (count + 1);
  }
  return nodes;
}

/// The slopes of a cell's part by its shares: what fixed sums of all cells allow to be taken off is their mean.
struct Slopes {
  double by_p = 0, by_q = 0;
};
Slopes slopes_at(DivergenceKind kind, double p, double q) {
  if (p == 0 || q == 0) return {};
  if (kind == DivergenceKind::kl) return {std::log(p / q), 1 - p / q};
  const double r = 0.5 * (p + q);
  return {0.5 * std::log(p / r), 0.5 * std::log(q / r)};
}

/// Of Poisson's counts each is free, of a table's all but one: what is left of a cell's second-order effects, those of p and q
/// weighed by their sizes.
double free_share(DivergenceKind kind, const CellShares& s, double p, double q) {
  const bool is_kl = kind == DivergenceKind::kl;
  const double of_p = is_kl ? 1 / s.m : q / ((p + q) * s.m), of_q = is_kl ? p / (q * s.n) : p / ((p + q) * s.n);
  return of_p + of_q > 0 ? 1 - (of_p * p + of_q * q) / (of_p + of_q) : 1;
}

}  // namespace

double plug_in_divergence(DivergenceKind kind, const CellShares& s) {
  double sum = 0;
  for (std::size_t i = 0; i < s.p.size(); ++i) sum += part(kind, s.p[i], s.q[i]);
  return sum;
}

DivergenceMoments divergence_moments(DivergenceKind kind, const CellShares& s) {
  Slopes mean;
  for (std::size_t i = 0; i < s.p.size(); ++i) {
    const Slopes slopes = slopes_at(kind, s.p[i], s.q[i]);
    mean.by_p += s.p[i] * slopes.by_p;
    mean.by_q += s.q[i] * slopes.by_q;
  }
  DivergenceMoments found;
  double variance = 0;
  for (std::size_t i = 0; i < s.p.size(); ++i) {
    const double p = s.p[i], q = s.q[i], here = part(kind, p, q);
    const std::vector<Node> current = nodes_of(s.m * p), reference = nodes_of(s.n * q);
    double total = 0, sum = 0, squares = 0, excess = 0;
    for (const Node& c : reference)
      for (const Node& d : current) {
        if (kind == DivergenceKind::kl && c.count == 0 && d.count > 0) continue;  // infinite
        const double weight = c.weight * d.weight, x = d.count / s.m, y = c.count / s.n;
        const double value = part(kind, x, y);
        const double centred = value - here - mean.by_p * (x - p) - mean.by_q * (y - q);
        total += weight;
        sum += weight * centred;
        squares += weight * centred * centred;
        excess += weight * (value - here);
      }
    const double free = free_share(kind, s, p, q);
    const Slopes slopes = slopes_at(kind, p, q);
    const double by_p = slopes.by_p - mean.by_p, by_q = slopes.by_q - mean.by_q;
    const double linear = p * by_p * by_p / s.m + q * by_q * by_q / s.n;
    const double all = squares / total - (sum / total) * (sum / total);
    found.divergence += here;
    found.bias += free * excess / total;
    variance += linear + free * (all - linear);
  }
  found.scale = variance / (2 * found.bias + 4 * found.divergence);
  return found;
}

}  // namespace sanov
