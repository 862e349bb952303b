#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

/// How sanov says that something is wrong.
///
/// A caller's mistake is thrown as std::invalid_argument (a shape, an option) or std::domain_error (a value), always
/// through this file, and carries a Complaint. Trouble in the environment is a std::system_error. A true infinity is a
/// result, not an error, and "not converged" is a Status in the result.
namespace sanov {

/// What is wrong, where, and which rule it breaks. Faces rephrase it; what() is the sentence in C++ terms.
struct Complaint {
  std::string function;              ///< "kl", "compare"; empty where there is none
  std::string argument;              ///< "p", "alpha", a column's or a file's name
  std::optional<std::size_t> index;  ///< position in the argument, from 0
  std::string rule;                  ///< a predicate and the mend: "sums to 1.1, not to 1; pass normalized(counts)"

  /// "kl: p[3] is -0.1; probabilities are finite and not negative"
  std::string sentence() const;
};

/// A wrong shape, size or option.
class InvalidArgument : public std::invalid_argument {
 public:
  explicit InvalidArgument(Complaint complaint);
  const Complaint& complaint() const noexcept { return complaint_; }

 private:
  Complaint complaint_;
};

/// A value outside the domain.
class DomainError : public std::domain_error {
 public:
  explicit DomainError(Complaint complaint);
  const Complaint& complaint() const noexcept { return complaint_; }

 private:
  Complaint complaint_;
};

/// Throws InvalidArgument: `fail_argument("kl", "q", "has 3 cells, but p has 2")`.
[[noreturn]] void fail_argument(std::string_view function, std::string_view argument, std::string_view rule);

/// Throws DomainError about the element at `index`: `fail_value("kl", "p", 3, -0.1, "probabilities are not negative")`.
[[noreturn]] void fail_value(std::string_view function, std::string_view argument, std::size_t index, double value,
                             std::string_view rule);

/// Throws DomainError about the argument as a whole: `fail_domain("kl", "p", "sums to 1.1, not to 1")`.
[[noreturn]] void fail_domain(std::string_view function, std::string_view argument, std::string_view rule);

/// Throws std::system_error about a file: `fail_file(path, errno, "cannot be opened")`.
[[noreturn]] void fail_file(std::string_view path, int error, std::string_view what);

/// The shortest text that reads back as the same double; "Infinity", "-Infinity" and "NaN" for the rest.
std::string to_text(double value);

/// The candidate nearest to `word` in edits, or "" if none is near: for "did you mean …?".
std::string nearest(std::string_view word, const std::string_view* candidates, std::size_t count);

}  // namespace sanov
