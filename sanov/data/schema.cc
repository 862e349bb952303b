#include "sanov/data/schema.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

#include "sanov/base/error.h"

namespace sanov {
namespace {

/// What a format string says: everything of a ColumnType but its name and place.
struct Parsed {
  ColumnKind kind;
  Storage storage;
  std::string declared;
  double multiplier = 1, divisor = 1;
};

struct Plain {
  std::string_view format, declared;
  ColumnKind kind;
  Storage storage;
};

constexpr std::array kPlain{
    Plain{"n", "null", ColumnKind::empty, Storage::none},
    Plain{"b", "boolean", ColumnKind::boolean, Storage::bits},
    Plain{"c", "int8", ColumnKind::integer, Storage::int8},
    Plain{"C", "uint8", ColumnKind::integer, Storage::uint8},
    Plain{"s", "int16", ColumnKind::integer, Storage::int16},
    Plain{"S", "uint16", ColumnKind::integer, Storage::uint16},
    Plain{"i", "int32", ColumnKind::integer, Storage::int32},
    Plain{"I", "uint32", ColumnKind::integer, Storage::uint32},
    Plain{"l", "int64", ColumnKind::integer, Storage::int64},
    Plain{"L", "uint64", ColumnKind::integer, Storage::uint64},
    Plain{"e", "float16", ColumnKind::numeric, Storage::float16},
    Plain{"f", "float32", ColumnKind::numeric, Storage::float32},
    Plain{"g", "float64", ColumnKind::numeric, Storage::float64},
    Plain{"u", "text", ColumnKind::text, Storage::text32},
    Plain{"U", "text", ColumnKind::text, Storage::text64},
    Plain{"vu", "text", ColumnKind::text, Storage::text_view},
};

struct Unit {
  char letter;
  std::string_view name;
  double per_second;
};
constexpr std::array kUnits{Unit{'s', "s", 1}, Unit{'m', "ms", 1e3}, Unit{'u', "us", 1e6}, Unit{'n', "ns", 1e9}};

const Unit* find_unit(std::string_view format, std::size_t at) {
  if (format.size() <= at) return nullptr;
  for (const Unit& unit : kUnits)
    if (unit.letter == format[at]) return &unit;
  return nullptr;
}

/// Formats that begin with t: dates, times, timestamps, durations (not intervals, which have no one length).
std::optional<Parsed> parse_time(std::string_view format) {
  if (format == "tdD") return Parsed{ColumnKind::date_time, Storage::int32, "date", 86400, 1};
  if (format == "tdm") return Parsed{ColumnKind::date_time, Storage::int64, "date", 1, 1e3};
  const Unit* unit = find_unit(format, 2);
  if (unit == nullptr) return std::nullopt;
  if (format.starts_with("tt") && format.size() == 3) {
    const Storage storage = unit->per_second <= 1e3 ? Storage::int32 : Storage::int64;
    return Parsed{ColumnKind::time_of_day, storage, fmt::format("time[{}]", unit->name), 1, unit->per_second};
  }
  if (format.starts_with("tD") && format.size() == 3)
    return Parsed{ColumnKind::numeric, Storage::int64, fmt::format("duration[{}]", unit->name), 1, unit->per_second};
  if (format.starts_with("ts") && format.size() >= 4 && format[3] == ':') {
    const std::string_view zone = format.substr(4);
    return Parsed{ColumnKind::date_time, Storage::int64,
                  fmt::format("timestamp[{}{}{}]", unit->name, zone.empty() ? "" : ", ", zone), 1, unit->per_second};
  }
  return std::nullopt;
}

/// "d:precision,scale" or "d:precision,scale,bits".
std::optional<Parsed> parse_decimal(std::string_view format) {
  std::array<int, 3> parts{0, 0, 128};
  const char* at = format.data() + 2;
  const char* end = format.data() + format.size();
  std::size_t read = 0;
  while (read < parts.size() && at < end) {
    const auto [next, error] = std::from_chars(at, end, parts[read]);
    if (error != std::errc{}) return std::nullopt;
    ++read;
    at = next;
    if (at < end && *at++ != ',') return std::nullopt;
  }
  if (read < 2 || at != end || std::abs(parts[1]) > 76) return std::nullopt;
  Parsed parsed{ColumnKind::numeric, Storage::none, fmt::format("decimal({}, {})", parts[0], parts[1])};
  (parts[1] >= 0 ? parsed.divisor : parsed.multiplier) = std::pow(10., std::abs(parts[1]));
  switch (parts[2]) {
    case 32: parsed.storage = Storage::decimal32; break;
    case 64: parsed.storage = Storage::decimal64; break;
    case 128: parsed.storage = Storage::decimal128; break;
    case 256: parsed.storage = Storage::decimal256; break;
    default: return std::nullopt;
  }
  return parsed;
}

std::optional<Parsed> parse(std::string_view format) {
  for (const Plain& plain : kPlain)
    if (plain.format == format) return Parsed{plain.kind, plain.storage, std::string(plain.declared)};
  if (format.starts_with("d:")) return parse_decimal(format);
  if (format.starts_with("t")) return parse_time(format);
  return std::nullopt;
}

std::string why_not_read(std::string_view format) {
  if (format.starts_with('+')) return "nested type";
  if (format == "z" || format == "Z" || format == "vz" || format.starts_with("w:")) return "binary type";
  if (format.starts_with("ti")) return "calendar intervals have no fixed length";
  return fmt::format("unknown Arrow type {}", format);
}

bool is_index(Storage storage) { return storage >= Storage::int8 && storage <= Storage::uint64; }

/// Whether metadata, as the Arrow specification lays them out, have a key: the number of pairs, then of each the length of
/// the key, the key, the length of the value and the value.
bool has_key(const char* metadata, std::string_view key) {
  if (metadata == nullptr) return false;
  const auto read_length = [&] {
    std::int32_t length;
    std::memcpy(&length, metadata, sizeof length);
    metadata += sizeof length;
    return length;
  };
  for (std::int32_t pairs = read_length(); pairs > 0; --pairs) {
    for (const bool is_key : {true, false}) {
      const std::int32_t length = read_length();
      if (length < 0) return false;
      if (is_key && std::string_view(metadata, static_cast<std::size_t>(length)) == key) return true;
      metadata += length;
    }
  }
  return false;
}

std::optional<ColumnType> read_column(const ArrowSchema& field, LeftOut& left_out) {
  const std::string_view format = field.format != nullptr ? field.format : "";
  const std::optional<Parsed> own = parse(format);
  std::optional<Parsed> values = own;
  if (field.dictionary != nullptr) {
    const std::string_view inner = field.dictionary->format != nullptr ? field.dictionary->format : "";
    values = parse(inner);
    if (!values) left_out.reason = why_not_read(inner);
    if (!own || !is_index(own->storage) || field.dictionary->dictionary != nullptr) {
      left_out.reason = "a dictionary's indices must be integers";
      return std::nullopt;
    }
  } else if (!values) {
    left_out.reason = why_not_read(format);
  }
  if (!values) return std::nullopt;
  ColumnType type{.name = left_out.name,
                  .kind = values->kind,
                  .storage = values->storage,
                  .index_storage = field.dictionary != nullptr ? own->storage : Storage::none,
                  .multiplier = values->multiplier,
                  .divisor = values->divisor,
                  .declared = values->declared};
  if (type.has_dictionary() && !has_key(field.metadata, kPlainText)) type.declared = "dictionary of " + type.declared;
  return type;
}

}  // namespace

std::string_view to_text(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::numeric: return "numeric";
    case ColumnKind::integer: return "integer";
    case ColumnKind::boolean: return "boolean";
    case ColumnKind::text: return "text";
    case ColumnKind::date_time: return "date/time";
    case ColumnKind::time_of_day: return "time of day";
    case ColumnKind::empty: return "empty";
  }
  return "";
}

bool comparable(ColumnKind a, ColumnKind b) {
  const auto number = [](ColumnKind kind) {
    return kind == ColumnKind::numeric || kind == ColumnKind::integer || kind == ColumnKind::boolean;
  };
  return a == b || a == ColumnKind::empty || b == ColumnKind::empty || (number(a) && number(b));
}

const ColumnType* TableSchema::find(std::string_view name) const {
  for (const ColumnType& column : columns)
    if (column.name == name) return &column;
  return nullptr;
}

void check_column(const TableSchema& schema, std::string_view column, std::string_view table,
                  std::string_view function) {
  if (schema.find(column) != nullptr) return;
  const std::string argument = fmt::format("column {}", column);
  for (const LeftOut& left_out : schema.left_out)
    if (left_out.name == column)
      fail_argument(function, argument, fmt::format("of {} is not read: {}", table, left_out.reason));
  std::vector<std::string_view> names;
  for (const ColumnType& type : schema.columns) names.push_back(type.name);
  const std::string near = nearest(column, names.data(), names.size());
  fail_argument(function, argument,
                fmt::format("is not in {}{}", table, near.empty() ? "" : fmt::format("; did you mean {}?", near)));
}

TableSchema read_schema(const ArrowSchema& schema, std::string_view table) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s" || schema.n_children < 0 ||
      (schema.n_children > 0 && schema.children == nullptr))
    fail_domain("", table, "is not a stream of record batches: its Arrow type must be a struct");
  TableSchema result;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema* field = schema.children[i];
    if (field == nullptr) fail_domain("", table, fmt::format("has a null pointer where column {} belongs", i));
    LeftOut left_out{field->name != nullptr ? field->name : "", ""};
    std::optional<ColumnType> type = read_column(*field, left_out);
    if (type && result.find(type->name) != nullptr) {
      type.reset();
      left_out.reason = "a second column of this name";
    }
    if (!type) {
      result.left_out.push_back(std::move(left_out));
      continue;
    }
    type->child = static_cast<std::size_t>(i);
    result.columns.push_back(std::move(*type));
  }
  return result;
}

}  // namespace sanov
