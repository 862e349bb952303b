#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/desk.h"
#include "cli/picture.h"

namespace sanov::cli {

/// A matrix of all pairs with what it is of, on its way out.
struct LabelledSquare {
  std::string measure, unit;        ///< "js", "nats"; no unit is ""
  std::string source;               ///< the file that it is of
  std::vector<std::string> labels;  ///< of the rows, which are those of the columns; or none
  std::vector<double> values;       ///< row by row; NaN where there is none
  std::size_t side = 0;
  bool is_signed = false;  ///< values lie in [−1, 1], 0 in the middle

  std::string label(std::size_t row) const;
};

/// What is drawn of it; a view, which the square must outlive.
Square square_of(const LabelledSquare& given);

enum class Form { csv, json, npy, parquet, png, svg, terminal };

/// The form that a file's ending, or without a file an option, asks for; `otherwise` where none does. Throws
/// InvalidArgument for an unknown ending, and where two options ask for two forms.
Form form_of(std::string_view output, bool json, bool picture, Form otherwise);

/// Writes it to the file `output`, or to the desk where that is empty. Throws InvalidArgument where it is too large for
/// its form.
void write_square(const LabelledSquare& square, Form form, const std::string& output, Desk& desk);

}  // namespace sanov::cli
