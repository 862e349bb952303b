#include "cli/table_file.h"

#include <cstdio>
#include <system_error>

#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"

namespace sanov::cli {

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

void write_parquet(MemoryTable& table, const std::string& path, Desk& desk) {
  const std::string temporary = temporary_beside(path);
  // The name that the caller gave, not that of the temporary file.
  try {
    desk.opener.write_parquet(temporary, table.open({}));
  } catch (const std::system_error& error) {
    std::remove(temporary.c_str());
    fail_file(path, error.code().value(), "cannot be written");
  } catch (const DomainError& error) {
    std::remove(temporary.c_str());
    fail_domain("", path, "cannot be written: " + error.complaint().rule);
  } catch (...) {
    std::remove(temporary.c_str());
    throw;
  }
  rename_to(temporary, path);
}

}  // namespace sanov::cli
