#include "sanov/data/csv_quotes.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace sanov {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

/// Follows the quotes of a text through its blocks.
class Quotes {
 public:
  explicit Quotes(char delimiter) : delimiter_(delimiter) {}

  void read(const char* block, std::size_t size) {
    for (std::size_t at = 0; at < size;) {
      const auto* found = static_cast<const char*>(std::memchr(block + at, '"', size - at));
      if (found == nullptr) break;
      const auto place = static_cast<std::size_t>(found - block);
      meet(offset_ + place, place == 0 ? before_ : block[place - 1]);
      at = place + 1;
    }
    if (size > 0) before_ = block[size - 1];
    offset_ += size;
  }

  bool is_open() const { return open_; }
  std::uint64_t opened() const { return opened_; }

 private:
  void meet(std::uint64_t place, char before) {
    if (open_) {
      open_ = false;
      after_closing_ = place + 1;
    } else if (place > 0 && place == after_closing_) {
      open_ = true;  // the second of two that stand for one
    } else if (before == delimiter_ || before == '\n' || before == '\r') {
      open_ = true;
      opened_ = place;
    }
  }

  char delimiter_;
  char before_ = '\n';
  bool open_ = false;
  std::uint64_t offset_ = 0, opened_ = 0, after_closing_ = 0;
};

}  // namespace

std::optional<std::uint64_t> find_open_quote(std::istream& text, char delimiter) {
  std::vector<char> block(kBlock);
  const auto read = [&] {
    text.read(block.data(), kBlock);
    return static_cast<std::size_t>(text.gcount());
  };
  Quotes quotes(delimiter);
  while (const std::size_t size = read()) quotes.read(block.data(), size);
  if (!quotes.is_open()) return std::nullopt;

  text.clear();
  text.seekg(0);
  std::uint64_t line = 1, left = quotes.opened();
  while (left > 0) {
    const std::uint64_t size = std::min<std::uint64_t>(read(), left);
    if (size == 0) break;
    line += static_cast<std::uint64_t>(std::count(block.data(), block.data() + size, '\n'));
    left -= size;
  }
  return line;
}

}  // namespace sanov
