#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/desk.h"
#include "sanov/base/cells.h"
#include "sanov/data/categories.h"

namespace sanov::cli {

/// One argument of `sanov measure`, read.
struct Input {
  std::string name;                  ///< "P", or "P (data.csv:age)": for errors
  std::vector<double> values;        ///< one a cell; of categories the counts
  std::vector<float> floats;         ///< the values as they came, where that was as float32 or narrower
  std::size_t rows = 1;              ///< of a table written as 1,2;3,4
  std::vector<Category> categories;  ///< of a column of text
  double missing = 0;                ///< rows of a column of text that hold none
  bool from_file = false;

  /// What measures read. Floats are held to the tolerance of floats.
  Cells cells() const noexcept { return floats.empty() ? Cells(values) : Cells(floats); }
  bool is_categorical() const noexcept { return !categories.empty(); }
};

/// Reads "0.4,0.6", "1,2;3,4", "data.csv:age" or "-". `argument` is P or Q.
/// Throws InvalidArgument or DomainError that name the argument and what in it cannot be read.
Input read_input(std::string_view text, std::string_view argument, Desk& desk);

/// One argument of `sanov rank`, read.
struct Sample {
  std::string name;            ///< "X", or "X (data.csv:age)": for errors
  std::string label;           ///< "X", or "age"
  std::string place;           ///< what its values are counted in: "row" of a file, else "value"
  std::vector<double> values;  ///< NaN where one is missing
  bool is_date = false;        ///< they are seconds since 1970
};

/// Reads "12,15,11", "data.csv:age" or "-". `argument` is X or Y. Throws as read_input() does; missing values are none
/// of its errors.
Sample read_sample(std::string_view text, std::string_view argument, Desk& desk);

/// What a word stands for beside DATA, "lives.csv:hours" or "lives.csv": "lives.csv:died" for the word died, which is a
/// column of the same file; the word itself where it is numbers, or names a file of its own.
std::string beside(std::string_view data, std::string_view word);

/// Whether an argument names a file as a whole, and no column of it.
bool names_a_file(std::string_view text);

/// "0.4,0.6", with commas or blanks between. Throws InvalidArgument, naming the word that is no number; `noun` is what a
/// number stands for.
std::vector<double> parse_numbers(std::string_view text, std::string_view argument, std::string_view noun = "cell");

/// Whether a text consists of numbers, commas, semicolons and blanks alone, as an argument that opens with a minus may.
bool looks_like_numbers(std::string_view text);

/// The texts of a list "a,b,c", or of a file's column.
std::vector<std::string> read_labels(std::string_view text, Desk& desk);

/// Gives P and Q the same cells: of categories, those of P by falling count, then Q's others. Returns the cells'
/// labels, none for cells without names. Throws InvalidArgument where one is of categories and the other of numbers.
std::vector<std::string> align(Input& p, Input& q);

/// The labels of one column of categories, its values as counts.
std::vector<std::string> labels_of(Input& p);

}  // namespace sanov::cli
