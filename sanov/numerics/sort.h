#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// Sorting by SIMD. Infinities, subnormals and zeros of either sign are sorted like any other number; NaN is an error.
namespace sanov {

/// Sorts ascending, in place; −0 becomes +0, so that equal values are equal to the bit.
/// O(n log n); 1e6 doubles in about 10 ms.
/// Throws DomainError naming the first NaN, and then leaves the values as they were.
void sort(std::span<double> values);
void sort(std::span<float> values);
void sort(std::span<std::uint64_t> values);

/// The positions of the values in ascending order: values[order[0]] is the smallest. Stable: equal values, −0 and +0
/// among them, keep the order they came in.
/// O(n log n), and 16 bytes an element (8 for float) of memory meanwhile; 1e6 doubles in about 25 ms.
/// Throws DomainError naming the first NaN; InvalidArgument if the lengths differ, or if the order's type cannot count
/// the values.
void argsort(std::span<const double> values, std::span<std::uint32_t> order);
void argsort(std::span<const double> values, std::span<std::uint64_t> order);
void argsort(std::span<const float> values, std::span<std::uint32_t> order);
void argsort(std::span<const float> values, std::span<std::uint64_t> order);

}  // namespace sanov
