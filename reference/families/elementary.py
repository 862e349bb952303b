"""Families whose distribution function is elementary, or made of the normal's or the gamma's."""

from __future__ import annotations

from building import HUGE, TINY, between, count, everywhere, from_raw, positive, through_gamma, through_normal, upper_gamma
from definition import Family
from extremes import EXTREMES
from mpmath import asin, asinh, atan, cosh, erf, erfc, exp, inf, log, log1p, loggamma, mpf, pi, sin, sinh, sqrt
from mpmath import gamma as gamma_function

OF_NORMAL = {
    "lognormal": through_normal(
        lambda x, log_mean, log_sd: (log(x) - log_mean) / log_sd,
        lambda x, log_mean, log_sd: -log(log_sd * x),
        positive,
        members=[
            dict(log_mean=0, log_sd=1),
            dict(log_mean=-3.5, log_sd=0.125),
            dict(log_mean=650, log_sd=1e-3),
            dict(log_mean=2, log_sd=4),
        ],
    ),
    "logit_normal": through_normal(
        lambda x, logit_mean, logit_sd: (log(x) - log1p(-x) - logit_mean) / logit_sd,
        lambda x, logit_mean, logit_sd: -log(logit_sd * x) - log1p(-x),
        lambda **_: (mpf(0), mpf(1)),
        members=[
            dict(logit_mean=0, logit_sd=1),
            dict(logit_mean=-3.5, logit_sd=0.125),
            dict(logit_mean=-20, logit_sd=2),
            dict(logit_mean=1, logit_sd=4),
        ],
    ),
    "johnson_su": through_normal(
        lambda x, location, scale, shape1, shape2: shape1 + shape2 * asinh((x - location) / scale),
        lambda x, location, scale, shape1, shape2: log(shape2 / scale) - log1p(((x - location) / scale) ** 2) / 2,
        everywhere,
        members=[
            dict(location=0, scale=1, shape1=0, shape2=1),
            dict(location=2, scale=0.25, shape1=-1.5, shape2=2.5),
            dict(location=0, scale=2.0**-10, shape1=1, shape2=30),
            dict(location=-4, scale=3, shape1=0.5, shape2=0.75),
        ],
    ),
    "birnbaum_saunders": through_normal(
        lambda x, shape, scale: 2 * sinh(log(x / scale) / 2) / shape,
        lambda x, shape, scale: log(cosh(log(x / scale) / 2) / (shape * x)),
        positive,
        members=[
            dict(shape=1, scale=1),
            dict(shape=0.01, scale=3),
            dict(shape=6, scale=TINY * 2.0**40),
            dict(shape=0.5, scale=HUGE / 2.0**40),
        ],
    ),
    "half_normal": Family(
        log_density=lambda x, scale: log(2 / pi) / 2 - log(scale) - (x / scale) ** 2 / 2,
        cdf=lambda x, scale: erf(x / (scale * sqrt(mpf(2)))),
        sf=lambda x, scale: erfc(x / (scale * sqrt(mpf(2)))),
        support=positive,
        members=[dict(scale=1), dict(scale=0.3), dict(scale=TINY), dict(scale=HUGE / 64)],
    ),
    "levy": Family(
        log_density=lambda x, location, scale: (
            log(scale / (2 * pi)) / 2 - scale / (2 * (x - location)) - log(x - location) * 3 / 2
        ),
        cdf=lambda x, location, scale: erfc(sqrt(scale / (2 * (x - location)))),
        sf=lambda x, location, scale: erf(sqrt(scale / (2 * (x - location)))),
        support=lambda location, scale: (location, inf),
        moments_below=lambda location, scale: (inf, mpf(1) / 2),
        members=[
            dict(location=0, scale=1),
            dict(location=-3, scale=0.125),
            dict(location=0, scale=TINY * 2.0**20),
            dict(location=100, scale=1000),
        ],
    ),
    "moyal": Family(
        log_density=lambda x, location, scale: (
            -((x - location) / scale + count((location - x) / scale)) / 2 - log(scale) - log(2 * pi) / 2
        ),
        cdf=lambda x, location, scale: erfc(count((location - x) / (2 * scale)) / sqrt(mpf(2))),
        sf=lambda x, location, scale: erf(count((location - x) / (2 * scale)) / sqrt(mpf(2))),
        support=everywhere,
        median=lambda location, scale: location,
        members=[
            dict(location=0, scale=1),
            dict(location=-3.5, scale=0.125),
            dict(location=1e5, scale=1e-3),
            dict(location=0, scale=HUGE / 2.0**20),
        ],
    ),
}

OF_GAMMA = {
    "inverse_gamma": through_gamma(
        lambda shape, scale: shape,
        lambda x, shape, scale: scale / x,
        lambda x, shape, scale: log(scale) - 2 * log(x),
        falling=True,
        moments=lambda shape, scale: from_raw([scale**k * gamma_function(shape - k) / gamma_function(shape) for k in (1, 2, 3, 4) if k < shape]),
        moments_below=lambda shape, scale: (inf, shape),
        members=[
            dict(shape=1, scale=1),
            dict(shape=0.25, scale=3),
            dict(shape=7.5, scale=TINY * 2.0**40),
            dict(shape=1000, scale=2),
        ],
    ),
    "chi": through_gamma(
        lambda degrees_of_freedom: degrees_of_freedom / 2,
        lambda x, degrees_of_freedom: x**2 / 2,
        lambda x, degrees_of_freedom: log(x),
        members=[dict(degrees_of_freedom=k) for k in (1, 0.125, 2.5, 30, 4000)],
    ),
    "chi_squared": through_gamma(
        lambda degrees_of_freedom: degrees_of_freedom / 2,
        lambda x, degrees_of_freedom: x / 2,
        lambda x, degrees_of_freedom: -log(mpf(2)),
        members=[dict(degrees_of_freedom=k) for k in (1, 0.125, 2.5, 30, 4000)],
    ),
    "maxwell": through_gamma(
        lambda scale: mpf(3) / 2,
        lambda x, scale: (x / scale) ** 2 / 2,
        lambda x, scale: log(x) - 2 * log(scale),
        members=[dict(scale=1), dict(scale=0.3), dict(scale=TINY), dict(scale=HUGE / 64)],
    ),
    "generalized_normal": Family(
        log_density=lambda x, location, scale, shape: (
            -(abs((x - location) / scale) ** shape) - log(2 * scale) - loggamma(1 + 1 / shape)
        ),
        cdf=lambda x, location, scale, shape: generalized_normal_cdf((x - location) / scale, shape),
        sf=lambda x, location, scale, shape: generalized_normal_cdf((location - x) / scale, shape),
        support=everywhere,
        breaks=lambda location, scale, shape: [location],
        moments=lambda location, scale, shape: (
            location,
            scale**2 * gamma_function(3 / shape) / gamma_function(1 / shape),
            mpf(0),
            gamma_function(5 / shape) * gamma_function(1 / shape) / gamma_function(3 / shape) ** 2 - 3,
        ),
        entropy=lambda location, scale, shape: 1 / shape + log(2 * scale) + loggamma(1 + 1 / shape),
        median=lambda location, scale, shape: location + scale / 2,
        members=[
            dict(location=0, scale=1, shape=1),
            dict(location=2, scale=0.25, shape=1.75),
            dict(location=-1, scale=3, shape=0.375),
            dict(location=0, scale=2.0**-10, shape=12),
            dict(location=0, scale=1, shape=2),
        ],
    ),
}


def generalized_normal_cdf(z: mpf, shape: mpf) -> mpf:
    tail = upper_gamma(1 / shape, abs(z) ** shape) / 2
    return tail if z < 0 else 1 - tail


def log_logistic(x: mpf, location: mpf, scale: mpf) -> mpf:
    z = (x - location) / scale
    return -z - 2 * log1p(exp(-z)) - log(scale)


def triangular_cdf(x: mpf, low: mpf, mode: mpf, high: mpf) -> mpf:
    if x <= mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1 - (high - x) ** 2 / ((high - low) * (high - mode))


def triangular_log_density(x: mpf, low: mpf, mode: mpf, high: mpf) -> mpf:
    slope = (x - low) / (mode - low) if x < mode else mpf(1) if x == mode else (high - x) / (high - mode)
    return log(2 * slope / (high - low))


PLAIN = {
    "uniform": Family(
        log_density=lambda x, low, high: -log(high - low),
        cdf=lambda x, low, high: (x - low) / (high - low),
        sf=lambda x, low, high: (high - x) / (high - low),
        support=between,
        members=[dict(low=0, high=1), dict(low=-3, high=1e-3), dict(low=0, high=TINY), dict(low=-HUGE, high=HUGE)],
    ),
    "log_uniform": Family(
        log_density=lambda x, low, high: -log(x) - log(log(high / low)),
        cdf=lambda x, low, high: log(x / low) / log(high / low),
        sf=lambda x, low, high: log(high / x) / log(high / low),
        support=between,
        members=[dict(low=1, high=10), dict(low=1, high=1 + 2.0**-20), dict(low=2.0**-30, high=2.0**30)],
        entropy=lambda low, high: (log(low) + log(high)) / 2 + log(log(high / low)),
        moments=lambda low, high: log_uniform_moments(low, high),
    ),
    "laplace": Family(
        log_density=lambda x, location, scale: -abs(x - location) / scale - log(2 * scale),
        cdf=lambda x, location, scale: exp((x - location) / scale) / 2 if x < location else 1 - exp((location - x) / scale) / 2,
        sf=lambda x, location, scale: exp((location - x) / scale) / 2 if x > location else 1 - exp((x - location) / scale) / 2,
        support=everywhere,
        breaks=lambda location, scale: [location],
        median=lambda location, scale: location,
        members=[
            dict(location=0, scale=1),
            dict(location=-3.5, scale=0.125),
            dict(location=1e5, scale=1e-3),
            dict(location=0, scale=HUGE),
        ],
    ),
    "logistic": Family(
        log_density=log_logistic,
        cdf=lambda x, location, scale: 1 / (1 + exp((location - x) / scale)),
        sf=lambda x, location, scale: 1 / (1 + exp((x - location) / scale)),
        support=everywhere,
        median=lambda location, scale: location,
        members=[
            dict(location=0, scale=1),
            dict(location=-3.5, scale=0.125),
            dict(location=1e5, scale=1e-3),
            dict(location=0, scale=HUGE),
        ],
    ),
    "log_logistic": Family(
        log_density=lambda x, shape, scale: (
            log(shape / scale) + (shape - 1) * log(x / scale) - 2 * log1p((x / scale) ** shape)
        ),
        cdf=lambda x, shape, scale: 1 / (1 + (x / scale) ** -shape),
        sf=lambda x, shape, scale: 1 / (1 + (x / scale) ** shape),
        support=positive,
        moments=lambda shape, scale: from_raw([scale**k * (k * pi / shape) / sin(k * pi / shape) for k in (1, 2, 3, 4) if k < shape]),
        moments_below=lambda shape, scale: (inf, shape),
        members=[
            dict(shape=1, scale=1),
            dict(shape=2.5, scale=3),
            dict(shape=4.75, scale=TINY),
            dict(shape=500, scale=2),
        ],
    ),
    "cauchy": Family(
        log_density=lambda x, location, scale: -log(pi * scale) - log1p(((x - location) / scale) ** 2),
        cdf=lambda x, location, scale: cauchy_sf((location - x) / scale),
        sf=lambda x, location, scale: cauchy_sf((x - location) / scale),
        support=everywhere,
        moments_below=lambda location, scale: (mpf(1), mpf(1)),
        median=lambda location, scale: location,
        moments=lambda location, scale: (None, None, None, None),
        entropy=lambda location, scale: log(4 * pi * scale),
        members=[
            dict(location=0, scale=1),
            dict(location=-3.5, scale=0.125),
            dict(location=1e5, scale=1e-3),
            dict(location=0, scale=1e10),
        ],
    ),
    "half_cauchy": Family(
        log_density=lambda x, scale: log(2 / (pi * scale)) - log1p((x / scale) ** 2),
        cdf=lambda x, scale: atan(x / scale) * 2 / pi,
        sf=lambda x, scale: atan(scale / x) * 2 / pi,
        support=positive,
        moments_below=lambda scale: (inf, mpf(1)),
        members=[dict(scale=1), dict(scale=0.3), dict(scale=1e-200), dict(scale=1e200)],
    ),
    "triangular": Family(
        log_density=triangular_log_density,
        cdf=triangular_cdf,
        sf=lambda x, low, mode, high: triangular_cdf(-x, -high, -mode, -low),
        support=lambda low, mode, high: (low, high),
        breaks=lambda low, mode, high: [mode],
        members=[
            dict(low=0, mode=0.5, high=1),
            dict(low=-3, mode=4, high=5),
            dict(low=0, mode=1, high=1),
            dict(low=0, mode=1e-3, high=HUGE),
            dict(low=2, mode=2, high=2.5),
        ],
    ),
    "arcsine": Family(
        log_density=lambda x, low, high: -log(pi) - (log(x - low) + log(high - x)) / 2,
        cdf=lambda x, low, high: asin(sqrt((x - low) / (high - low))) * 2 / pi,
        sf=lambda x, low, high: asin(sqrt((high - x) / (high - low))) * 2 / pi,
        support=between,
        members=[dict(low=0, high=1), dict(low=-3, high=4), dict(low=0, high=TINY * 2.0**20), dict(low=-HUGE, high=HUGE)],
        digits=110,
        moments=lambda low, high: ((low + high) / 2, (high - low) ** 2 / 8, mpf(0), mpf(-3) / 2),
    ),
}


def cauchy_sf(z: mpf) -> mpf:
    return atan(1 / z) / pi if z > 0 else mpf(1) / 2 - atan(z) / pi


def log_uniform_moments(low: mpf, high: mpf) -> tuple[mpf, mpf, mpf, mpf]:
    return from_raw([(high**k - low**k) / (k * log(high / low)) for k in (1, 2, 3, 4)])


FAMILIES = EXTREMES | OF_NORMAL | OF_GAMMA | PLAIN
