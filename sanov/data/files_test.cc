#include "sanov/data/files.h"

#include <gtest/gtest.h>

namespace sanov {
TEST(Files, Opens) { EXPECT_THROW(open_table("/nowhere.csv"), std::system_error); }
}  // namespace sanov
