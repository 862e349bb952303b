#include "sanov/base/whole_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <system_error>

#include "sanov/base/progress.h"

namespace sanov {
namespace {

namespace fs = std::filesystem;

class WholeFile : public ::testing::Test {
 protected:
  WholeFile() : folder_(fs::temp_directory_path() / ("sanov-whole-file-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~WholeFile() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

 private:
  fs::path folder_;
};

TEST_F(WholeFile, ReadsWhatItWrote) {
  const std::string bytes(3'000'000, '\n');
  for (const std::string& text : {std::string(), std::string("a\0b", 3), bytes}) {
    write_file(path("x"), text);
    EXPECT_EQ(read_file(path("x")), text);
    EXPECT_EQ(files(), 1u);
  }
}

TEST_F(WholeFile, LeavesNothingBehindWhereItFails) {
  EXPECT_THROW(write_file(path("no/such/folder"), "x"), std::system_error);
  fs::create_directory(path("folder"));
  EXPECT_THROW(write_file(path("folder"), "x"), std::system_error);
  EXPECT_THROW(read_file(path("folder")), std::system_error);
  EXPECT_THROW(read_file(path("nothing")), std::system_error);
  EXPECT_EQ(files(), 1u);
}

TEST_F(WholeFile, WritesToWhatALinkPointsTo) {
  write_file(path("target"), "old");
  fs::create_symlink("target", path("link"));
  write_file(path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(read_file(path("target")), "new");
}

TEST_F(WholeFile, ADeviceStaysADevice) {
  write_file("/dev/null", "x");
  rename_to(temporary_beside("/dev/null"), "/dev/null");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_THROW(write_file("/dev/full", "x"), std::system_error);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(WholeFile, IsCancelledWithoutATrace) {
  class Stop : public Progress {
    bool advance(std::string_view, double) override { return false; }
    bool go_on() override { return false; }
  } stop;
  write_file(path("x"), "old");
  const ProgressScope scope(stop);
  EXPECT_THROW(write_file(path("x"), std::string(3'000'000, 'x')), Cancelled);
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(fs::file_size(path("x")), 3u);
}

}  // namespace
}  // namespace sanov
