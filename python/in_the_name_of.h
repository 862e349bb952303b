#pragma once

#include <initializer_list>
#include <string_view>

#include "sanov/base/error.h"

namespace sanov {

/// What an argument is called in C++, and in Python.
struct ArgumentName {
  std::string_view here, in_python;
};

/// Complaints in the names that Python's callers know the function and its arguments by.
template <class Call>
auto in_the_name_of(const char* function, const Call& call, std::initializer_list<ArgumentName> arguments = {}) {
  const auto renamed = [&](Complaint complaint) {
    complaint.function = function;
    for (const ArgumentName& name : arguments)
      if (complaint.argument == name.here) {
        complaint.argument = name.in_python;
        break;
      }
    return complaint;
  };
  try {
    return call();
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(renamed(error.complaint()));
  } catch (const DomainError& error) {
    throw DomainError(renamed(error.complaint()));
  }
}

}  // namespace sanov
