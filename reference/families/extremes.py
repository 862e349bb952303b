"""Families through which an exponential variable shines: extremes, tails, times to failure."""

from __future__ import annotations

from collections.abc import Callable

from building import HUGE, TINY, count, everywhere, from_raw, positive, through_exponential, through_falling_exponential
from mpmath import euler, factorial, inf, log, log1p, mpf, pi, sqrt, zeta
from mpmath import gamma as gamma_function

def exponent(x: mpf, location: mpf, scale: mpf, shape: mpf) -> mpf:
    z = (x - location) / scale
    return z if shape == 0 else log(1 + shape * z) / shape if shape * z > -1 else -inf / shape


def extreme_support(location: mpf, scale: mpf, shape: mpf) -> tuple[mpf, mpf]:
    end = location - scale / shape if shape else inf
    return (end, inf) if shape > 0 else (-inf, end)


def extreme_moments(power_mean: Callable[[mpf], mpf], location: mpf, scale: mpf, shape: mpf) -> tuple[mpf | None, ...]:
    """Of location + scale (Y^shape − 1)/shape, where E Y^(k shape) is power_mean(k shape)."""
    orders = [k for k in (1, 2, 3, 4) if k * shape < 1]
    mean, variance, skewness, kurtosis = from_raw([power_mean(k * shape) for k in orders])
    factor = scale / shape
    turned = skewness if skewness is None or shape > 0 else -skewness
    return location + factor * (mean - 1) if orders else inf, factor**2 * variance, turned, kurtosis


EXTREMES = {
    "weibull": through_exponential(
        lambda x, shape, scale: (x / scale) ** shape,
        lambda x, shape, scale: log(shape / scale) + (shape - 1) * log(x / scale),
        positive,
        members=[
            dict(shape=1, scale=1),
            dict(shape=0.125, scale=3),
            dict(shape=2.5, scale=TINY),
            dict(shape=3000, scale=7),
        ],
    ),
    "gumbel": through_falling_exponential(
        lambda x, location, scale: count((location - x) / scale),
        lambda x, location, scale: (location - x) / scale - log(scale),
        everywhere,
        median=lambda location, scale: location,
        members=[
            dict(location=0, scale=1),
            dict(location=-3.5, scale=0.125),
            dict(location=1e5, scale=1e-3),
            dict(location=0, scale=HUGE),
        ],
    ),
    "frechet": through_falling_exponential(
        lambda x, shape, scale: (x / scale) ** -shape,
        lambda x, shape, scale: log(shape / scale) - (shape + 1) * log(x / scale),
        positive,
        moments=lambda shape, scale: from_raw([scale**k * gamma_function(1 - k / shape) for k in (1, 2, 3, 4) if k < shape]),
        moments_below=lambda shape, scale: (inf, shape),
        members=[
            dict(shape=1, scale=1),
            dict(shape=2.5, scale=3),
            dict(shape=4.75, scale=TINY),
            dict(shape=500, scale=2),
        ],
    ),
    "generalized_extreme_value": through_falling_exponential(
        lambda x, **p: count(-exponent(x, **p)),
        lambda x, location, scale, shape: -(1 + shape) * exponent(x, location, scale, shape) - log(scale),
        extreme_support,
        moments=lambda location, scale, shape: (
            extreme_moments(lambda t: gamma_function(1 - t), location, scale, shape)
            if shape
            else (location + euler * scale, (pi * scale) ** 2 / 6, 12 * sqrt(mpf(6)) * zeta(3) / pi**3, mpf(12) / 5)
        ),
        entropy=lambda location, scale, shape: log(scale) + euler * (1 + shape) + 1,
        median=lambda location, scale, shape: location,
        digits=70,
        moments_below=lambda location, scale, shape: (inf, 1 / shape if shape > 0 else inf),
        members=[
            dict(location=0, scale=1, shape=0),
            dict(location=0, scale=1, shape=1e-9),
            dict(location=2, scale=0.375, shape=0.1875),
            dict(location=-1, scale=3, shape=-0.5),
            dict(location=0, scale=0.75, shape=-(2.0**-10)),
            dict(location=0, scale=6, shape=0.75),
            dict(location=0, scale=1.5, shape=-1.5),
        ],
    ),
    "generalized_pareto": through_exponential(
        lambda x, **p: exponent(x, **p),
        lambda x, location, scale, shape: -shape * exponent(x, location, scale, shape) - log(scale),
        lambda location, scale, shape: (location, location - scale / shape if shape < 0 else inf),
        moments=lambda location, scale, shape: (
            extreme_moments(lambda t: 1 / (1 - t), location, scale, shape)
            if shape
            else (location + scale, scale**2, mpf(2), mpf(6))
        ),
        entropy=lambda location, scale, shape: log(scale) + shape + 1,
        median=lambda location, scale, shape: location + scale / 2,
        digits=70,
        moments_below=lambda location, scale, shape: (inf, 1 / shape if shape > 0 else inf),
        members=[
            dict(location=0, scale=1, shape=0),
            dict(location=0, scale=1, shape=1e-9),
            dict(location=2, scale=0.375, shape=0.1875),
            dict(location=-1, scale=3, shape=-0.5),
            dict(location=0, scale=TINY, shape=0.28125),
            dict(location=10, scale=5, shape=0.75),
            dict(location=0, scale=1.5, shape=-1.5),
        ],
    ),
    "pareto": through_exponential(
        lambda x, shape, scale: shape * log(x / scale),
        lambda x, shape, scale: log(shape) - log(x),
        lambda shape, scale: (scale, inf),
        moments=lambda shape, scale: from_raw([scale**k * shape / (shape - k) for k in (1, 2, 3, 4) if k < shape]),
        moments_below=lambda shape, scale: (inf, shape),
        members=[
            dict(shape=1, scale=1),
            dict(shape=2.5, scale=3),
            dict(shape=0.25, scale=TINY),
            dict(shape=4.5, scale=HUGE),
            dict(shape=2000, scale=7),
        ],
    ),
    "lomax": through_exponential(
        lambda x, shape, scale: shape * log1p(x / scale),
        lambda x, shape, scale: log(shape / scale) - log1p(x / scale),
        positive,
        moments=lambda shape, scale: from_raw([scale**k * factorial(k) * gamma_function(shape - k) / gamma_function(shape) for k in (1, 2, 3, 4) if k < shape]),
        moments_below=lambda shape, scale: (inf, shape),
        members=[
            dict(shape=1, scale=1),
            dict(shape=2.5, scale=3),
            dict(shape=4.5, scale=TINY),
            dict(shape=2000, scale=7),
        ],
    ),
    "rayleigh": through_exponential(
        lambda x, scale: (x / scale) ** 2 / 2,
        lambda x, scale: log(x) - 2 * log(scale),
        positive,
        members=[dict(scale=1), dict(scale=0.3), dict(scale=TINY), dict(scale=HUGE / 64)],
    ),
    "burr_xii": through_exponential(
        lambda x, shape1, shape2, scale: shape2 * log1p((x / scale) ** shape1),
        lambda x, shape1, shape2, scale: (
            log(shape1 * shape2 / scale) + (shape1 - 1) * log(x / scale) - log1p((x / scale) ** shape1)
        ),
        positive,
        moments=lambda shape1, shape2, scale: from_raw(
            [
                scale**k * gamma_function(1 + k / shape1) * gamma_function(shape2 - k / shape1) / gamma_function(shape2)
                for k in (1, 2, 3, 4)
                if k < shape1 * shape2
            ]
        ),
        moments_below=lambda shape1, shape2, scale: (inf, shape1 * shape2),
        members=[
            dict(shape1=1, shape2=1, scale=1),
            dict(shape1=0.5, shape2=9, scale=3),
            dict(shape1=12, shape2=0.375, scale=TINY),
            dict(shape1=200, shape2=30, scale=2),
        ],
    ),
    "kumaraswamy": through_exponential(
        lambda x, shape1, shape2: -shape2 * log1p(-(x**shape1)),
        lambda x, shape1, shape2: log(shape1 * shape2) + (shape1 - 1) * log(x) - log1p(-(x**shape1)),
        lambda **_: (mpf(0), mpf(1)),
        members=[
            dict(shape1=1, shape2=1),
            dict(shape1=0.5, shape2=0.5),
            dict(shape1=2, shape2=5),
            dict(shape1=40, shape2=0.75),
            dict(shape1=0.125, shape2=30),
        ],
    ),
}
