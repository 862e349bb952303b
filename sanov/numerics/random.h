#pragma once

#include <array>
#include <cstdint>

/// Random numbers by counter: any number of a stream can be had without those before it, so chunk i of some work draws
/// from stream i and gets the same numbers whichever thread runs it.
namespace sanov {

/// Philox4x32-10: ten rounds that turn a counter and a key into four 32-bit words. Passes TestU01's BigCrush.
/// Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11, 2011.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) noexcept;

/// One stream of random numbers: 2^64 streams a seed, 2^65 words of 64 bits a stream. Meets the standard's
/// UniformRandomBitGenerator, so it also drives std::shuffle. The same numbers on every machine, as far as its libm
/// rounds logarithms and sines alike. Not for secrets.
class Random {
 public:
  using result_type = std::uint64_t;

  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) noexcept : seed_(seed), stream_(stream) {}

  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return ~result_type{0}; }

  /// The next 64 bits.
  result_type operator()() noexcept;

  /// Goes to word `position` of the stream, counted from 0.
  void seek(std::uint64_t position) noexcept;

  /// Uniform on [0, 1), a multiple of 2^-53. One word.
  double uniform() noexcept { return static_cast<double>((*this)() >> 11) * 0x1p-53; }

  /// Standard normal, by Box and Muller: every second call takes two words, and |x| < 8.6.
  double normal() noexcept;

  /// Exponential with mean 1. One word; at most 36.8.
  double exponential() noexcept;

  /// A whole number, each of 0, …, n − 1 exactly as likely. One word, rarely more.
  /// Throws InvalidArgument for n = 0.
  /// Lemire, Fast random integer generation in an interval, ACM TOMACS 29, 2019.
  std::uint64_t below(std::uint64_t n);

 private:
  std::uint64_t seed_, stream_;
  std::uint64_t next_block_ = 0;
  std::array<std::uint64_t, 2> words_{};
  int used_ = 2;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

}  // namespace sanov
