"""Shapes that many definitions of families have in common."""

from __future__ import annotations

from collections.abc import Callable

from definition import Family
from mpmath import erfc, exp, gammainc, inf, log, loggamma, mpf, pi, sqrt

TINY, HUGE = 2.0**-900, 2.0**900  # about 1e-271 and 1e271: room for tails on both sides


def normal_cdf(z: mpf) -> mpf:
    return erfc(-z / sqrt(mpf(2))) / 2


def lower_gamma(a: mpf, x: mpf) -> mpf:
    return gammainc(a, 0, x, regularized=True)


def upper_gamma(a: mpf, x: mpf) -> mpf:
    return gammainc(a, x, inf, regularized=True)


def count(v: mpf) -> mpf:
    """e^v, but no more than mpmath can take the exponential of again."""
    return exp(min(v, mpf(3000)))


def positive(**_: mpf) -> tuple[mpf, mpf]:
    return mpf(0), inf


def everywhere(**_: mpf) -> tuple[mpf, mpf]:
    return -inf, inf


def between(low: mpf, high: mpf) -> tuple[mpf, mpf]:
    return low, high


def from_raw(raw: list[mpf]) -> tuple[mpf | None, ...]:
    """Mean, variance, skewness, excess kurtosis from E X, E X², …, as many as are finite."""
    mean = raw[0] if raw else inf
    if len(raw) < 2:
        return mean, inf, None, None
    variance = raw[1] - mean**2
    if len(raw) < 3:
        return mean, variance, None, None
    third = (raw[2] - 3 * mean * raw[1] + 2 * mean**3) / variance ** (mpf(3) / 2)
    if len(raw) < 4:
        return mean, variance, third, inf
    return mean, variance, third, (raw[3] - 4 * mean * raw[2] + 6 * mean**2 * raw[1] - 3 * mean**4) / variance**2 - 3


def through_normal(z: Callable[..., mpf], log_slope: Callable[..., mpf], support: Callable[..., tuple[mpf, mpf]], **more) -> Family:
    """The family for which z(x) is standard normal; `log_slope` is ln |dz/dx|."""
    return Family(
        log_density=lambda x, **p: -(z(x, **p) ** 2) / 2 - log(2 * pi) / 2 + log_slope(x, **p),
        cdf=lambda x, **p: normal_cdf(z(x, **p)),
        sf=lambda x, **p: normal_cdf(-z(x, **p)),
        support=support,
        **more,
    )


def through_exponential(w: Callable[..., mpf], log_slope: Callable[..., mpf], support: Callable[..., tuple[mpf, mpf]], **more) -> Family:
    """The family for which w(x), increasing, is exponential of mean 1; `log_slope` is ln |dw/dx|."""
    return Family(
        log_density=lambda x, **p: log_slope(x, **p) - w(x, **p),
        cdf=lambda x, **p: 1 - exp(-w(x, **p)),
        sf=lambda x, **p: exp(-w(x, **p)),
        support=support,
        **more,
    )


def through_falling_exponential(
    w: Callable[..., mpf], log_slope: Callable[..., mpf], support: Callable[..., tuple[mpf, mpf]], **more
) -> Family:
    """The same for w that decreases."""
    return Family(
        log_density=lambda x, **p: log_slope(x, **p) - w(x, **p),
        cdf=lambda x, **p: exp(-w(x, **p)),
        sf=lambda x, **p: 1 - exp(-w(x, **p)),
        support=support,
        **more,
    )


def through_gamma(
    a: Callable[..., mpf], y: Callable[..., mpf], log_slope: Callable[..., mpf], *, falling: bool = False, **more
) -> Family:
    """The positive family for which y(x) is gamma of shape a and scale 1; `log_slope` is ln |dy/dx|."""

    def below(x: mpf, **p: mpf) -> mpf:
        return lower_gamma(a(**p), y(x, **p))

    def above(x: mpf, **p: mpf) -> mpf:
        return upper_gamma(a(**p), y(x, **p))

    return Family(
        log_density=lambda x, **p: (a(**p) - 1) * log(y(x, **p)) - y(x, **p) - loggamma(a(**p)) + log_slope(x, **p),
        cdf=above if falling else below,
        sf=below if falling else above,
        support=positive,
        **more,
    )
