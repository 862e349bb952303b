#include "sanov/base/error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <limits>

namespace sanov {
namespace {

TEST(Complaint, SaysWhatWhereAndWhichRule) {
  EXPECT_EQ((Complaint{"kl", "p", 3, "is -0.1; it must be finite and not negative"}).sentence(),
            "kl: p[3] is -0.1; it must be finite and not negative");
  EXPECT_EQ((Complaint{"", "measure", {}, "'kll' is unknown"}).sentence(), "measure 'kll' is unknown");
  EXPECT_EQ((Complaint{"compare", "", {}, "no column in common"}).sentence(), "compare: no column in common");
}

TEST(Errors, AreOfTheStandardsKindAndKeepTheComplaint) {
  try {
    fail_value("kl", "q", 2, std::numeric_limits<double>::quiet_NaN(), "it must be finite");
    FAIL();
  } catch (const std::domain_error& error) {
    EXPECT_STREQ(error.what(), "kl: q[2] is NaN; it must be finite");
    const auto& complaint = dynamic_cast<const DomainError&>(error).complaint();
    EXPECT_EQ(complaint.argument, "q");
    EXPECT_EQ(complaint.index, 2u);
  }
  EXPECT_THROW(fail_argument("kl", "q", "is short"), std::invalid_argument);
  EXPECT_THROW(fail_domain("kl", "q", "sums to 2"), std::domain_error);
  try {
    fail_file("no.csv", ENOENT, "cannot be opened");
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOENT);
    EXPECT_NE(std::string(error.what()).find("no.csv"), std::string::npos);
  }
}

TEST(ToText, ReadsBackAsTheSameDouble) {
  EXPECT_EQ(to_text(0.1), "0.1");
  EXPECT_EQ(std::stod(to_text(1.0 / 3)), 1.0 / 3);
  EXPECT_EQ(to_text(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(to_text(-std::numeric_limits<double>::infinity()), "-Infinity");
}

TEST(Nearest, FindsTheMisspelt) {
  const std::string_view names[] = {"kl", "js", "hellinger", "total_variation"};
  EXPECT_EQ(nearest("helinger", names, 4), "hellinger");
  EXPECT_EQ(nearest("lk", names, 4), "kl");  // a swap is one edit
  EXPECT_EQ(nearest("totl_varation", names, 4), "total_variation");
  EXPECT_EQ(nearest("wasserstein", names, 4), "");
}

}  // namespace
}  // namespace sanov
