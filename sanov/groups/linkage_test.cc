#include "sanov/groups/linkage.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sanov/numerics/random.h"

namespace sanov {
namespace {

/// The mean over all pairs, of all pairs of clusters, again and again.
std::vector<double> naive_heights(const std::vector<double>& d, std::size_t n) {
  std::vector<std::vector<std::size_t>> clusters(n);
  for (std::size_t i = 0; i < n; ++i) clusters[i] = {i};
  std::vector<double> heights;
  while (clusters.size() > 1) {
    std::size_t a = 0, b = 0;
    double least = HUGE_VAL;
    for (std::size_t i = 0; i < clusters.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        double sum = 0;
        for (const std::size_t x : clusters[i])
          for (const std::size_t y : clusters[j]) sum += d[x * n + y];
        const double mean = sum / static_cast<double>(clusters[i].size() * clusters[j].size());
        if (mean < least) least = mean, a = j, b = i;
      }
    heights.push_back(least);
    clusters[a].insert(clusters[a].end(), clusters[b].begin(), clusters[b].end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(b));
  }
  return heights;
}

std::vector<double> random_distances(std::size_t n) {
  Random random(n);
  std::vector<double> d(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) d[i * n + j] = d[j * n + i] = random.uniform();
  return d;
}

TEST(AverageLinkage, MergesWhatIsNearestOnTheMean) {
  for (const std::size_t n : {2, 3, 5, 17, 40}) {
    const std::vector<double> d = random_distances(n), heights = naive_heights(d, n);
    const Dendrogram tree = average_linkage(d, n);
    ASSERT_EQ(tree.merges.size(), n - 1);
    std::vector<std::vector<std::size_t>> things(n);
    for (std::size_t i = 0; i < n; ++i) things[i] = {i};
    for (std::size_t k = 0; k < n - 1; ++k) {
      const ClusterMerge& merge = tree.merges[k];
      EXPECT_NEAR(merge.height, heights[k], 1e-12);
      ASSERT_LT(std::max(merge.left, merge.right), n + k);
      double sum = 0;
      for (const std::size_t x : things[merge.left])
        for (const std::size_t y : things[merge.right]) sum += d[x * n + y];
      EXPECT_NEAR(sum / static_cast<double>(things[merge.left].size() * things[merge.right].size()), merge.height,
                  1e-12);
      things.push_back(things[merge.left]);
      things.back().insert(things.back().end(), things[merge.right].begin(), things[merge.right].end());
      EXPECT_EQ(things.back().size(), merge.size);
    }
    EXPECT_EQ(tree.order, things.back());
  }
}

TEST(AverageLinkage, OfEqualDistancesEnds) {
  const Dendrogram tree = average_linkage(std::vector<double>(36, 1.), 6);
  ASSERT_EQ(tree.merges.size(), 5u);
  for (const ClusterMerge& merge : tree.merges) EXPECT_EQ(merge.height, 1);
  std::vector<std::size_t> order = tree.order;
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
}

TEST(AverageLinkage, OfOneOrNone) {
  EXPECT_TRUE(average_linkage({}, 0).order.empty());
  EXPECT_EQ(average_linkage(std::vector<double>{0.}, 1).order, std::vector<std::size_t>{0});
  EXPECT_THROW(average_linkage(std::vector<double>{0., 1.}, 2), std::invalid_argument);
  EXPECT_THROW(average_linkage(std::vector<double>{0, 0, -1, 0}, 2), std::domain_error);
}

}  // namespace
}  // namespace sanov
