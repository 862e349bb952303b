#include "sanov/report/number_text.h"

#include <fmt/format.h>

#include <cmath>

namespace sanov {

std::string rounded(double value, int digits) {
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  if (value == 0) return "0";
  return fmt::format("{:.{}g}", value, digits);
}

std::string with_commas(double count) {
  if (!(std::fabs(count) < 1e15)) return fmt::format("{:.3g}", count);
  std::string digits = fmt::format("{:.0f}", count);
  for (std::size_t at = digits.size(); at > 3 && digits[at - 4] != '-'; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(double count, std::string_view noun) {
  return fmt::format("{} {}{}", with_commas(count), noun, count == 1 ? "" : "s");
}

std::string short_number(double value) { return value > 0 && value < 1e-3 ? rounded(value, 1) : rounded(value, 2); }

std::string plain_number(double value, int digits) {
  return value >= 999.5 && value < 999999.5 ? with_commas(std::round(value)) : rounded(value, digits);
}

std::string duration_text(double seconds, int digits) {
  if (std::isinf(seconds)) return "∞";
  if (seconds >= 2 * 86400) return plain_number(seconds / 86400, digits) + " d";
  if (seconds >= 2 * 3600) return plain_number(seconds / 3600, digits) + " h";
  return plain_number(seconds, digits) + " s";
}

}  // namespace sanov
