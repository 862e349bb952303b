#pragma once

#include "sanov/base/error.h"

namespace sanov {

/// Complaints in the name that Python's callers know the function by.
template <class Call>
auto in_the_name_of(const char* function, const Call& call) {
  const auto renamed = [&](Complaint complaint) {
    complaint.function = function;
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
