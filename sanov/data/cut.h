#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanov/data/frame.h"

/// How numbers are cut into cells.
namespace sanov {

/// Sets edges, one_value_a_cell, origin, quantum, coarse, labels, roles and all_different of a number column from a
/// sample of its values (finite or not, none missing) and `rows`, how many values the reference has in all. minimum and
/// maximum must be set.
void cut_numbers(FrameColumn& column, std::vector<double> sample, std::uint64_t rows, std::size_t bins);

/// Groups consecutive cells so that each group holds about 1/groups of the counts. A cell that alone holds that share
/// stands alone, so that a heavy tie is not blurred by its neighbours, and takes the place of as many groups as it has
/// shares; what is left between such cells is a group from 10 counts on, and joins one of them below that. Returns the
/// group of each cell. Counts must not all be zero.
std::vector<std::uint32_t> group_cells(const std::vector<std::uint64_t>& counts, std::size_t groups);

/// Labels of the coarse cells of numbers: "≤ 5", "5 to 7.2", "> 30"; values where a cell is one, dates as dates.
std::vector<std::string> label_numbers(const FrameColumn& column);

/// What follows from the coarse cells of a number column's values, once `coarse` has them: labels and roles, and the cell
/// of missing values behind them.
void lay_out_numbers(FrameColumn& column);

/// What follows from the categories of a text column and has_rest: coarse, labels and roles.
void lay_out_categories(FrameColumn& column);

/// A number as a person would write it, to `digits` significant ones: "17.8", "12345", "2012-01-31", "08:30:00".
std::string write_number(ColumnKind kind, double x, int digits = 4);

}  // namespace sanov
