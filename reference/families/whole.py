"""Families of whole numbers, and the four with which the catalogue began."""

from __future__ import annotations

from definition import Family
from mpmath import erfc, exp, gammainc, inf, log, loggamma, mpf, pi, sqrt

FAMILIES = {
    "normal": Family(
        log_density=lambda x, mean, sd: -(((x - mean) / sd) ** 2) / 2 - log(sd) - log(2 * pi) / 2,
        cdf=lambda x, mean, sd: erfc((mean - x) / (sd * sqrt(mpf(2)))) / 2,
        sf=lambda x, mean, sd: erfc((x - mean) / (sd * sqrt(mpf(2)))) / 2,
        support=lambda mean, sd: (-inf, inf),
        members=[dict(mean=0, sd=1), dict(mean=-3.5, sd=0.125), dict(mean=1e5, sd=1e-3)],
    ),
    "exponential": Family(
        log_density=lambda x, scale: -x / scale - log(scale),
        cdf=lambda x, scale: 1 - exp(-x / scale),
        sf=lambda x, scale: exp(-x / scale),
        support=lambda scale: (mpf(0), inf),
        members=[dict(scale=1), dict(scale=1e-200), dict(scale=3e4)],
    ),
    "gamma": Family(
        log_density=lambda x, shape, scale: (
            (shape - 1) * log(x) - x / scale - loggamma(shape) - shape * log(scale)
        ),
        cdf=lambda x, shape, scale: gammainc(shape, 0, x / scale, regularized=True),
        sf=lambda x, shape, scale: gammainc(shape, x / scale, inf, regularized=True),
        support=lambda shape, scale: (mpf(0), inf),
        members=[
            dict(shape=1, scale=1),
            dict(shape=0.25, scale=3),
            dict(shape=7.5, scale=0.125),
            dict(shape=1000, scale=2),
        ],
    ),
    "poisson": Family(
        log_density=lambda k, mean: k * log(mean) - mean - loggamma(k + 1),
        cdf=lambda k, mean: gammainc(k + 1, mean, inf, regularized=True),
        sf=lambda k, mean: gammainc(k + 1, 0, mean, regularized=True),
        support=lambda mean: (mpf(0), inf),
        members=[dict(mean=1), dict(mean=0.01), dict(mean=12.5), dict(mean=1e4)],
        whole=True,
    ),
}
