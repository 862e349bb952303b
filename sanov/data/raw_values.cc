#include "sanov/data/raw_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "sanov/base/error.h"
#include "sanov/data/hashing.h"

namespace sanov {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

const unsigned char* validity(const ArrowArray& array) {
  return array.null_count != 0 ? static_cast<const unsigned char*>(array.buffers[0]) : nullptr;
}

bool bit(const unsigned char* bits, std::int64_t at) { return (bits[at >> 3] >> (at & 7)) & 1; }

template <class Raw>
void widen(const void* data, std::int64_t at, std::size_t count, double* out) {
  const Raw* raw = static_cast<const Raw*>(data) + at;
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<double>(raw[i]);
}

double half_to_double(std::uint16_t half) {
  const double sign = half & 0x8000 ? -1 : 1;
  const int exponent = (half >> 10) & 31;
  const int fraction = half & 1023;
  if (exponent == 31) return fraction != 0 ? kMissing : sign * std::numeric_limits<double>::infinity();
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

/// −0 becomes +0 in the same pass.
template <class Raw>
void widen_floats(const void* data, std::int64_t at, std::size_t count, double* out) {
  const Raw* raw = static_cast<const Raw*>(data) + at;
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<double>(raw[i]) + 0.0;
}

/// Two's complement, least significant limb first. The magnitude is taken first, so that limbs add up without
/// cancellation.
template <std::size_t limbs>
double decimal_to_double(const unsigned char* bytes) {
  std::array<std::uint64_t, limbs> words;
  std::memcpy(words.data(), bytes, sizeof words);
  const bool negative = words[limbs - 1] >> 63;
  if (negative) {
    bool carry = true;
    for (std::uint64_t& word : words) {
      word = ~word + carry;
      carry = carry && word == 0;
    }
  }
  double value = 0;
  for (std::size_t i = limbs; i-- > 0;) value = value * 0x1p64 + static_cast<double>(words[i]);
  return negative ? -value : value;
}

void read_raw(Storage storage, const void* data, std::int64_t at, std::size_t count, double* out) {
  switch (storage) {
    case Storage::bits:
      for (std::size_t i = 0; i < count; ++i)
        out[i] = bit(static_cast<const unsigned char*>(data), at + static_cast<std::int64_t>(i));
      return;
    case Storage::int8: return widen<std::int8_t>(data, at, count, out);
    case Storage::uint8: return widen<std::uint8_t>(data, at, count, out);
    case Storage::int16: return widen<std::int16_t>(data, at, count, out);
    case Storage::uint16: return widen<std::uint16_t>(data, at, count, out);
    case Storage::decimal32:
    case Storage::int32: return widen<std::int32_t>(data, at, count, out);
    case Storage::uint32: return widen<std::uint32_t>(data, at, count, out);
    case Storage::decimal64:
    case Storage::int64: return widen<std::int64_t>(data, at, count, out);
    case Storage::uint64: return widen<std::uint64_t>(data, at, count, out);
    case Storage::float32: return widen_floats<float>(data, at, count, out);
    case Storage::float64: return widen_floats<double>(data, at, count, out);
    case Storage::float16:
      for (std::size_t i = 0; i < count; ++i)
        out[i] = half_to_double(static_cast<const std::uint16_t*>(data)[at + i]) + 0.0;
      return;
    case Storage::decimal128:
      for (std::size_t i = 0; i < count; ++i)
        out[i] = decimal_to_double<2>(static_cast<const unsigned char*>(data) + 16 * (at + i));
      return;
    case Storage::decimal256:
      for (std::size_t i = 0; i < count; ++i)
        out[i] = decimal_to_double<4>(static_cast<const unsigned char*>(data) + 32 * (at + i));
      return;
    default: std::fill_n(out, count, kMissing);
  }
}

[[noreturn]] void fail_text(const ColumnType& type, std::int64_t at, const char* what) {
  fail_domain("", "column " + type.name, fmt::format("holds text whose {} at entry {}", what, at));
}

template <class Offset>
std::string_view offset_text(const ColumnType& type, const ArrowArray& array, std::int64_t at) {
  const Offset* offsets = static_cast<const Offset*>(array.buffers[1]);
  const Offset begin = offsets[at], end = offsets[at + 1];
  if (begin < 0 || end < begin) fail_text(type, at, "offsets run backwards");
  if (begin == end) return {};
  if (array.buffers[2] == nullptr) fail_text(type, at, "bytes are a null pointer");
  return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

/// A view is 16 bytes: the length, then the text itself up to 12 bytes, else 4 bytes of it, a buffer's number and an
/// offset. The last buffer holds the sizes of the others.
std::string_view view_text(const ColumnType& type, const ArrowArray& array, std::int64_t at) {
  const char* view = static_cast<const char*>(array.buffers[1]) + 16 * at;
  std::array<std::int32_t, 4> words;
  std::memcpy(words.data(), view, sizeof words);
  const auto [length, prefix, buffer, offset] = words;
  if (length < 0) fail_text(type, at, "length is negative");
  if (length <= 12) return {view + 4, static_cast<std::size_t>(length)};
  const std::int64_t buffers = array.n_buffers - 3;
  const auto* sizes = static_cast<const std::int64_t*>(array.buffers[array.n_buffers - 1]);
  if (buffer < 0 || buffer >= buffers || sizes == nullptr || array.buffers[2 + buffer] == nullptr)
    fail_text(type, at, "view names a buffer that is not there");
  if (offset < 0 || std::int64_t{offset} + length > sizes[buffer]) fail_text(type, at, "view leaves its buffer");
  return {static_cast<const char*>(array.buffers[2 + buffer]) + offset, static_cast<std::size_t>(length)};
}

template <class Read>
void hash_all(const ArrowArray& array, std::int64_t at, std::size_t count, std::uint64_t* out, Read read) {
  const unsigned char* valid = validity(array);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t entry = at + static_cast<std::int64_t>(i);
    const std::string_view text = valid == nullptr || bit(valid, entry) ? read(entry) : std::string_view();
    out[i] = text.empty() ? kMissingHash : hash_text(text);
  }
}

}  // namespace

void read_numbers(const ColumnType& type, const ArrowArray& array, std::int64_t at, std::size_t count, double* out) {
  if (type.storage == Storage::none || count == 0 || array.buffers[1] == nullptr) {
    std::fill_n(out, count, kMissing);
    return;
  }
  read_raw(type.storage, array.buffers[1], at, count, out);
  if (type.multiplier != 1)
    for (std::size_t i = 0; i < count; ++i) out[i] *= type.multiplier;
  if (type.divisor != 1)
    for (std::size_t i = 0; i < count; ++i) out[i] /= type.divisor;
  if (const unsigned char* valid = validity(array))
    for (std::size_t i = 0; i < count; ++i)
      if (!bit(valid, at + static_cast<std::int64_t>(i))) out[i] = kMissing;
}

void read_hashes(const ColumnType& type, const ArrowArray& array, std::int64_t at, std::size_t count,
                 std::uint64_t* out) {
  if (count == 0 || array.buffers[1] == nullptr) {
    std::fill_n(out, count, kMissingHash);
  } else if (type.storage == Storage::text32) {
    hash_all(array, at, count, out, [&](std::int64_t entry) { return offset_text<std::int32_t>(type, array, entry); });
  } else if (type.storage == Storage::text64) {
    hash_all(array, at, count, out, [&](std::int64_t entry) { return offset_text<std::int64_t>(type, array, entry); });
  } else {
    hash_all(array, at, count, out, [&](std::int64_t entry) { return view_text(type, array, entry); });
  }
}

bool is_null(const ArrowArray& array, std::int64_t at) {
  const unsigned char* valid = validity(array);
  return array.buffers[1] == nullptr || (valid != nullptr && !bit(valid, at));
}

std::string_view read_text(const ColumnType& type, const ArrowArray& array, std::int64_t at) {
  if (is_null(array, at)) return {};
  if (type.storage == Storage::text32) return offset_text<std::int32_t>(type, array, at);
  if (type.storage == Storage::text64) return offset_text<std::int64_t>(type, array, at);
  return view_text(type, array, at);
}

namespace {

template <class Raw>
void widen_indices(const void* data, std::int64_t at, std::size_t count, std::uint64_t* out) {
  const Raw* raw = static_cast<const Raw*>(data) + at;
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint64_t>(raw[i]);
}

}  // namespace

void read_indices(Storage storage, const ArrowArray& array, std::int64_t at, std::size_t count, std::uint64_t* out) {
  if (count == 0) return;
  const void* data = array.buffers[1];
  if (data == nullptr) {
    std::fill_n(out, count, kNoIndex);
    return;
  }
  switch (storage) {
    case Storage::int8: widen_indices<std::int8_t>(data, at, count, out); break;
    case Storage::uint8: widen_indices<std::uint8_t>(data, at, count, out); break;
    case Storage::int16: widen_indices<std::int16_t>(data, at, count, out); break;
    case Storage::uint16: widen_indices<std::uint16_t>(data, at, count, out); break;
    case Storage::int32: widen_indices<std::int32_t>(data, at, count, out); break;
    case Storage::uint32: widen_indices<std::uint32_t>(data, at, count, out); break;
    default: widen_indices<std::uint64_t>(data, at, count, out);
  }
  if (const unsigned char* valid = validity(array))
    for (std::size_t i = 0; i < count; ++i)
      if (!bit(valid, at + static_cast<std::int64_t>(i))) out[i] = kNoIndex;
}

}  // namespace sanov
