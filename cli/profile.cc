#include "cli/profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "cli/desk.h"
#include "cli/json.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"
#include "sanov/data/categories.h"
#include "sanov/data/profile_file.h"
#include "sanov/data/profile_table.h"

namespace sanov::cli {
namespace {

constexpr double kMissedWorthSaying = 0.01;

std::string size_text(std::size_t bytes) {
  const double size = static_cast<double>(bytes);
  if (size < 1e3) return counted(size, "byte");
  return size < 1e6 ? rounded(size / 1e3) + " kB" : rounded(size / 1e6) + " MB";
}

std::string rows_text(std::uint64_t rows, std::string_view noun = "row") {
  return counted(static_cast<double>(rows), noun);
}

/// What became of one column's values: "every value", "1,043 cells: KS within 0.0012, W1 within 0.0034".
std::string kept_text(const ColumnSummary& column) {
  if (!column.present) return "the table lacks it";
  if (!column.countable) return "of another kind than the reference: only whether there is a value";
  if (column.kind == ColumnKind::text) {
    std::string text = column.folded > 0 ? rows_text(column.folded) + " of rarer categories by hash" : "every category";
    if (column.unseen > 0)
      text += fmt::format("; {} that the reference lacks, {}{}", rows_text(column.unseen),
                          column.unseen_left_out ? "over " : "", rows_text(column.unseen_named, "name"));
    if (column.unseen_missed >= kMissedWorthSaying)
      text += fmt::format("; about {:.0f}% of such would pass for rare ones", 100 * column.unseen_missed);
    return text;
  }
  if (column.different) return "every value";
  return fmt::format("counts: KS within {}, W1 within {}", rounded(column.kolmogorov_smirnov_error, 2),
                     rounded(column.wasserstein_error, 2));
}

std::string columns_table(const std::vector<ColumnSummary>& columns, const Terminal& terminal) {
  using enum Align;
  Table table({left, left, right, right, left});
  table.add({"column", "type", "missing", "cells", "what is kept"});
  for (const ColumnSummary& column : columns)
    table.add({cut_to(display_name(column.column), 24), cut_to(column.type, 16),
               with_commas(static_cast<double>(column.missing)), with_commas(static_cast<double>(column.cells)),
               kept_text(column)});
  return table.text(terminal, 2);
}

std::vector<std::string> names_of(const std::vector<ColumnType>& columns) {
  std::vector<std::string> names;
  for (const ColumnType& column : columns) names.push_back(display_name(column.name));
  return names;
}

/// Writes the profile where one is asked for, then answers.
void answer(const Profile& found, const std::string& output, bool json, Desk& desk) {
  std::size_t written = 0;
  if (!output.empty()) {
    const std::string text = sanov::profile_text(found);
    written = text.size();
    write_file(output, text);
  }
  desk.out << (json ? profile_json(found, output, written) : profile_text(found, output, written, desk.terminal));
}

}  // namespace

std::string profile_text(const Profile& profile, const std::string& output, std::size_t written,
                         const Terminal& terminal) {
  std::string text;
  const auto paragraph = [&](const std::string& line) {
    for (const auto& part : folded(shown(line, terminal), static_cast<std::size_t>(terminal.columns)))
      text += part + "\n";
  };
  const std::string frame =
      profile.frame->reference != profile.name ? fmt::format(", in the cells of {}", profile.frame->reference) : "";
  paragraph(fmt::format("{}: {}, {}{}", profile.name, rows_text(profile.rows),
                        rows_text(profile.columns.size(), "column"), frame));
  text += "\n" + columns_table(summarize(profile), terminal);
  std::vector<std::string> lines;
  if (!profile.not_in_frame.empty())
    lines.push_back(fmt::format("not counted: {}", fmt::join(names_of(profile.not_in_frame), ", ")));
  for (const LeftOut& column : profile.left_out)
    lines.push_back(fmt::format("{} was not read: {}", display_name(column.name), column.reason));
  if (!output.empty()) lines.push_back(fmt::format("{}: {}", output, size_text(written)));
  if (!lines.empty()) text += "\n";
  for (const std::string& line : lines) paragraph(line);
  return text;
}

std::string profile_json(const Profile& profile, const std::string& output, std::size_t written) {
  Json json;
  json.object().member("table", profile.name).member("rows", profile.rows);
  json.member("reference", profile.frame->reference).member("reference_rows", profile.frame->rows);
  json.member("sampled", profile.frame->sampled);
  json.key("columns").array();
  for (const ColumnSummary& column : summarize(profile)) {
    json.object();
    each_field(column, [&]<class T>(std::string_view name, const T& value) {
      json.key(name);
      if constexpr (requires { json.value(value); })
        json.value(value);
      else
        value ? json.value(std::uint64_t{*value}) : json.null();
    });
    json.close();
  }
  json.close().key("not_in_frame").array();
  for (const std::string& name : names_of(profile.not_in_frame)) json.value(name);
  json.close().key("left_out").array();
  for (const LeftOut& column : profile.left_out)
    json.object().member("column", column.name).member("reason", column.reason).close();
  json.close();
  if (!output.empty()) json.member("output", output).member("bytes", std::uint64_t{written});
  return json.close().text();
}

void profile(const ProfileRequest& request, Desk& desk) {
  const bool cuts = request.bins != 0 || request.max_categories || request.exact_values || !request.columns.empty();
  if (is_profile_file(request.table)) {
    if (cuts || !request.frame.empty())
      fail_argument("", request.table, "is a profile already, whose cells and columns are frozen");
    return answer(load_profile(request.table), request.output, request.json, desk);
  }
  if (request.frame.empty()) {
    FrameOptions options{.bins = static_cast<std::size_t>(request.bins)};
    if (request.max_categories) options.max_categories = static_cast<std::size_t>(*request.max_categories);
    if (request.exact_values) options.exact_values = static_cast<std::size_t>(*request.exact_values);
    const auto table = desk.opener.open(request.table);
    return answer(sanov::profile(*table, options, request.columns), request.output, request.json, desk);
  }
  if (cuts)
    fail_argument(
        "", "--frame",
        "has its cells and columns already; leave out --columns, --bins, --max-categories and --exact-values");
  const Profile frame = load_profile(request.frame);
  const auto table = desk.opener.open(request.table);
  answer(sanov::profile(*table, frame.frame), request.output, request.json, desk);
}

void merge(const MergeRequest& request, Desk& desk) {
  Profile all = load_profile(request.profiles.front());
  for (std::size_t i = 1; i < request.profiles.size(); ++i) all.merge(load_profile(request.profiles[i]));
  all.name = counted(static_cast<double>(request.profiles.size()), "profile");
  answer(all, request.output, request.json, desk);
}

}  // namespace sanov::cli
