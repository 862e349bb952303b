#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sanov/compare/compare.h"
#include "sanov/report/compare_words.h"

/// A column as the charts of a page and of a notebook are made of it.
namespace sanov {

/// What the facts of a column are called, in the order in which column_json has them.
std::span<const std::string_view> fact_labels();

/// A column as one object of JSON on one line, safe inside of a <script> element: what the charts in sanov/report/page read (a
/// row of their data set `column`), and what is said of it. Of its cells the 12 that contribute most, and the rest as one.
std::string column_json(const Finding& finding, std::span<const Remark> remarks);

/// The charts' specifications as an object of JSON: numbers, times, texts, contributions and certainty.
std::string charts_json();

/// The charts of one column below each other: a specification in Vega-Lite, as JSON, with its data inside.
std::string column_chart(const Finding& finding);

}  // namespace sanov
