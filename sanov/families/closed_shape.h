#pragma once

#include <optional>
#include <vector>

#include "sanov/families/distribution.h"

/// Families seen in a coordinate t in which they are of a few simple shapes: KL is the same in every coordinate.
namespace sanov {

/// A sum, and what it was added up from, which its rounding follows.
struct Sum {
  double value = 0, size = 0;

  Sum() = default;
  Sum(double x) : value(x), size(x < 0 ? -x : x) {}  // NOLINT: a number is a sum of one
  Sum(double sum, double parts) : value(sum), size(parts) {}
  Sum& operator+=(const Sum& other) {
    value += other.value;
    size += other.size;
    return *this;
  }
  Sum& operator-=(const Sum& other) { return *this += Sum(-other.value, other.size); }
  friend Sum operator+(Sum a, const Sum& b) { return a += b; }
  friend Sum operator-(Sum a, const Sum& b) { return a -= b; }
  friend Sum operator*(double factor, const Sum& s) {
    return {factor * s.value, (factor < 0 ? -factor : factor) * s.size};
  }
};

/// e^s
Sum exponential(const Sum& s);

/// One of the shapes, and its numbers. G is a gamma number of scale 1 and B a beta number.
struct Shape {
  enum class Kind {
    normal,            ///< t normal: mean a, standard deviation b
    log_gamma,         ///< t = a + b ln G of shape c
    log_odds,          ///< t = a + b ln(B/(1 − B)) of alpha c, beta d
    log_beta,          ///< t = a + b ln B of alpha c, beta d
    uniform,           ///< from a to b
    laplace,           ///< location a, scale b
    inverse_gaussian,  ///< e^t of mean a and shape b
    gamma,             ///< t = b G of shape c
    moments,           ///< of which is known no more than its mean a, variance b and entropy c
  };
  Kind kind = Kind::moments;
  double a = 0, b = 1, c = 1, d = 1;
};

/// A distribution seen in a coordinate.
struct View {
  enum class Coordinate { line, logarithm, folded, log_odds };  ///< x, ln(x − origin), ln |x − origin|, ln(x/(1 − x))
  Coordinate coordinate = Coordinate::line;
  double origin = 0;
  Shape shape;
};

/// Every view there is of a family's member; none of other families and of combinations.
std::vector<View> views(const Distribution& d);

/// What shapes know of themselves; nothing where it has no closed form, or is not finite.
std::optional<Sum> mean(const Shape& p);
std::optional<Sum> square_about(const Shape& p, double centre);    ///< E(t − centre)²
std::optional<Sum> distance_from(const Shape& p, double centre);   ///< E|t − centre|
std::optional<Sum> exponential_mean(const Shape& p, double rate);  ///< ln E e^(rate t)
std::optional<Sum> negative_entropy(const Shape& p);               ///< E ln f(t)

}  // namespace sanov
