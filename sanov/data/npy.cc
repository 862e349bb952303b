#include "sanov/data/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <utility>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMostDimensions = 32;

struct Header {
  char kind = 0;  // b, i, u, f
  std::size_t width = 0;
  bool big_endian = false, fortran_order = false;
  std::vector<std::size_t> shape;
};

/// Reads the Python dictionary that describes the array: three keys, each once, and literals of their types alone.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  Header parse() {
    bool descr = false, order = false, shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = string();
      expect(':');
      if (key == "descr" && !std::exchange(descr, true))
        read_descr();
      else if (key == "fortran_order" && !std::exchange(order, true))
        header_.fortran_order = boolean();
      else if (key == "shape" && !std::exchange(shape, true))
        read_shape();
      else
        fail(fmt::format("has the key '{}' in its header", key));
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_blanks();
    if (at_ != text_.size()) fail("has something after its header");
    if (!descr || !order || !shape) fail("lacks descr, fortran_order or shape in its header");
    return header_;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    fail_domain("", name_, fmt::format("{}; it is damaged", what));
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool accept(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(fmt::format("has no '{}' where its header needs one", c));
  }
  std::string_view string() {
    skip_blanks();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail("has a header whose keys are no strings");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("has a string without end in its header");
    const std::string_view found = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return found;
  }
  bool boolean() {
    skip_blanks();
    for (const bool truth : {false, true}) {
      const std::string_view word = truth ? "True" : "False";
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return truth;
    }
    fail("has a fortran_order that is neither True nor False");
  }
  std::size_t number() {
    skip_blanks();
    std::size_t value = 0, digits = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_, ++digits) {
      if (value > (std::numeric_limits<std::size_t>::max() - 9) / 10) fail("has a dimension that is too large");
      value = value * 10 + static_cast<std::size_t>(text_[at_] - '0');
    }
    if (digits == 0) fail("has a shape that is not of numbers");
    return value;
  }
  void read_shape() {
    expect('(');
    while (!accept(')')) {
      header_.shape.push_back(number());
      if (header_.shape.size() > kMostDimensions) fail("has too many dimensions");
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }
  void read_descr() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '[')
      fail_domain("", name_, "is an array of records; an array of numbers is needed");
    const std::string_view descr = string();
    const bool sound = descr.size() == 3 && std::string_view("<>|=").find(descr[0]) != std::string_view::npos;
    const std::string_view type = sound ? descr.substr(1) : "";
    constexpr std::string_view kTypes[] = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"};
    if (std::ranges::find(kTypes, type) == std::end(kTypes))
      fail_domain("", name_, fmt::format("is an array of '{}'; numbers of at most 8 bytes are needed", descr));
    header_.kind = type[0];
    header_.width = static_cast<std::size_t>(type[1] - '0');
    header_.big_endian = descr[0] == '>';
  }

  std::string_view text_, name_;
  std::size_t at_ = 0;
  Header header_;
};

template <class T>
double element(const std::byte* bytes, bool swapped) {
  std::byte copy[sizeof(T)];
  std::copy_n(bytes, sizeof(T), copy);
  if (swapped) std::reverse(std::begin(copy), std::end(copy));
  T value;
  std::memcpy(&value, copy, sizeof(T));
  return static_cast<double>(value);
}

/// IEEE binary16.
double half(const std::byte* bytes, bool swapped) {
  const auto bits = static_cast<std::uint32_t>(element<std::uint16_t>(bytes, swapped));
  const int exponent = static_cast<int>(bits >> 10 & 31u);
  const double fraction = static_cast<double>(bits & 1023u) / 1024;
  const double sign = (bits >> 15) != 0 ? -1 : 1;
  if (exponent == 31)
    return fraction != 0 ? std::numeric_limits<double>::quiet_NaN() : sign * std::numeric_limits<double>::infinity();
  return sign * (exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15));
}

using Reader = double (*)(const std::byte*, bool);

Reader reader_of(const Header& header) {
  switch (header.kind) {
    case 'f': return header.width == 8 ? element<double> : header.width == 4 ? element<float> : half;
    case 'i':
      return header.width == 8   ? element<std::int64_t>
             : header.width == 4 ? element<std::int32_t>
             : header.width == 2 ? element<std::int16_t>
                                 : element<std::int8_t>;
    case 'u':
      return header.width == 8   ? element<std::uint64_t>
             : header.width == 4 ? element<std::uint32_t>
             : header.width == 2 ? element<std::uint16_t>
                                 : element<std::uint8_t>;
    default: return element<std::uint8_t>;
  }
}

std::size_t little_endian(std::span<const std::byte> bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | std::to_integer<std::size_t>(bytes[i]);
  return value;
}

/// The same elements, the last dimension running fastest.
std::vector<double> in_rows(const std::vector<double>& by_columns, const std::vector<std::size_t>& shape) {
  std::vector<double> rows(by_columns.size());
  std::vector<std::size_t> at(shape.size());
  for (double& value : rows) {
    std::size_t place = 0;
    for (std::size_t d = shape.size(); d-- > 0;) place = place * shape[d] + at[d];
    value = by_columns[place];
    for (std::size_t d = shape.size(); d-- > 0 && ++at[d] == shape[d];) at[d] = 0;
  }
  return rows;
}

}  // namespace

NpyArray parse_npy(std::span<const std::byte> bytes, std::string_view name) {
  const auto damaged = [&](std::string_view what) { fail_domain("", name, fmt::format("{}; it is damaged", what)); };
  if (bytes.size() < kMagic.size() || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
    fail_domain("", name, "is no .npy file");
  if (bytes.size() < 10) damaged("ends within its header");
  const auto version = std::to_integer<int>(bytes[6]);
  if (version < 1 || version > 3)
    fail_domain("", name, fmt::format("is of .npy version {}; 1 to 3 can be read", version));
  const std::size_t length_bytes = version == 1 ? 2 : 4, start = 8 + length_bytes;
  if (bytes.size() < start) damaged("ends within its header");
  const std::size_t length = little_endian(bytes.subspan(8, length_bytes));
  if (length > bytes.size() - start) damaged("ends within its header");
  const Header header = HeaderParser({reinterpret_cast<const char*>(bytes.data()) + start, length}, name).parse();

  const std::span<const std::byte> data = bytes.subspan(start + length);
  const std::size_t most = data.size() / header.width;
  std::size_t count = 1;
  const bool any_empty = std::ranges::find(header.shape, 0u) != header.shape.end();
  for (const std::size_t n : header.shape) {
    if (!any_empty && n > most / count) damaged("holds fewer numbers than its shape says");
    count *= any_empty ? 0 : n;
  }
  if (data.size() != count * header.width)
    damaged(fmt::format("holds {} bytes of numbers where its shape says {}", data.size(), count * header.width));

  NpyArray array{header.shape, std::vector<double>(count), header.kind == 'f' && header.width <= 4};
  const Reader read = reader_of(header);
  const bool swapped = header.big_endian != (std::endian::native == std::endian::big);
  for (std::size_t i = 0; i < count; ++i) array.values[i] = read(data.data() + i * header.width, swapped);
  if (header.fortran_order && header.shape.size() > 1) array.values = in_rows(array.values, header.shape);
  return array;
}

NpyArray read_npy(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_file(path, errno, "cannot be opened");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) fail_file(path, errno != 0 ? errno : EIO, "cannot be read");
  return parse_npy(std::as_bytes(std::span(text)), path);
}

std::string npy_bytes(std::span<const double> values, std::size_t rows, std::size_t columns) {
  static_assert(std::endian::native == std::endian::little);
  std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  const std::size_t before = kMagic.size() + 4;
  header.resize((before + header.size() + 1 + 63) / 64 * 64 - before - 1, ' ');
  header += '\n';
  std::string bytes(kMagic);
  bytes += {'\x01', '\x00', static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  return bytes;
}

}  // namespace sanov
