#include "sanov/data/files.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_dict.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/io/compressed.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <arrow/table.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>

#include <filesystem>
#include <fstream>

#include "sanov/base/error.h"
#include "sanov/data/profile.h"

namespace sanov {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A folder of its own for each test, removed after it.
class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("sanov-{}-{}", getpid(), info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static const ::testing::TestInfo* info() { return ::testing::UnitTest::GetInstance()->current_test_info(); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return path(name);
  }

  /// What reading all of a table complains of.
  static std::string complaint(const std::string& path) {
    try {
      const auto source = open_table(path);
      TableReader reader(*source);
      make_frame(reader);
      return "no complaint";
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  fs::path folder_;
};

std::shared_ptr<arrow::Table> small_table() {
  arrow::DoubleBuilder numbers;
  arrow::StringBuilder texts;
  for (int i = 0; i < 3000; ++i) {
    EXPECT_TRUE((i % 10 == 9 ? numbers.AppendNull() : numbers.Append(i % 7)).ok());
    EXPECT_TRUE(texts.Append(i % 3 == 0 ? "sun" : "rain").ok());
  }
  return arrow::Table::Make(arrow::schema({arrow::field("x", arrow::float64()), arrow::field("w", arrow::utf8())}),
                            {numbers.Finish().ValueOrDie(), texts.Finish().ValueOrDie()});
}

std::string small_csv() {
  std::string text = "x,w\n";
  for (int i = 0; i < 3000; ++i)
    text += fmt::format("{},{}\n", i % 10 == 9 ? "" : fmt::format("{}.0", i % 7), i % 3 == 0 ? "sun" : "rain");
  return text;
}

void write_parquet(const std::string& path, std::int64_t group_rows = 500) {
  const auto out = arrow::io::FileOutputStream::Open(path).ValueOrDie();
  ASSERT_TRUE(parquet::arrow::WriteTable(*small_table(), arrow::default_memory_pool(), out, group_rows).ok());
  ASSERT_TRUE(out->Close().ok());
}

void write_ipc(const std::string& path) {
  const auto out = arrow::io::FileOutputStream::Open(path).ValueOrDie();
  const auto writer = arrow::ipc::MakeFileWriter(out, small_table()->schema()).ValueOrDie();
  ASSERT_TRUE(writer->WriteTable(*small_table(), 700).ok());
  ASSERT_TRUE(writer->Close().ok());
  ASSERT_TRUE(out->Close().ok());
}

void write_gzip(const std::string& path, const std::string& text) {
  const auto codec = arrow::util::Codec::Create(arrow::Compression::GZIP).ValueOrDie();
  const auto file = arrow::io::FileOutputStream::Open(path).ValueOrDie();
  const auto out = arrow::io::CompressedOutputStream::Make(codec.get(), file).ValueOrDie();
  ASSERT_TRUE(out->Write(text).ok());
  ASSERT_TRUE(out->Close().ok());
}

/// The counts of small_table: 2,700 numbers 0…6 and 300 missing; 1,000 sun, 2,000 rain.
void expect_small_table(const std::string& path) {
  const auto source = open_table(path);
  TableReader reader(*source);
  const auto frame = make_frame(reader, {.bins = 20});
  const Profile profile = count_rows(reader, frame);
  EXPECT_EQ(profile.rows, 3000u) << path;
  ASSERT_EQ(profile.columns.size(), 2u) << path;
  std::vector<std::uint64_t> expected(8);
  for (int i = 0; i < 3000; ++i) ++expected[i % 10 == 9 ? 7 : static_cast<std::size_t>(i % 7)];
  EXPECT_EQ(profile.columns[0].cells, expected) << path;
  EXPECT_EQ(frame->columns[1].categories[0].name, "rain") << path;
  EXPECT_EQ(profile.columns[1].cells, (std::vector<std::uint64_t>{2000, 1000, 0, 0})) << path;
}

TEST_F(Files, ReadsEveryFormatAlike) {
  expect_small_table(write("t.csv", small_csv()));
  write_gzip(path("t.csv.gz"), small_csv());
  expect_small_table(path("t.csv.gz"));
  std::string tabs = small_csv();
  std::replace(tabs.begin(), tabs.end(), ',', '\t');
  expect_small_table(write("t.tsv", tabs));
  write_parquet(path("t.parquet"));
  expect_small_table(path("t.parquet"));
  write_ipc(path("t.arrow"));
  expect_small_table(path("t.arrow"));
  write_ipc(path("t.feather"));
  expect_small_table(path("t.feather"));
}

TEST_F(Files, TextsOfFewWordsAreReadAsDictionariesAndRemainTexts) {
  arrow::StringBuilder texts;
  arrow::StringDictionary32Builder dictionaries;
  for (int i = 0; i < 3000; ++i) {
    const char* word = i % 3 == 0 ? "sun" : "rain";
    ASSERT_TRUE(texts.Append(word).ok() && dictionaries.Append(word).ok());
  }
  const auto words = texts.Finish().ValueOrDie();
  std::shared_ptr<arrow::Array> encoded;
  ASSERT_TRUE(dictionaries.Finish(&encoded).ok());
  const auto both = arrow::Table::Make(
      arrow::schema({arrow::field("w", words->type()), arrow::field("d", encoded->type())}), {words, encoded});
  const auto stored = parquet::ArrowWriterProperties::Builder().store_schema()->build();
  const auto out = arrow::io::FileOutputStream::Open(path("t.parquet")).ValueOrDie();
  ASSERT_TRUE(parquet::arrow::WriteTable(*both, arrow::default_memory_pool(), out, 1000,
                                         parquet::default_writer_properties(), stored)
                  .ok());
  ASSERT_TRUE(out->Close().ok());
  const auto source = open_table(path("t.parquet"));
  const TableSchema schema = TableReader(*source).schema();
  ASSERT_EQ(schema.columns.size(), 2u);
  EXPECT_TRUE(schema.columns[0].has_dictionary());
  EXPECT_EQ(schema.columns[0].declared, "text");
  EXPECT_EQ(schema.columns[1].declared, "dictionary of text");
  TableReader reader(*source);
  const auto frame = make_frame(reader);
  const Profile profile = count_rows(reader, frame);
  for (const ColumnCounts& column : profile.columns)
    EXPECT_EQ(column.cells, (std::vector<std::uint64_t>{2000, 1000, 0, 0}));
}

TEST_F(Files, ReadsAFolderAsOneTable) {
  const std::string csv = small_csv();
  const std::string header = csv.substr(0, 4);
  const std::size_t half = csv.find('\n', csv.size() / 2) + 1;
  write("parts/a.csv", csv.substr(0, half));
  write("parts/b.csv", header + csv.substr(half));
  write("parts/_SUCCESS", "");
  expect_small_table(path("parts"));
}

TEST_F(Files, ReadsPartitionsAsAColumn) {
  write("t/year=2012/a.csv", "x\n1\n2\n");
  write("t/year=2013/a.csv", "x\n3\n");
  const auto source = open_table(path("t"));
  TableReader reader(*source);
  const auto frame = make_frame(reader, {.bins = 20});
  EXPECT_EQ(frame->rows, 3u);
  ASSERT_NE(frame->find("year"), nullptr);
  EXPECT_EQ(frame->find("year")->labels, (std::vector<std::string>{"≤ 2012", "≥ 2013", "missing"}));
}

TEST_F(Files, WidensColumnsThatTurnOutOtherwise) {
  // The first megabyte holds integers and nothing else.
  std::string text = "a,b,c,d\n";
  for (int i = 0; i < 200000; ++i) text += "1,2,,2012-01-01\n";
  text += "1.5,x,7,never\n1,2,,2012-01-01\n";
  const auto source = open_table(write("t.csv", text));
  TableReader reader(*source);
  const auto frame = make_frame(reader);
  EXPECT_EQ(frame->rows, 200002u);
  EXPECT_EQ(frame->find("a")->kind, ColumnKind::numeric);
  EXPECT_EQ(frame->find("b")->kind, ColumnKind::text);
  EXPECT_EQ(frame->find("c")->kind, ColumnKind::integer);
  EXPECT_EQ(frame->find("d")->kind, ColumnKind::text);
  const Profile profile = count_rows(reader, frame);
  EXPECT_EQ(profile.missing(2), 200001u);

  TableReader last(*source, {"d"});
  EXPECT_EQ(make_frame(last)->columns.size(), 1u);
}

TEST_F(Files, WidensTheColumnThatFailedWhenSomeAreChosen) {
  std::string text = "a,b,c,d\n";
  for (int i = 0; i < 200000; ++i) text += "1,2,3,4\n";
  text += "1,2,3,x\n";
  const auto source = open_table(write("t.csv", text));
  TableReader reader(*source, {"b", "d"});
  const auto frame = make_frame(reader);
  EXPECT_EQ(frame->find("b")->kind, ColumnKind::integer);
  EXPECT_EQ(frame->find("d")->kind, ColumnKind::text);
}

TEST_F(Files, WidensAcrossAFolder) {
  write("t/a.csv", "x,y\n1,2\n");
  write("t/b.csv", "x,y\n1.5,abc\n");
  const auto source = open_table(path("t"));
  TableReader reader(*source);
  const auto frame = make_frame(reader);
  EXPECT_EQ(frame->rows, 2u);
  EXPECT_EQ(frame->find("x")->kind, ColumnKind::numeric);
  EXPECT_EQ(frame->find("y")->kind, ColumnKind::text);
}

TEST_F(Files, WidensTheRightColumnOfFilesInAnotherOrder) {
  // Where b.csv fails, its first column, a.csv has another.
  std::string text = "b,a\n";
  for (int i = 0; i < 300000; ++i) text += "5,6\n";
  write("t/a.csv", "a,b\n1,2\n3,4\n");
  write("t/b.csv", text + "x,6\n");
  const auto source = open_table(path("t"));
  TableReader reader(*source);
  const auto frame = make_frame(reader);
  EXPECT_EQ(frame->rows, 300003u);
  EXPECT_EQ(frame->find("a")->kind, ColumnKind::integer);
  EXPECT_EQ(frame->find("b")->kind, ColumnKind::text);
}

TEST_F(Files, SaysInItsOwnWordsWhatArrowSays) {
  write_gzip(path("whole.csv.gz"), small_csv());
  std::ifstream whole(path("whole.csv.gz"), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(whole)), {});
  EXPECT_THAT(complaint(write("cut.csv.gz", bytes.substr(0, bytes.size() / 2))),
              HasSubstr("cut.csv.gz is not a whole gzip file: its end is missing"));
  EXPECT_THAT(complaint(write("plain.csv.gz", small_csv())), HasSubstr("plain.csv.gz is not a gzip file"));
  EXPECT_THAT(complaint(write("quote.csv", "a,b\n1,\"x\n2,y\n")),
              HasSubstr("quote.csv has a quote in line 2 that is never closed"));
}

TEST_F(Files, ReadsQuotedLinesAndBadBytes) {
  const auto source = open_table(write("t.csv", "a,b\n\"one\ntwo\",\xff\n\"x,y\",ok\n"));
  TableReader reader(*source);
  const auto frame = make_frame(reader);
  EXPECT_EQ(frame->rows, 2u);
  EXPECT_EQ(frame->find("a")->labels[0], "one two");
  EXPECT_EQ(frame->find("b")->labels[1], "\uFFFD");
}

TEST_F(Files, SaysWhatIsWrongInOneLine) {
  try {
    open_table(path("nothing.csv"));
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOENT);
    EXPECT_THAT(error.what(), HasSubstr("nothing.csv cannot be read: No such file"));
  }
  EXPECT_THAT(complaint(write("t.xlsx", "x")), HasSubstr("t.xlsx is not a table by its name"));
  EXPECT_THAT(complaint(write("empty.csv", "")), HasSubstr("empty.csv is empty"));
  EXPECT_THAT(complaint(write("header.csv", "a,b\n")), HasSubstr("header.csv has no rows"));
  EXPECT_THAT(complaint(write("wide.csv", "a,b\n1,2\n1,2,3\n")),
              HasSubstr("wide.csv has 3 fields in row 3, where its first row has 2: 1,2,3"));
  std::string late = "a,b\n";
  for (int i = 0; i < 300000; ++i) late += "1,2\n";
  EXPECT_THAT(complaint(write("late.csv", late + "1\n")), HasSubstr("late.csv has 1 field in row 300002"));
  EXPECT_THAT(complaint(write("twice.csv", "a,a\n1,2\n")), HasSubstr("twice.csv has two columns named a"));
  EXPECT_THAT(complaint(write("text.parquet", "this is not Parquet, whatever its name")),
              HasSubstr("text.parquet is not a whole Parquet file"));
  EXPECT_THAT(complaint(write("text.arrow", "this is not Arrow, whatever its name is")), HasSubstr("text.arrow"));
  write_parquet(path("whole.parquet"));
  std::ifstream whole(path("whole.parquet"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(whole)), {});
  for (const std::size_t length : {bytes.size() / 2, bytes.size() - 1, std::size_t{5}})
    EXPECT_THAT(complaint(write("cut.parquet", bytes.substr(0, length))),
                AllOf(HasSubstr("cut.parquet"), Not(HasSubstr("\n")), Not(HasSubstr("no complaint"))));
  fs::create_directories(path("bare"));
  EXPECT_THAT(complaint(path("bare")), HasSubstr("bare is a folder without files"));
  write("both/a.csv", "a\n1\n");
  write("both/b.parquet", "x");
  EXPECT_THAT(complaint(path("both")), HasSubstr("holds files of different formats: .csv and .parquet"));
}

TEST_F(Files, NamesTheFileOfAFolderThatIsWrong) {
  write("t/a.csv", "a,b\n1,2\n");
  write("t/b.csv", "a,b\n1,2\n1,2,3\n");
  EXPECT_THAT(complaint(path("t")), HasSubstr("t/b.csv has 3 fields in row 3"));
}

TEST_F(Files, SurvivesAFileDamagedInTheMiddle) {
  write_parquet(path("whole.parquet"));
  std::ifstream whole(path("whole.parquet"), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(whole)), {});
  for (std::size_t i = 8; i < 200; ++i) bytes[i] = static_cast<char>(0xa5);
  EXPECT_THAT(complaint(write("damaged.parquet", bytes)), HasSubstr("damaged.parquet cannot be read"));
}

}  // namespace
}  // namespace sanov
