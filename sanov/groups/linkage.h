#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sanov {

/// Two clusters become one. Clusters 0, …, n − 1 are the things themselves; the k-th merge makes cluster n + k.
struct ClusterMerge {
  std::size_t left = 0, right = 0;
  double height = 0;     ///< the distance between the two
  std::size_t size = 0;  ///< things in the new one
};

/// A tree of clusters, and the things in the order in which it is drawn without crossings.
struct Dendrogram {
  std::vector<ClusterMerge> merges;  ///< n − 1, by height
  std::vector<std::size_t> order;
};

/// Average linkage (UPGMA): the two clusters nearest to each other are merged again and again, the distance between two
/// being the mean over all pairs with one thing of each. `distances` is the whole matrix, n × n and symmetric, of which
/// what is below the diagonal is read. The left of two clusters is the one with the earlier thing in it. O(n²) time and memory, by
/// chains of nearest neighbours, which find the same tree.
/// Throws InvalidArgument unless distances are n², DomainError for NaN or a negative one.
/// Sokal and Michener, A statistical method for evaluating systematic relationships, 1958; Murtagh, A survey of recent
/// advances in hierarchical clustering algorithms, Comput. J. 26, 1983.
Dendrogram average_linkage(std::span<const double> distances, std::size_t n);

}  // namespace sanov
