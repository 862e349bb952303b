#include "sanov/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sanov {

std::string Complaint::sentence() const {
  std::string text;
  if (!function.empty()) text += function + ": ";
  text += argument;
  if (index) text += fmt::format("[{}]", *index);
  if (!text.empty() && !argument.empty()) text += ' ';
  return text + rule;
}

InvalidArgument::InvalidArgument(Complaint complaint)
    : std::invalid_argument(complaint.sentence()), complaint_(std::move(complaint)) {}

DomainError::DomainError(Complaint complaint)
    : std::domain_error(complaint.sentence()), complaint_(std::move(complaint)) {}

void fail_argument(std::string_view function, std::string_view argument, std::string_view rule) {
  throw InvalidArgument({std::string(function), std::string(argument), std::nullopt, std::string(rule)});
}

void fail_value(std::string_view function, std::string_view argument, std::size_t index, double value,
                std::string_view rule) {
  throw DomainError(
      {std::string(function), std::string(argument), index, fmt::format("is {}; {}", to_text(value), rule)});
}

void fail_domain(std::string_view function, std::string_view argument, std::string_view rule) {
  throw DomainError({std::string(function), std::string(argument), std::nullopt, std::string(rule)});
}

void fail_file(std::string_view path, int error, std::string_view what) {
  throw std::system_error(error, std::generic_category(), fmt::format("{} {}", path, what));
}

std::string to_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", value);
}

namespace {

/// Levenshtein's distance, with a swap of neighbours counted as one edit.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::string_view* candidates, std::size_t count) {
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best = limit + 1;
  std::string_view found;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t distance = edits(word, candidates[i]);
    if (distance < best) {
      best = distance;
      found = candidates[i];
    }
  }
  return std::string(found);
}

}  // namespace sanov
