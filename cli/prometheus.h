#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sanov/compare/compare.h"
#include "sanov/series/compare_over.h"
#include "sanov/series/watch.h"

/// Answers in Prometheus' text format, for the text-file collector of its node exporter.
namespace sanov::cli {

/// A value of a label: backslashes, quotes and line ends escaped, bytes that are no UTF-8 replaced.
std::string prometheus_label(std::string_view text);

std::string prometheus_text(const Comparison& comparison);
/// The last window's.
std::string prometheus_text(const Series& series);
/// After a file; `folder` is what was watched, and `files` how many came.
std::string prometheus_text(const WatchAnswer& answer, std::string_view reference, std::string_view folder,
                            std::size_t files);

}  // namespace sanov::cli
