#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// numpy's .npy files: one array of numbers.
namespace sanov {

/// An array in rows (C order), whatever its file's order and element type.
struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<double> values;
  bool is_narrow = false;  ///< the elements are floats of 32 bits or fewer
};

/// Reads an array of bool, int8 … uint64, float16, float32 or float64, of either byte order. Integers beyond 2^53 are
/// rounded. Throws std::system_error if the file cannot be read, DomainError if it is not such an array, or is
/// truncated or longer than its header says.
NpyArray read_npy(const std::string& path);

/// The same from memory; `name` is what errors call it.
NpyArray parse_npy(std::span<const std::byte> bytes, std::string_view name);

/// The bytes of a file that holds a matrix of doubles in rows.
std::string npy_bytes(std::span<const double> values, std::size_t rows, std::size_t columns);

}  // namespace sanov
