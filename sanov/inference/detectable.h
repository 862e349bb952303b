#pragma once

/// How many rows a change needs to be noticed, and how small a change given rows can notice: by Pearson's χ² over k
/// cells, where the change is not known beforehand and all cells are estimated.
namespace sanov {

/// The odds of an error that a test may make, and those of finding what is there.
struct Power {
  double alpha = 0.05;
  double power = 0.8;
};

/// The noncentrality λ at which a χ² test with k degrees of freedom has the power: P(χ'²_k(λ) > χ²_{k,1−α}) = power.
/// Relative accuracy about 1e-9. Throws DomainError unless k > 0 and 0 < α < power < 1.
double noncentrality_to_detect(double k, const Power& power = {});

/// The fewest current rows with which a divergence KL shows against `reference_rows`: the m with 2·KL/(1/m + 1/n) = λ.
/// Infinity where no number of them would do, because the reference is too small; 0 where KL is infinite.
/// Throws DomainError unless cells ≥ 2, reference_rows > 0 (may be infinite) and KL is not NaN.
double rows_to_notice(double kl, double cells, double reference_rows, const Power& power = {});

/// The smallest KL that tables of these sizes show: λ(1/m + 1/n)/2. Of the Jensen-Shannon divergence it is a quarter.
/// Throws as rows_to_notice does.
double smallest_detectable_kl(double cells, double reference_rows, double current_rows, const Power& power = {});

}  // namespace sanov
