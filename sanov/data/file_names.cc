#include "sanov/data/file_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>

#include "sanov/base/error.h"
#include "sanov/data/csv_quotes.h"

namespace sanov {
namespace {

namespace fs = std::filesystem;

struct Ending {
  std::string_view text;
  TableFormat format;
  char delimiter;
};
constexpr std::array kEndings{
    Ending{".csv", TableFormat::csv, ','},       Ending{".csv.gz", TableFormat::csv, ','},
    Ending{".tsv", TableFormat::csv, '\t'},      Ending{".tsv.gz", TableFormat::csv, '\t'},
    Ending{".parquet", TableFormat::parquet, 0}, Ending{".pq", TableFormat::parquet, 0},
    Ending{".arrow", TableFormat::ipc, 0},       Ending{".ipc", TableFormat::ipc, 0},
    Ending{".feather", TableFormat::ipc, 0},
};

const Ending* find_ending(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const Ending& ending : kEndings)
    if (name.ends_with(ending.text)) return &ending;
  return nullptr;
}

[[noreturn]] void fail_ending(const std::string& path) {
  std::string endings;
  for (const Ending& ending : kEndings) endings += fmt::format("{}{}", endings.empty() ? "" : ", ", ending.text);
  fail_argument("", path, "is not a table by its name; it must end in one of " + endings);
}

void check_readable(const std::string& path, std::uintmax_t size) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr) fail_file(path, errno, "cannot be read");
  if (size == 0) fail_domain("", path, "is empty: it has no bytes");
}

/// A reader would take all that follows an open quote for one value, and say nothing.
void check_quotes(const std::string& path, const Ending& ending) {
  if (ending.format != TableFormat::csv || ending.text.ends_with(".gz")) return;
  std::ifstream file(path, std::ios::binary);
  if (const auto line = find_open_quote(file, ending.delimiter))
    fail_domain("", path, fmt::format("has a quote in line {} that is never closed", *line));
}

bool is_hidden(const fs::path& name) {
  const std::string text = name.string();
  return text.empty() || text[0] == '.' || text[0] == '_';
}

/// All files below a folder, sorted by name so that rows have an order of their own.
std::vector<fs::path> list_folder(const std::string& path) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::recursive_directory_iterator at(path, error), end;
  for (; !error && at != end; at.increment(error)) {
    if (is_hidden(at->path().filename())) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file()) {
      found.push_back(at->path());
    }
  }
  if (error) fail_file(path, error.value(), "cannot be read");
  std::sort(found.begin(), found.end());
  return found;
}

TableFiles find_in_folder(const std::string& path) {
  TableFiles files;
  files.folder = fs::absolute(path).lexically_normal().string();
  const Ending* first = nullptr;
  for (const fs::path& file : list_folder(path)) {
    const Ending* ending = find_ending(file.filename().string());
    if (ending == nullptr) fail_ending(file.string());
    if (first == nullptr) first = ending;
    if (ending->format != first->format || ending->delimiter != first->delimiter)
      fail_argument("", path, fmt::format("holds files of different formats: {} and {}", first->text, ending->text));
    check_readable(file.string(), fs::file_size(file));
    check_quotes(file.string(), *ending);
    files.paths.push_back(fs::absolute(file).lexically_normal().string());
  }
  if (first == nullptr) fail_argument("", path, "is a folder without files");
  files.format = first->format;
  files.delimiter = first->delimiter;
  return files;
}

}  // namespace

bool is_table_name(const std::string& name) { return find_ending(name) != nullptr; }

TableFiles find_files(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail_file(path, error ? error.value() : ENOENT, "cannot be read");
  if (fs::is_directory(status)) return find_in_folder(path);
  const Ending* ending = find_ending(path);
  if (ending == nullptr) fail_ending(path);
  check_readable(path, fs::is_regular_file(status) ? fs::file_size(path) : 1);
  if (fs::is_regular_file(status)) check_quotes(path, *ending);
  return {ending->format, ending->delimiter, "", {fs::absolute(path).lexically_normal().string()}};
}

}  // namespace sanov
