// Times what bench/families.py cannot time from Python: Boost's distributions, and sanov's fits and divergences without
// Python around them.
//
//   sanov_timings points FAMILY FUNCTION PARAMETERS… FILE    Boost at the file's doubles, a half on each of two threads
//   sanov_timings fit FAMILY PARAMETERS… FILE                one family fitted to the file's doubles
//   sanov_timings pairs FILE                                 KL between the distributions on lines 1 and 2, 3 and 4, …
//
// Prints the median seconds of a call and its answer: the sum of all values, the log likelihood, the sum of all KL.
#include <algorithm>
#include <boost/math/distributions.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <future>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "sanov/families/divergence.h"
#include "sanov/families/spec.h"
#include "sanov/fit/fit_values.h"

namespace {

namespace bm = boost::math;

std::vector<double> doubles_of(const char* file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) throw std::runtime_error(std::string("cannot read ") + file);
  std::vector<double> x(static_cast<std::size_t>(in.tellg()) / sizeof(double));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(x.data()), static_cast<std::streamsize>(x.size() * sizeof(double)));
  return x;
}

double seconds_of(const std::function<double()>& call, double& answer) {
  std::vector<double> times;
  double all = 0;
  do {
    const auto begun = std::chrono::steady_clock::now();
    answer = call();
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    all += times.back();
  } while (times.size() < 4 || (all < 0.5 && times.size() < 100));
  times.erase(times.begin());
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

/// The sum of f over all x, by way of an array of its values.
template <class F>
double sum_over(const std::vector<double>& x, std::vector<double>& out, F&& f) {
  const auto part = [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) out[i] = f(x[i]);
  };
  const std::size_t middle = x.size() / 2;
  std::future<void> other = std::async(std::launch::async, part, middle, x.size());
  part(0, middle);
  other.get();
  return std::accumulate(out.begin(), out.end(), 0.0);
}

template <class D>
double at_points(const D& d, const std::string& function, const std::vector<double>& x, std::vector<double>& out) {
  if (function == "log_pdf") return sum_over(x, out, [&](double v) { return std::log(bm::pdf(d, v)); });
  if (function == "cdf") return sum_over(x, out, [&](double v) { return bm::cdf(d, v); });
  return sum_over(x, out, [&](double p) { return bm::quantile(d, p); });
}

double boost_points(const std::string& family, const std::string& function, const std::vector<double>& p,
                    const std::vector<double>& x, std::vector<double>& out) {
  const auto at = [&](const auto& d) { return at_points(d, function, x, out); };
  if (family == "normal") return at(bm::normal(p.at(0), p.at(1)));
  if (family == "exponential") return at(bm::exponential(1 / p.at(0)));
  if (family == "gamma") return at(bm::gamma_distribution<>(p.at(0), p.at(1)));
  if (family == "beta") return at(bm::beta_distribution<>(p.at(0), p.at(1)));
  if (family == "weibull") return at(bm::weibull(p.at(0), p.at(1)));
  if (family == "lognormal") return at(bm::lognormal(p.at(0), p.at(1)));
  if (family == "student_t") return at(bm::students_t(p.at(0)));
  if (family == "gumbel") return at(bm::extreme_value(p.at(0), p.at(1)));
  if (family == "cauchy") return at(bm::cauchy(p.at(0), p.at(1)));
  if (family == "logistic") return at(bm::logistic(p.at(0), p.at(1)));
  throw std::runtime_error("no such family: " + family);
}

std::function<double()> task(int argc, char** argv) {
  const std::string name = argc > 2 ? argv[1] : "";
  const char* file = argv[argc - 1];
  if (name == "points" && argc > 4) {
    std::vector<double> parameters;
    for (int i = 4; i + 1 < argc; ++i) parameters.push_back(std::stod(argv[i]));
    auto x = doubles_of(file);
    return
        [=, family = std::string(argv[2]), function = std::string(argv[3]),
         out = std::vector<double>(x.size())]() mutable { return boost_points(family, function, parameters, x, out); };
  }
  if (name == "fit")
    return
        [family = std::string(argv[2]), x = doubles_of(file)] { return sanov::fit_values(family, x).log_likelihood; };
  if (name != "pairs") throw std::runtime_error("points, fit or pairs, and a file");
  std::vector<sanov::Distribution> members;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) members.push_back(sanov::parse_distribution(line));
  return [members] {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < members.size(); i += 2)
      sum += sanov::divergence_between(sanov::Between::kl, members[i], members[i + 1]).value;
    return sum;
  };
}

}  // namespace

int main(int argc, char** argv) {
  try {
    double answer = 0;
    const double seconds = seconds_of(task(argc, argv), answer);
    std::printf("{\"seconds\": %.9g, \"answer\": %.17g}\n", seconds, answer);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sanov_timings: %s\n", error.what());
    return 1;
  }
}
