#include "sanov/numerics/random.h"

#include <cmath>
#include <numbers>

#include "sanov/base/error.h"

namespace sanov {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }
constexpr std::uint64_t joined(std::uint32_t low, std::uint32_t high) { return std::uint64_t{high} << 32 | low; }

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xd2511f53} * counter[0], b = std::uint64_t{0xcd9e8d57} * counter[2];
    counter = {high(b) ^ counter[1] ^ key[0], low(b), high(a) ^ counter[3] ^ key[1], low(a)};
    key[0] += 0x9e3779b9;
    key[1] += 0xbb67ae85;
  }
  return counter;
}

Random::result_type Random::operator()() noexcept {
  if (used_ == 2) {
    const auto block =
        philox({low(next_block_), high(next_block_), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    words_ = {joined(block[0], block[1]), joined(block[2], block[3])};
    ++next_block_;
    used_ = 0;
  }
  return words_[static_cast<std::size_t>(used_++)];
}

void Random::seek(std::uint64_t position) noexcept {
  next_block_ = position / 2;
  used_ = 2;
  has_spare_ = false;
  if (position % 2 == 1) (*this)();
}

double Random::normal() noexcept {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

double Random::exponential() noexcept { return -std::log1p(-uniform()); }

std::uint64_t Random::below(std::uint64_t n) {
  if (n == 0) fail_argument("Random::below", "n", "is 0; there is no number below it");
  Wide product = Wide{(*this)()} * n;
  // Of the 2^64 words, 2^64 mod n would make the lower numbers likelier: those are drawn again.
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t surplus = -n % n;
    while (static_cast<std::uint64_t>(product) < surplus) product = Wide{(*this)()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

}  // namespace sanov
