#include "sanov/data/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <system_error>

#include "sanov/base/error.h"

namespace sanov {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A file of version 1 with this header and these bytes of data.
std::string file(std::string header, std::string_view data) {
  header += '\n';
  return std::string("\x93NUMPY\x01", 7) + '\0' + static_cast<char>(header.size()) + '\0' + header + std::string(data);
}

NpyArray parse(const std::string& bytes) { return parse_npy(std::as_bytes(std::span(bytes)), "a.npy"); }

std::string complaint_about(const std::string& bytes) {
  try {
    parse(bytes);
  } catch (const DomainError& error) {
    return error.what();
  }
  return "";
}

constexpr const char* kTwoBytes = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";

TEST(Npy, ReadsBackWhatItWrites) {
  const double values[] = {0.1, -0.0, 1e308, INFINITY, 5e-324, 2};
  const std::string bytes = npy_bytes(values, 2, 3);
  EXPECT_EQ((bytes.size() - sizeof values) % 64, 0u);  // numpy aligns the data so
  const NpyArray array = parse(bytes);
  EXPECT_THAT(array.shape, ElementsAre(2, 3));
  EXPECT_THAT(array.values, ::testing::ElementsAreArray(values));
  EXPECT_TRUE(std::signbit(array.values[1]));
}

TEST(Npy, ReadsEveryType) {
  const auto one = [](const char* descr, std::string_view data) {
    return parse(file(std::string("{'descr': '") + descr + "', 'fortran_order': False, 'shape': (1,)}", data))
        .values[0];
  };
  using namespace std::string_view_literals;
  EXPECT_EQ(one("|b1", "\x01"sv), 1);
  EXPECT_EQ(one("|i1", "\xff"sv), -1);
  EXPECT_EQ(one("|u1", "\xff"sv), 255);
  EXPECT_EQ(one("<i2", "\x00\x80"sv), -32768);
  EXPECT_EQ(one(">i2", "\x80\x00"sv), -32768);
  EXPECT_EQ(one("<u2", "\xff\xff"sv), 65535);
  EXPECT_EQ(one(">u4", "\x00\x00\x01\x00"sv), 256);
  EXPECT_EQ(one("<i8", "\xff\xff\xff\xff\xff\xff\xff\xff"sv), -1);
  EXPECT_EQ(one("<f4", "\x00\x00\xc0\x3f"sv), 1.5);
  EXPECT_EQ(one(">f8", "\x3f\xf8\x00\x00\x00\x00\x00\x00"sv), 1.5);
  // binary16: 1.5, the smallest subnormal 2^-24, -infinity.
  EXPECT_EQ(one("<f2", "\x00\x3e"sv), 1.5);
  EXPECT_EQ(one("<f2", "\x01\x00"sv), std::ldexp(1.0, -24));
  EXPECT_EQ(one("<f2", "\x00\xfc"sv), -INFINITY);
}

TEST(Npy, TurnsFortranOrderIntoRows) {
  // numpy: asfortranarray([[1, 2, 3], [4, 5, 6]]) lies as 1 4 2 5 3 6.
  const NpyArray array =
      parse(file("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", "\x01\x04\x02\x05\x03\x06"));
  EXPECT_THAT(array.values, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Npy, ReadsScalarsAndEmptyArrays) {
  EXPECT_THAT(parse(file("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", "\x07")).values, ElementsAre(7));
  EXPECT_TRUE(parse(file("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 3)}", "")).values.empty());
}

TEST(Npy, NamesWhatIsWrong) {
  EXPECT_THAT(complaint_about("PK\x03\x04"), HasSubstr("is no .npy file"));
  EXPECT_THAT(complaint_about(file(kTwoBytes, "\x01")), HasSubstr("damaged"));
  EXPECT_THAT(complaint_about(file(kTwoBytes, "\x01\x02\x03")), HasSubstr("3 bytes of numbers where its shape says 2"));
  EXPECT_THAT(complaint_about(file("{'descr': '|O1', 'fortran_order': False, 'shape': (1,)}", "a")),
              HasSubstr("'|O1'"));
  EXPECT_THAT(complaint_about(file("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", "")),
              HasSubstr("records"));
  EXPECT_THAT(complaint_about(file("{'descr': '|u1', 'shape': (1,)}", "a")), HasSubstr("lacks"));
  EXPECT_THAT(complaint_about(file("{'descr': '|u1', 'descr': '|u1'}", "a")), HasSubstr("key 'descr'"));
  EXPECT_THAT(complaint_about(file("{'descr': '|u1', 'fortran_order': 1, 'shape': (1,)}", "a")), HasSubstr("neither"));
  EXPECT_THAT(complaint_about(file("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}", "a")),
              HasSubstr("shape"));
  EXPECT_THAT(complaint_about(file("__import__('os')", "a")), HasSubstr("damaged"));
}

TEST(Npy, IsNotFooledByShapesThatOverflow) {
  EXPECT_THAT(
      complaint_about(file("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296, 8)}", "")),
      HasSubstr("fewer"));
  EXPECT_THAT(complaint_about(file("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", "")),
              HasSubstr("too large"));
}

TEST(Npy, RejectsEveryTruncation) {
  const double values[] = {1, 2};
  const std::string whole = npy_bytes(values, 1, 2);
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_NE(complaint_about(whole.substr(0, n)), "") << n;
}

TEST(Npy, NamesAFileThatIsNotThere) { EXPECT_THROW(read_npy("no-such-file.npy"), std::system_error); }

}  // namespace
}  // namespace sanov
