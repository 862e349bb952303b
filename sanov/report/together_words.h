#pragma once

#include <string>
#include <vector>

#include "sanov/compare/joint.h"
#include "sanov/compare/shift.h"

namespace sanov {

/// A table in words: what it is about, rows of cells, the first of which are its heads, and what else is to be known.
struct WordTable {
  std::string title;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> lines;
};

/// What `sanov compare --joint` and `--target` found, in the words of every face.
WordTable joint_words(const JointFinding& joint);
WordTable shift_words(const Shift& shift);

}  // namespace sanov
