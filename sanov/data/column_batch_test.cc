#include "sanov/data/column_batch.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "sanov/base/error.h"
#include "sanov/data/hashing.h"

namespace sanov {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// An Arrow array built by hand over buffers that the test owns.
struct Hand {
  ArrowArray array{};
  std::vector<const void*> buffers;

  Hand(std::int64_t length, std::vector<const void*> of, std::int64_t offset = 0, std::int64_t nulls = 0)
      : buffers(std::move(of)) {
    array.length = length;
    array.offset = offset;
    array.null_count = nulls;
    array.n_buffers = static_cast<std::int64_t>(buffers.size());
    array.buffers = buffers.data();
  }
};

ColumnType type_of_format(const char* format, const char* dictionary = nullptr) {
  ArrowSchema values{}, field{}, table{};
  values.format = dictionary;
  field.format = format;
  field.name = "x";
  field.dictionary = dictionary != nullptr ? &values : nullptr;
  ArrowSchema* children[] = {&field};
  table.format = "+s";
  table.n_children = 1;
  table.children = children;
  const TableSchema schema = read_schema(table, "hand.arrow");
  if (schema.columns.empty()) throw std::runtime_error(schema.left_out.at(0).reason);
  return schema.columns[0];
}

std::vector<double> numbers_of(const ColumnType& type, const ArrowArray& array, std::int64_t first, std::int64_t rows) {
  const ColumnBatch batch(type, array, first, rows);
  std::vector<double> out(static_cast<std::size_t>(rows));
  batch.numbers(0, out.size(), out.data());
  return out;
}

void expect_numbers(const std::vector<double>& got, const std::vector<double>& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(expected[i]))
      EXPECT_TRUE(std::isnan(got[i])) << i;
    else
      EXPECT_EQ(got[i], expected[i]) << i;
  }
}

template <class Raw>
void expect_widened(const char* format) {
  const Raw values[] = {std::numeric_limits<Raw>::lowest(), 0, 1, 77, std::numeric_limits<Raw>::max()};
  const Hand hand(5, {nullptr, values});
  std::vector<double> expected;
  for (Raw value : values) expected.push_back(static_cast<double>(value));
  expect_numbers(numbers_of(type_of_format(format), hand.array, 0, 5), expected);
}

TEST(ColumnBatch, WidensEveryNumber) {
  expect_widened<std::int8_t>("c");
  expect_widened<std::uint8_t>("C");
  expect_widened<std::int16_t>("s");
  expect_widened<std::uint16_t>("S");
  expect_widened<std::int32_t>("i");
  expect_widened<std::uint32_t>("I");
  expect_widened<std::int64_t>("l");
  expect_widened<std::uint64_t>("L");
  expect_widened<float>("f");
  expect_widened<double>("g");
}

TEST(ColumnBatch, ReadsOffsetsAndValidity) {
  const double values[] = {9, 9, 9, 1, 2, kNaN, 4, -0.0, 6, 9};
  const unsigned char valid[] = {0b11101111, 0b00000011};  // entry 4 is null
  const Hand hand(7, {valid, values}, 2, -1);
  const std::vector<double> got = numbers_of(type_of_format("g"), hand.array, 1, 6);
  expect_numbers(got, {1, kNaN, kNaN, 4, 0, 6});
  EXPECT_FALSE(std::signbit(got[4]));
}

TEST(ColumnBatch, ReadsHalves) {
  // 1, −2, smallest subnormal, largest, ∞, NaN (IEEE 754 binary16, by hand)
  const std::uint16_t values[] = {0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x7e00};
  const Hand hand(6, {nullptr, values});
  expect_numbers(numbers_of(type_of_format("e"), hand.array, 0, 6),
                 {1, -2, 0x1p-24, 65504, std::numeric_limits<double>::infinity(), kNaN});
}

TEST(ColumnBatch, ReadsBooleansAndNull) {
  const unsigned char bits[] = {0b01101000, 0b1};
  const Hand hand(4, {nullptr, bits}, 5);
  expect_numbers(numbers_of(type_of_format("b"), hand.array, 0, 4), {1, 1, 0, 1});
  const Hand none(3, {}, 0, 3);
  expect_numbers(numbers_of(type_of_format("n"), none.array, 0, 3), {kNaN, kNaN, kNaN});
}

TEST(ColumnBatch, ReadsDecimals) {
  const std::int64_t values[] = {12345, 0, -1, -1, 0, 1};  // 123.45; −0.01; 2^64/100
  const Hand hand(3, {nullptr, values});
  expect_numbers(numbers_of(type_of_format("d:20,2"), hand.array, 0, 3), {123.45, -0.01, 0x1p64 / 100});
  const std::int64_t wide[] = {5, 0, 0, 0, -5, -1, -1, -1};
  const Hand hand256(2, {nullptr, wide});
  expect_numbers(numbers_of(type_of_format("d:60,-1,256"), hand256.array, 0, 2), {50, -50});
  const std::int32_t narrow[] = {250, -3};
  const Hand hand32(2, {nullptr, narrow});
  expect_numbers(numbers_of(type_of_format("d:5,1,32"), hand32.array, 0, 2), {25, -0.3});
}

TEST(ColumnBatch, ReadsDatesAndTimesInSeconds) {
  const std::int32_t days[] = {0, -1, 15340};
  EXPECT_EQ(type_of_format("tdD").kind, ColumnKind::date_time);
  expect_numbers(numbers_of(type_of_format("tdD"), Hand(3, {nullptr, days}).array, 0, 3), {0, -86400, 1325376000});
  const std::int64_t ticks[] = {1500, -2000000};
  expect_numbers(numbers_of(type_of_format("tdm"), Hand(2, {nullptr, ticks}).array, 0, 2), {1.5, -2000});
  expect_numbers(numbers_of(type_of_format("tsu:UTC"), Hand(2, {nullptr, ticks}).array, 0, 2), {0.0015, -2});
  EXPECT_EQ(type_of_format("tsu:Europe/Paris").declared, "timestamp[us, Europe/Paris]");
  const std::int32_t millis[] = {43200000};
  EXPECT_EQ(type_of_format("ttm").kind, ColumnKind::time_of_day);
  expect_numbers(numbers_of(type_of_format("ttm"), Hand(1, {nullptr, millis}).array, 0, 1), {43200});
  EXPECT_EQ(type_of_format("tDn").kind, ColumnKind::numeric);
}

std::vector<std::string> texts_of(const ColumnType& type, const ArrowArray& array, std::int64_t first,
                                  std::int64_t rows) {
  const ColumnBatch batch(type, array, first, rows);
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(rows));
  batch.hashes(0, hashes.size(), hashes.data());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    out.emplace_back(batch.text(i));
    EXPECT_EQ(hashes[i], out[i].empty() ? kMissingHash : hash_text(out[i]));
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST(ColumnBatch, ReadsTextOfThreeLayouts) {
  const char* bytes = "sunrainfog";
  const unsigned char valid[] = {0b11011};
  const std::int32_t offsets[] = {0, 3, 7, 8, 8, 10};
  EXPECT_EQ(texts_of(type_of_format("u"), Hand(5, {valid, offsets, bytes}, 0, 1).array, 0, 5),
            (Texts{"sun", "rain", "", "", "og"}));
  EXPECT_EQ(texts_of(type_of_format("u"), Hand(4, {valid, offsets, bytes}, 1, -1).array, 1, 2), (Texts{"", ""}));
  const std::int64_t large[] = {0, 3, 7, 10};
  EXPECT_EQ(texts_of(type_of_format("U"), Hand(3, {nullptr, large, bytes}).array, 0, 3), (Texts{"sun", "rain", "fog"}));

  const char* heap = "....a text of more than twelve bytes";
  std::array<char, 32> views{};
  const std::int32_t three = 3, length = 32, zero = 0, four = 4;
  std::memcpy(views.data(), &three, 4);
  std::memcpy(views.data() + 4, "fog", 3);
  std::memcpy(views.data() + 16, &length, 4);
  std::memcpy(views.data() + 20, "a te", 4);
  std::memcpy(views.data() + 24, &zero, 4);
  std::memcpy(views.data() + 28, &four, 4);
  const std::int64_t sizes[] = {36};
  EXPECT_EQ(texts_of(type_of_format("vu"), Hand(2, {nullptr, views.data(), heap, sizes}).array, 0, 2),
            (Texts{"fog", "a text of more than twelve bytes"}));
}

TEST(ColumnBatch, ReadsDictionariesByValue) {
  const char* bytes = "sunrain";
  const std::int32_t offsets[] = {0, 3, 7, 7};
  const std::int8_t indices[] = {1, 0, 2, 1, 0};
  const unsigned char valid[] = {0b10111};
  Hand values(3, {nullptr, offsets, bytes});
  Hand hand(5, {valid, indices}, 0, 1);
  hand.array.dictionary = &values.array;
  EXPECT_EQ(texts_of(type_of_format("c", "u"), hand.array, 0, 5), (Texts{"rain", "sun", "", "", "sun"}));
  EXPECT_EQ(texts_of(type_of_format("c", "u"), hand.array, 3, 2), (Texts{"", "sun"}));  // dictionary longer than rows

  const double numbers[] = {0.5, 1.5, kNaN};
  Hand number_values(3, {nullptr, numbers});
  hand.array.dictionary = &number_values.array;
  expect_numbers(numbers_of(type_of_format("c", "g"), hand.array, 0, 5), {1.5, 0.5, kNaN, kNaN, 0.5});
}

TEST(ColumnBatch, RefusesBrokenArrays) {
  const double values[] = {1, 2, 3};
  const ColumnType number = type_of_format("g"), text = type_of_format("u"), view = type_of_format("vu"),
                   dictionary = type_of_format("c", "u");
  const auto refused = [](const ColumnType& type, const ArrowArray& array, std::int64_t first, std::int64_t rows) {
    EXPECT_THROW(
        {
          const ColumnBatch batch(type, array, first, rows);
          std::vector<std::uint64_t> hashes(16);
          std::vector<double> numbers(16);
          if (batch.is_text())
            batch.hashes(0, batch.size(), hashes.data());
          else
            batch.numbers(0, batch.size(), numbers.data());
        },
        DomainError);
  };
  refused(number, Hand(-1, {nullptr, values}).array, 0, 0);
  refused(number, Hand(3, {nullptr, values}, -1).array, 0, 3);
  refused(number, Hand(3, {nullptr, values}, std::numeric_limits<std::int64_t>::max()).array, 0, 3);
  refused(number, Hand(3, {nullptr, values}).array, 1, 3);
  refused(number, Hand(3, {nullptr, values}).array, std::numeric_limits<std::int64_t>::max(), 3);
  refused(number, Hand(3, {nullptr, nullptr}).array, 0, 3);
  refused(number, Hand(3, {nullptr}).array, 0, 3);
  refused(number, Hand(3, {nullptr, values}, 0, 1).array, 0, 3);
  Hand no_buffers(3, {nullptr, values});
  no_buffers.array.buffers = nullptr;
  refused(number, no_buffers.array, 0, 3);

  const std::int32_t backwards[] = {0, 3, 1, 4}, negative[] = {-5, 1, 2, 3}, good[] = {0, 1, 2, 3};
  refused(text, Hand(3, {nullptr, backwards, "abcd"}).array, 0, 3);
  refused(text, Hand(3, {nullptr, negative, "abcd"}).array, 0, 3);
  refused(text, Hand(3, {nullptr, good, nullptr}).array, 0, 3);

  std::array<std::int32_t, 4> outside{40, 0, 0, 0}, elsewhere{13, 0, 7, 0}, minus{-1, 0, 0, 0};
  const std::int64_t sizes[] = {36};
  refused(view, Hand(1, {nullptr, outside.data(), "", sizes}).array, 0, 1);
  refused(view, Hand(1, {nullptr, elsewhere.data(), "", sizes}).array, 0, 1);
  refused(view, Hand(1, {nullptr, minus.data(), "", sizes}).array, 0, 1);

  Hand entries(3, {nullptr, good, "abc"});
  const std::int8_t beyond[] = {0, 3, 1}, below[] = {0, -1, 1};
  Hand bad_index(3, {nullptr, beyond}), negative_index(3, {nullptr, below}), none(3, {nullptr, below});
  bad_index.array.dictionary = negative_index.array.dictionary = &entries.array;
  refused(dictionary, bad_index.array, 0, 3);
  refused(dictionary, negative_index.array, 0, 3);
  refused(dictionary, none.array, 0, 3);
}

TEST(Schema, LeavesOutWhatItCannotRead) {
  const char* formats[] = {"g", "+l", "z", "tiM", "d:x", "??", "+s", "g"};
  const char* names[] = {"a", "b", "c", "d", "e", "f", "g", "a"};
  std::array<ArrowSchema, 8> fields{};
  std::array<ArrowSchema*, 8> children{};
  for (std::size_t i = 0; i < 8; ++i) {
    fields[i].format = formats[i];
    fields[i].name = names[i];
    children[i] = &fields[i];
  }
  ArrowSchema table{};
  table.format = "+s";
  table.n_children = 8;
  table.children = children.data();
  const TableSchema schema = read_schema(table, "t");
  ASSERT_EQ(schema.columns.size(), 1u);
  std::vector<std::string> reasons;
  for (const LeftOut& left_out : schema.left_out) reasons.push_back(left_out.reason);
  EXPECT_EQ(reasons,
            (Texts{"nested type", "binary type", "calendar intervals have no fixed length", "unknown Arrow type d:x",
                   "unknown Arrow type ??", "nested type", "a second column of this name"}));
  table.format = "g";
  EXPECT_THROW(read_schema(table, "t"), DomainError);
  table.format = nullptr;
  EXPECT_THROW(read_schema(table, "t"), DomainError);
}

}  // namespace
}  // namespace sanov
