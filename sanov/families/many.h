#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

/// A distribution's functions at many points. From 2,048 points on those of continuous families come from polynomials
/// (by_pieces.h) wherever these are within 1e-13 of what is found point by point.
namespace sanov {

/// What can be asked of a distribution at a point; the quantiles at a probability.
enum class DistributionFunction { pdf, log_pdf, cdf, sf, log_cdf, log_sf, quantile, upper_quantile };
std::string_view to_text(DistributionFunction what);

/// A loop over a block of points, borrowed for the length of a call.
class BlockRef {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, BlockRef>)
  BlockRef(F&& f) noexcept
      : context_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
        call_([](void* context, const double* x, double* out, std::size_t n) {
          (*static_cast<std::remove_reference_t<F>*>(context))(x, out, n);
        }) {}
  void operator()(const double* x, double* out, std::size_t n) const { call_(context_, x, out, n); }

 private:
  void* context_;
  void (*call_)(void*, const double*, double*, std::size_t);
};

/// Runs the loop over x in blocks on all threads, each once its numbers were seen to be no NaN, and for quantiles in
/// [0, 1]. Throws DomainError for the first that is not, InvalidArgument where `out` has not as many places as x numbers.
void for_blocks(std::string_view family, DistributionFunction what, std::span<const double> x, std::span<double> out,
                BlockRef loop);

/// The same for a function of one number.
template <class F>
void for_each_point(std::string_view family, DistributionFunction what, std::span<const double> x,
                    std::span<double> out, F&& f) {
  for_blocks(family, what, x, out, [&](const double* from, double* to, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) to[i] = f(from[i]);
  });
}

}  // namespace sanov
