// Two forecasts of tomorrow's weather, held against how often each kind of weather came.
#include <sanov/measures/measures.h>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> seen{0.49, 0.37, 0.08, 0.06};  // sun, rain, fog, snow
  const std::vector<double> cautious{0.40, 0.40, 0.10, 0.10};
  const std::vector<double> bold{0.70, 0.25, 0.04, 0.01};

  std::printf("KL from what was seen, in nats: cautious %.4f, bold %.4f\n", sanov::kl(seen, cautious),
              sanov::kl(seen, bold));
}
