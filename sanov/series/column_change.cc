#include "sanov/series/column_change.h"

#include "sanov/compare/text_cells.h"
#include "sanov/inference/homogeneity.h"

namespace sanov {
namespace {

bool has_two_values(const ColumnPair& pair) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < pair.reference.cells.size(); ++i)
    count += pair.reference.cells[i] > 0 || pair.current.cells[i] > 0;
  if (pair.frame.is_text() && pair.current.unseen.size() > 1) ++count;
  return count > 1;
}

ColumnTest test_rows(const ColumnPair& pair, CellsCutBy cut_by, SharedNulls* shared) {
  if (!has_two_values(pair)) return {};
  if (pair.frame.is_text()) {
    const TextCells cells = text_cells(pair.frame, pair.reference, pair.current);
    return {homogeneity_p(cells.reference, cells.current), "chi-squared"};
  }
  const std::size_t own = pair.frame.own_cells();
  const OrderedTest test = test_ordered({.reference = {pair.reference.cells.data(), own},
                                         .current = {pair.current.cells.data(), own},
                                         .coarse = {pair.frame.coarse.data(), own},
                                         .reference_missing = pair.reference.cells.back(),
                                         .current_missing = pair.current.cells.back(),
                                         .cut_at_reference = cut_by == CellsCutBy::reference,
                                         .share_null = shared != nullptr && pair.frame.all_different},
                                        {}, shared);
  return {test.p, "anderson-darling and chi-squared"};
}

}  // namespace

ColumnTest test_column(const ColumnPair& pair, CellsCutBy cut_by, SharedNulls* shared) {
  if (pair.n == 0 || pair.m == 0) return {};
  const ColumnTest found = test_rows(pair, cut_by, shared);
  return cut_by == CellsCutBy::reference ? allowing_for_ends(found, pair) : found;
}

}  // namespace sanov
