#include "sanov/transport/cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sanov/base/error.h"

namespace sanov {
namespace {

TEST(Cost, IsFoundByItsName) {
  for (const char* name : {"sqeuclidean", "euclidean", "cityblock", "chebyshev", "power", "cosine"})
    EXPECT_EQ(to_text(find_cost(name, "f")), name);
  EXPECT_EQ(find_cost("chebyshev", "f"), Cost::chebyshev);
}

TEST(Cost, OfNoSuchNameSuggestsTheNearest) {
  EXPECT_THAT([] { find_cost("euclidian", "transport"); },
              testing::ThrowsMessage<InvalidArgument>(testing::HasSubstr("did you mean 'euclidean'?")));
  EXPECT_THAT([] { find_cost("xyz", "transport"); },
              testing::ThrowsMessage<InvalidArgument>(testing::HasSubstr("there are sqeuclidean, ")));
}

}  // namespace
}  // namespace sanov
