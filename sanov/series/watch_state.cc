#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sanov/base/error.h"
#include "sanov/data/base64.h"
#include "sanov/data/checked_text.h"
#include "sanov/data/profile_file.h"
#include "sanov/series/watch.h"

/// The file that a watch goes on from.
namespace sanov {
namespace {

using nlohmann::json;

constexpr CheckedFormat kFormat{"watch state", 1};

/// Names of files may be any bytes; what is no UTF-8 is written as base64.
std::string json_text(std::string_view text) {
  try {
    return json(text).dump();
  } catch (const json::type_error&) {
    return fmt::format(R"({{"base64": "{}"}})", to_base64(text));
  }
}

std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  const auto bytes = from_base64(value.at("base64").get<std::string>());
  if (!bytes) throw std::runtime_error("a name is no base64");
  return *bytes;
}

std::string fingerprint(const Profile& reference) { return fmt::format("{:016x}", checksum(profile_text(reference))); }

}  // namespace

std::string Watch::text() const {
  std::string body = fmt::format(" \"reference\": \"{}\",\n \"files\": [", fingerprint(reference_));
  bool first = true;
  for (const auto& [name, file] : files_) {
    body += fmt::format("{}\n  {{\"name\": {}, \"size\": {}, \"modified\": {}, \"rows\": {}, \"trouble\": {}}}",
                        first ? "" : ",", json_text(name), file.stamp.size, file.stamp.modified, file.rows,
                        json_text(file.trouble));
    first = false;
  }
  body += "],\n \"columns\": [";
  first = true;
  for (const Column& column : columns_) {
    const RunningEvidence::State& state = column.evidence.state();
    body +=
        fmt::format("{}\n  {{\"tests\": {}, \"log_active\": {}, \"log_most\": {}, \"since\": {}}}", first ? "" : ",",
                    state.tests, to_text(state.log_active), to_text(state.log_most), json_text(column.since));
    first = false;
  }
  body += fmt::format("],\n \"pooled\": {}}}\n", json(profile_text(pooled_)).dump());
  return checked_header(kFormat, body) + body;
}

void Watch::read(std::string_view body, std::string_view name) {
  const auto damaged = [&](std::string_view what) { fail_domain("", name, fmt::format("is damaged: {}", what)); };
  try {
    const json state = json::parse("{" + std::string(body));
    if (state.at("reference").get<std::string>() != fingerprint(reference_))
      fail_domain(
          "", name,
          fmt::format("is of another reference than {}, or of one by another name; give --state another file, or "
                      "remove this one to begin anew",
                      reference_.name));
    const json& columns = state.at("columns");
    if (columns.size() != columns_.size()) damaged("it has other columns than the reference");
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const json& column = columns[i];
      columns_[i].evidence = RunningEvidence({.tests = column.at("tests").get<std::uint64_t>(),
                                              .log_active = column.at("log_active").get<double>(),
                                              .log_most = column.at("log_most").get<double>()});
      columns_[i].since = text_of(column.at("since"));
    }
    for (const json& file : state.at("files")) {
      const FileStamp stamp{text_of(file.at("name")), file.at("size").get<std::uint64_t>(),
                            file.at("modified").get<std::int64_t>()};
      files_[stamp.name] = {stamp, file.at("rows").get<std::uint64_t>(), text_of(file.at("trouble"))};
    }
    pooled_ = parse_profile(state.at("pooled").get<std::string>(), name);
  } catch (const json::exception&) {
    damaged("it lacks something, or has something else in its place");
  } catch (const std::runtime_error&) {
    damaged("a name cannot be read");
  }
  if (!one_frame(pooled_, reference_)) damaged("its counts are in other cells");
  pooled_.name = reference_.name;
}

Watch Watch::resume(std::string_view text, std::string_view name, Profile reference, const WatchOptions& options) {
  Watch watch(std::move(reference), options);
  watch.read(check_header(kFormat, text, name), name);
  return watch;
}

}  // namespace sanov
