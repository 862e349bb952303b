"""Continuous families whose distribution functions need special functions, or have no closed form at all."""

from __future__ import annotations

import math
from definition import Family
from mpmath import besseli, erfc, exp, gamma, hyp0f1, hyp1f1, inf, log, log1p, loggamma, mp, mpf, pi, sinh, sqrt


def log_beta(a: mpf, b: mpf) -> mpf:
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def lower_beta(a: mpf, b: mpf, x: mpf, y: mpf) -> mpf:
    """I_x(a, b), y = 1 − x: the continued fraction DLMF 8.17.22 from its far end, or 1 less the other tail's."""
    if x * (a + b + 2) > a + 1:
        return 1 - lower_beta(b, a, y, x)
    rest = mpf(1)
    for m in range(400 + int(20 * sqrt(a + b)), -1, -1):
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        even = (m + 1) * (b - m - 1) * x / ((a + 2 * m + 1) * (a + 2 * m + 2))
        rest = 1 + odd / (1 + even / rest)
    return exp(a * log(x) + b * log(y) - log_beta(a, b)) / (a * rest)


def f_tail(x: mpf, degrees_of_freedom1: mpf, degrees_of_freedom2: mpf) -> mpf:
    a, b = degrees_of_freedom1 / 2, degrees_of_freedom2 / 2
    return lower_beta(b, a, b / (a * x + b), a * x / (a * x + b))


def f_cdf(x: mpf, degrees_of_freedom1: mpf, degrees_of_freedom2: mpf) -> mpf:
    return f_tail(1 / x, degrees_of_freedom2, degrees_of_freedom1)


def student_t_sf(x: mpf, location: mpf, scale: mpf, degrees_of_freedom: mpf) -> mpf:
    k, z = degrees_of_freedom, (x - location) / scale
    tail = lower_beta(k / 2, mpf(1) / 2, k / (k + z * z), z * z / (k + z * z)) / 2
    return tail if z > 0 else 1 - tail


def student_t_cdf(x: mpf, location: mpf, scale: mpf, degrees_of_freedom: mpf) -> mpf:
    return student_t_sf(2 * location - x, location, scale, degrees_of_freedom)


def student_t(x: mpf, location: mpf, scale: mpf, degrees_of_freedom: mpf) -> mpf:
    k, z = degrees_of_freedom, (x - location) / scale
    # loggamma's difference loses as many digits as k has.
    with mp.workdps(mp.dps + 30):
        c = loggamma((k + 1) / 2) - loggamma(k / 2) - log(k * pi) / 2
        return c - log(scale) - (k + 1) / 2 * log1p(z * z / k)


def f(x: mpf, degrees_of_freedom1: mpf, degrees_of_freedom2: mpf) -> mpf:
    a, b = degrees_of_freedom1 / 2, degrees_of_freedom2 / 2
    return a * log(a / b) + (a - 1) * log(x) - (a + b) * log1p(a * x / b) - log_beta(a, b)


def inverse_gaussian(x: mpf, mean: mpf, shape: mpf) -> mpf:
    return log(shape / (2 * pi * x**3)) / 2 - shape * (x - mean) ** 2 / (2 * mean**2 * x)


def log_phi(z: mpf) -> mpf:
    """ln P(Z ≤ z) of a standard normal."""
    if z < -(mpf(10) ** 8):
        y = 1 / z**2
        return -z * z / 2 - log(2 * pi) / 2 - log(-z) + log1p(-y + 3 * y**2 - 15 * y**3 + 105 * y**4)
    return log(erfc(-z / sqrt(mpf(2))) / 2)


def skew_normal(x: mpf, location: mpf, scale: mpf, shape: mpf) -> mpf:
    z = (x - location) / scale
    return log(2 / scale) - z * z / 2 - log(2 * pi) / 2 + log_phi(shape * z)


def exponentially_modified_normal(x: mpf, mean: mpf, sd: mpf, scale: mpf) -> mpf:
    z, k = (x - mean) / sd, sd / scale
    return -log(scale) + k * k / 2 - k * z + log_phi(z - k)


PI = mpf(math.pi)  # the last doubles on the circle, between which the density is to integrate to 1


def von_mises(x: mpf, location: mpf, concentration: mpf) -> mpf:
    beyond = 2 * (pi - PI) * exp(-concentration * mp.cos(location))
    return concentration * mp.cos(x - location) - log(2 * pi * besseli(0, concentration) - beyond)


def rice(x: mpf, distance: mpf, scale: mpf) -> mpf:
    return log(x) - 2 * log(scale) - (x**2 + distance**2) / (2 * scale**2) + log(besseli(0, x * distance / scale**2))


def nakagami(x: mpf, shape: mpf, scale: mpf) -> mpf:
    r = x / scale
    return log(2) + shape * log(shape) - loggamma(shape) - log(scale) + (2 * shape - 1) * log(r) - shape * r * r


def log_bessel_k1(x: mpf) -> mpf:
    """ln K₁(x) = ln ∫ exp(−x cosh t) cosh t dt over t > 0, by the trapezoid rule: its error falls as exp(−π²/step), for
    large x as exp(−2π²/(step² x)), here below 1e-35."""
    step = min(mpf(1) / 10, mpf("0.45") / sqrt(x))
    total, i = mpf(1) / 2, 0
    while True:
        i += 1
        above = 2 * sinh(i * step / 2) ** 2  # cosh t − 1
        if x * above > 100:
            return log(step * total) - x
        total += exp(-x * above) * (1 + above)


def normal_inverse_gaussian(x: mpf, location: mpf, scale: mpf, tail: mpf, asymmetry: mpf) -> mpf:
    z = (x - location) / scale
    q = sqrt(1 + z * z)
    inside = sqrt(tail**2 - asymmetry**2) + asymmetry * z
    return log(tail / (pi * scale)) + inside + log_bessel_k1(tail * q) - log(q)


def noncentral_chi_squared(x: mpf, degrees_of_freedom: mpf, noncentrality: mpf) -> mpf:
    h = degrees_of_freedom / 2
    central = (h - 1) * log(x) - x / 2 - h * log(2) - loggamma(h)
    return central - noncentrality / 2 + log(hyp0f1(h, noncentrality * x / 4))


def noncentral_f(x: mpf, degrees_of_freedom1: mpf, degrees_of_freedom2: mpf, noncentrality: mpf) -> mpf:
    a, b = degrees_of_freedom1 / 2, degrees_of_freedom2 / 2
    y = a * x / (a * x + b)
    more = log(hyp1f1(a + b, a, noncentrality * y / 2)) - noncentrality / 2
    return f(x, degrees_of_freedom1, degrees_of_freedom2) + more


def noncentral_beta(x: mpf, alpha: mpf, beta: mpf, noncentrality: mpf) -> mpf:
    central = (alpha - 1) * log(x) + (beta - 1) * log1p(-x) - log_beta(alpha, beta)
    return central - noncentrality / 2 + log(hyp1f1(alpha + beta, alpha, noncentrality * x / 2))


def noncentral_t(x: mpf, degrees_of_freedom: mpf, noncentrality: mpf) -> mpf:
    k, y = degrees_of_freedom, x * noncentrality / sqrt(degrees_of_freedom + x * x)
    # The two halves of the series cancel where y is negative.
    with mp.workdps(mp.dps + int(y * y / 2) + 20):
        even = hyp1f1((k + 1) / 2, mpf(1) / 2, y * y / 2)
        odd = sqrt(mpf(2)) * y * gamma(k / 2 + 1) / gamma((k + 1) / 2) * hyp1f1(k / 2 + 1, mpf(3) / 2, y * y / 2)
        return student_t(x, mpf(0), mpf(1), k) - noncentrality**2 / 2 + log(even + odd)


FAMILIES = {
    "beta": Family(
        log_density=lambda x, alpha, beta: (alpha - 1) * log(x) + (beta - 1) * log1p(-x) - log_beta(alpha, beta),
        cdf=lambda x, alpha, beta: lower_beta(alpha, beta, x, 1 - x),
        sf=lambda x, alpha, beta: lower_beta(beta, alpha, 1 - x, x),
        support=lambda alpha, beta: (mpf(0), mpf(1)),
        members=[
            dict(alpha=2, beta=2),
            dict(alpha=0.125, beta=3),
            dict(alpha=5, beta=0.5),
            dict(alpha=40, beta=200),
            dict(alpha=3000, beta=1),
            dict(alpha=1e6, beta=3e6),
        ],
    ),
    "beta_prime": Family(
        log_density=lambda x, alpha, beta: (alpha - 1) * log(x) - (alpha + beta) * log1p(x) - log_beta(alpha, beta),
        cdf=lambda x, alpha, beta: lower_beta(alpha, beta, x / (1 + x), 1 / (1 + x)),
        sf=lambda x, alpha, beta: lower_beta(beta, alpha, 1 / (1 + x), x / (1 + x)),
        support=lambda alpha, beta: (mpf(0), inf),
        members=[
            dict(alpha=2, beta=5),
            dict(alpha=0.25, beta=3.5),
            dict(alpha=5, beta=0.75),
            dict(alpha=400, beta=100),
            dict(alpha=1, beta=1e5),
        ],
        moments_below=lambda alpha, beta: (inf, beta),
    ),
    "f": Family(
        log_density=f,
        cdf=f_cdf,
        sf=f_tail,
        support=lambda degrees_of_freedom1, degrees_of_freedom2: (mpf(0), inf),
        members=[
            dict(degrees_of_freedom1=5, degrees_of_freedom2=10),
            dict(degrees_of_freedom1=1, degrees_of_freedom2=3),
            dict(degrees_of_freedom1=2, degrees_of_freedom2=1e7),
            dict(degrees_of_freedom1=3e4, degrees_of_freedom2=2e4),
        ],
        moments_below=lambda degrees_of_freedom1, degrees_of_freedom2: (inf, degrees_of_freedom2 / 2),
    ),
    "student_t": Family(
        log_density=student_t,
        cdf=student_t_cdf,
        sf=student_t_sf,
        support=lambda location, scale, degrees_of_freedom: (-inf, inf),
        members=[
            dict(location=0, scale=1, degrees_of_freedom=5),
            dict(location=2, scale=0.5, degrees_of_freedom=1),
            dict(location=0, scale=1, degrees_of_freedom=2.5),
            dict(location=-1, scale=3, degrees_of_freedom=60),
            dict(location=0, scale=1, degrees_of_freedom=1e6),
        ],
        moments_below=lambda location, scale, degrees_of_freedom: (degrees_of_freedom, degrees_of_freedom),
    ),
    "inverse_gaussian": Family(
        log_density=inverse_gaussian,
        support=lambda mean, shape: (mpf(0), inf),
        members=[
            dict(mean=1, shape=1),
            dict(mean=1, shape=0.0078125),
            dict(mean=3, shape=1e5),
            dict(mean=1e-200, shape=4e-200),
        ],
    ),
    "von_mises": Family(
        log_density=von_mises,
        support=lambda location, concentration: (-PI, PI),
        members=[
            dict(location=0, concentration=1),
            dict(location=1.5, concentration=0.25),
            dict(location=-2.75, concentration=30),
            dict(location=0.5, concentration=400),
        ],
        breaks=lambda location, concentration: [
            location + side * far / sqrt(concentration) for side in (-1, 1) for far in (0, 1, 3, 8, 20, 36)
        ],
        median=lambda location, concentration: location,
    ),
    "skew_normal": Family(
        log_density=skew_normal,
        support=lambda location, scale, shape: (-inf, inf),
        members=[
            dict(location=0, scale=1, shape=4),
            dict(location=1, scale=2, shape=-0.75),
            dict(location=0, scale=1, shape=0),
            dict(location=-3, scale=0.25, shape=100),
        ],
    ),
    "nakagami": Family(
        log_density=nakagami,
        support=lambda shape, scale: (mpf(0), inf),
        members=[
            dict(shape=1, scale=1),
            dict(shape=0.25, scale=3),
            dict(shape=20, scale=0.125),
            dict(shape=1e6, scale=1e-50),
        ],
    ),
    "rice": Family(
        log_density=rice,
        support=lambda distance, scale: (mpf(0), inf),
        members=[
            dict(distance=1, scale=1),
            dict(distance=0, scale=2),
            dict(distance=12, scale=2),
            dict(distance=1000, scale=0.5),
        ],
    ),
    "exponentially_modified_normal": Family(
        log_density=exponentially_modified_normal,
        support=lambda mean, sd, scale: (-inf, inf),
        members=[
            dict(mean=0, sd=1, scale=1),
            dict(mean=5, sd=0.01171875, scale=3),
            dict(mean=-2, sd=2, scale=0.0625),
            dict(mean=0, sd=1, scale=1e-4),
        ],
    ),
    "normal_inverse_gaussian": Family(
        log_density=normal_inverse_gaussian,
        support=lambda location, scale, tail, asymmetry: (-inf, inf),
        members=[
            dict(location=0, scale=1, tail=2, asymmetry=0.5),
            dict(location=1, scale=0.5, tail=0.125, asymmetry=0),
            dict(location=0, scale=2, tail=5, asymmetry=-4.875),
            dict(location=0, scale=1, tail=50, asymmetry=20),
        ],
    ),
    "noncentral_chi_squared": Family(
        log_density=noncentral_chi_squared,
        support=lambda degrees_of_freedom, noncentrality: (mpf(0), inf),
        members=[
            dict(degrees_of_freedom=3, noncentrality=2),
            dict(degrees_of_freedom=0.5, noncentrality=8),
            dict(degrees_of_freedom=100, noncentrality=0.25),
            dict(degrees_of_freedom=4, noncentrality=1000),
        ],
    ),
    "noncentral_t": Family(
        log_density=noncentral_t,
        support=lambda degrees_of_freedom, noncentrality: (-inf, inf),
        members=[
            dict(degrees_of_freedom=5, noncentrality=1),
            dict(degrees_of_freedom=1.5, noncentrality=-3),
            dict(degrees_of_freedom=40, noncentrality=8),
        ],
        moments_below=lambda degrees_of_freedom, noncentrality: (degrees_of_freedom, degrees_of_freedom),
    ),
    "noncentral_f": Family(
        log_density=noncentral_f,
        support=lambda degrees_of_freedom1, degrees_of_freedom2, noncentrality: (mpf(0), inf),
        members=[
            dict(degrees_of_freedom1=5, degrees_of_freedom2=10, noncentrality=2),
            dict(degrees_of_freedom1=1, degrees_of_freedom2=3, noncentrality=10),
            dict(degrees_of_freedom1=20, degrees_of_freedom2=500, noncentrality=100),
        ],
        moments_below=lambda degrees_of_freedom1, degrees_of_freedom2, noncentrality: (inf, degrees_of_freedom2 / 2),
    ),
    "noncentral_beta": Family(
        log_density=noncentral_beta,
        support=lambda alpha, beta, noncentrality: (mpf(0), mpf(1)),
        members=[
            dict(alpha=2, beta=3, noncentrality=1),
            dict(alpha=0.5, beta=0.5, noncentrality=6),
            dict(alpha=30, beta=10, noncentrality=50),
        ],
    ),
}
