#include "sanov/transport/transport_1d.h"

#include "sanov/base/floating_point.h"
#include "sanov/transport/line_transport.h"

namespace sanov {

Transport transport_1d(Cells x, Cells y, const LineOptions& options) {
  constexpr const char* kName = "transport_1d";
  const FloatingPoint guard;
  return transport_on_line(Line(x, y, options, kName), options.p, 1, kName);
}

}  // namespace sanov
