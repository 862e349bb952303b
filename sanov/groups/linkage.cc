#include "sanov/groups/linkage.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "sanov/base/error.h"

namespace sanov {
namespace {

/// Clusters in the making, each known by one of its things.
class Chain {
 public:
  Chain(std::span<const double> distances, std::size_t n) : n_(n), distance_(n * n), size_(n, 1), height_(n) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const double d = distances[i * n + j];
        if (!(d >= 0)) fail_value("average_linkage", "distances", i * n + j, d, "distances are not negative");
        distance_[i * n + j] = distance_[j * n + i] = d;
      }
  }

  /// The two clusters, by the things that they are known by. The second is no more.
  ClusterMerge next() {
    if (chain_.empty()) chain_.push_back(first_left());
    for (;;) {
      const std::size_t last = chain_.back(), before = chain_.size() > 1 ? chain_[chain_.size() - 2] : n_;
      const std::size_t near = nearest(last, before);
      if (near != before) {
        chain_.push_back(near);
        continue;
      }
      chain_.resize(chain_.size() - 2);
      return merge(std::min(last, near), std::max(last, near));
    }
  }

 private:
  std::size_t first_left() const {
    return static_cast<std::size_t>(std::find_if(size_.begin(), size_.end(), [](double s) { return s > 0; }) -
                                    size_.begin());
  }

  /// The one before it in the chain, where no other is nearer: else a chain of equal distances would never end.
  std::size_t nearest(std::size_t from, std::size_t before) const {
    std::size_t near = before;
    for (std::size_t i = 0; i < n_; ++i) {
      if (i == from || size_[i] == 0) continue;
      if (near == n_ || distance_[from * n_ + i] < distance_[from * n_ + near]) near = i;
    }
    return near;
  }

  ClusterMerge merge(std::size_t a, std::size_t b) {
    // No cluster is nearer than those within it, but by rounding.
    const double height = std::max({distance_[a * n_ + b], height_[a], height_[b]});
    height_[a] = height;
    const ClusterMerge found{a, b, height, static_cast<std::size_t>(size_[a] + size_[b])};
    for (std::size_t i = 0; i < n_; ++i) {
      if (i == a || i == b || size_[i] == 0) continue;
      const double d = (size_[a] * distance_[a * n_ + i] + size_[b] * distance_[b * n_ + i]) / (size_[a] + size_[b]);
      distance_[a * n_ + i] = distance_[i * n_ + a] = d;
    }
    size_[a] += size_[b];
    size_[b] = 0;
    return found;
  }

  std::size_t n_;
  std::vector<double> distance_, size_, height_;
  std::vector<std::size_t> chain_;
};

}  // namespace

Dendrogram average_linkage(std::span<const double> distances, std::size_t n) {
  if (distances.size() != n * n) fail_argument("average_linkage", "distances", "are not n times n");
  Dendrogram tree;
  if (n == 0) return tree;
  Chain chain(distances, n);
  for (std::size_t k = 0; k + 1 < n; ++k) tree.merges.push_back(chain.next());
  std::stable_sort(tree.merges.begin(), tree.merges.end(),
                   [](const ClusterMerge& a, const ClusterMerge& b) { return a.height < b.height; });
  // Each cluster is known by its first thing, which says what it is called by now.
  std::vector<std::size_t> called(n);
  std::iota(called.begin(), called.end(), std::size_t{0});
  std::vector<std::vector<std::size_t>> things(2 * n - 1);
  for (std::size_t i = 0; i < n; ++i) things[i] = {i};
  for (std::size_t k = 0; k < tree.merges.size(); ++k) {
    ClusterMerge& merge = tree.merges[k];
    const std::size_t first = merge.left;
    merge.left = called[merge.left];
    merge.right = called[merge.right];
    called[first] = n + k;
    std::vector<std::size_t>& all = things[n + k];
    all = std::move(things[merge.left]);
    all.insert(all.end(), things[merge.right].begin(), things[merge.right].end());
    things[merge.right] = {};
  }
  tree.order = std::move(things.back());
  return tree;
}

}  // namespace sanov
