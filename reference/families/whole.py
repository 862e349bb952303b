"""Families of whole numbers, and the four with which the catalogue began."""

from __future__ import annotations

from definition import Family
from mpmath import besseli, erfc, exp, gammainc, inf, isinf, log, loggamma, mpf, pi, sqrt, zeta


def log_choose(n: mpf, k: mpf) -> mpf:
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def log_beta(a: mpf, b: mpf) -> mpf:
    return loggamma(a) + loggamma(b) - loggamma(a + b)

def zipf_moments(exponent: mpf) -> tuple[mpf | None, ...]:
    raw = [zeta(exponent - k) / zeta(exponent) if exponent > k + 1 else inf for k in range(5)]
    if isinf(raw[1]):
        return inf, inf, None, None
    mean = raw[1]
    if isinf(raw[2]):
        return mean, inf, None, None
    variance = raw[2] - mean**2
    if isinf(raw[3]):
        return mean, variance, None, None
    skewness = (raw[3] - 3 * mean * raw[2] + 2 * mean**3) / (variance * sqrt(variance))
    if isinf(raw[4]):
        return mean, variance, skewness, inf
    fourth = raw[4] - 4 * mean * raw[3] + 6 * mean**2 * raw[2] - 3 * mean**4
    return mean, variance, skewness, fourth / variance**2 - 3


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
        support=lambda shape, scale: (mpf(0), inf),
        members=[
            dict(shape=1, scale=1),
            dict(shape=0.25, scale=3),
            dict(shape=7.5, scale=0.125),
            dict(shape=1000, scale=2),
            dict(shape=1e6, scale=0.125),
        ],
    ),
    "poisson": Family(
        log_density=lambda k, mean: k * log(mean) - mean - loggamma(k + 1),
        cdf=lambda k, mean: gammainc(k + 1, mean, inf, regularized=True),
        sf=lambda k, mean: gammainc(k + 1, 0, mean, regularized=True),
        support=lambda mean: (mpf(0), inf),
        members=[dict(mean=1), dict(mean=1e-200), dict(mean=0.01), dict(mean=12.5), dict(mean=1e4)],
        whole=True,
    ),
    "bernoulli": Family(
        log_density=lambda k, probability: log(probability) if k == 1 else log(1 - probability),
        support=lambda probability: (mpf(0), mpf(1)),
        members=[dict(probability=0.5), dict(probability=0.125), dict(probability=1e-9), dict(probability=0.999)],
        whole=True,
    ),
    "binomial": Family(
        log_density=lambda k, trials, probability: (
            log_choose(trials, k) + k * log(probability) + (trials - k) * log(1 - probability)
        ),
        support=lambda trials, probability: (mpf(0), trials),
        members=[
            dict(trials=10, probability=0.5),
            dict(trials=1, probability=0.3),
            dict(trials=100, probability=0.97),
            dict(trials=5000, probability=0.001),
            dict(trials=3000, probability=0.4),
            dict(trials=1e9, probability=1e-8),
            dict(trials=3, probability=1e-300),
        ],
        whole=True,
    ),
    "geometric": Family(
        log_density=lambda k, probability: log(probability) + k * log(1 - probability),
        cdf=lambda k, probability: 1 - (1 - probability) ** (k + 1),
        sf=lambda k, probability: (1 - probability) ** (k + 1),
        support=lambda probability: (mpf(0), inf),
        members=[dict(probability=0.5), dict(probability=0.99), dict(probability=0.002)],
        whole=True,
    ),
    "negative_binomial": Family(
        log_density=lambda k, size, probability: (
            loggamma(k + size)
            - loggamma(k + 1)
            - loggamma(size)
            + size * log(probability)
            + k * log(1 - probability)
        ),
        support=lambda size, probability: (mpf(0), inf),
        members=[
            dict(size=1, probability=0.5),
            dict(size=0.01, probability=0.25),
            dict(size=2.5, probability=0.03125),
            dict(size=800, probability=0.75),
            dict(size=1e-8, probability=0.3),
            dict(size=3.5, probability=0.9999),
        ],
        whole=True,
    ),
    "hypergeometric": Family(
        log_density=lambda k, population, successes, draws: (
            log_choose(successes, k) + log_choose(population - successes, draws - k) - log_choose(population, draws)
        ),
        support=lambda population, successes, draws: (
            max(mpf(0), draws + successes - population),
            min(successes, draws),
        ),
        members=[
            dict(population=20, successes=8, draws=6),
            dict(population=20, successes=15, draws=12),
            dict(population=5000, successes=200, draws=1000),
            dict(population=1e8, successes=3e4, draws=2e4),
            dict(population=2, successes=1, draws=1),
            dict(population=1e12, successes=1e6, draws=1e6),
        ],
        whole=True,
    ),
    "beta_binomial": Family(
        log_density=lambda k, trials, alpha, beta: (
            log_choose(trials, k) + log_beta(k + alpha, trials - k + beta) - log_beta(alpha, beta)
        ),
        support=lambda trials, alpha, beta: (mpf(0), trials),
        members=[
            dict(trials=10, alpha=2, beta=3),
            dict(trials=25, alpha=0.25, beta=0.125),
            dict(trials=1000, alpha=40, beta=3.5),
            dict(trials=200, alpha=1e5, beta=3e5),
            dict(trials=50, alpha=1e-5, beta=1e-3),
            dict(trials=3000, alpha=1e8, beta=1e3),
        ],
        whole=True,
    ),
    "discrete_uniform": Family(
        log_density=lambda k, low, high: -log(high - low + 1),
        support=lambda low, high: (low, high),
        members=[dict(low=0, high=9), dict(low=-7, high=-3), dict(low=-1000, high=1e4)],
        whole=True,
    ),
    "logarithmic": Family(
        log_density=lambda k, probability: k * log(probability) - log(k) - log(-log(1 - probability)),
        support=lambda probability: (mpf(1), inf),
        members=[dict(probability=0.5), dict(probability=1e-4), dict(probability=0.995)],
        whole=True,
    ),
    "skellam": Family(
        log_density=lambda k, mean1, mean2: (
            -mean1 - mean2 + k / 2 * log(mean1 / mean2) + log(besseli(abs(k), 2 * sqrt(mean1 * mean2)))
        ),
        support=lambda mean1, mean2: (-inf, inf),
        members=[
            dict(mean1=1, mean2=1),
            dict(mean1=0.125, mean2=12),
            dict(mean1=60, mean2=2.5),
            dict(mean1=300, mean2=500),
            dict(mean1=1e-3, mean2=1e-5),
        ],
        whole=True,
    ),
    "zipf": Family(
        log_density=lambda k, exponent: -exponent * log(k) - log(zeta(exponent)),
        cdf=lambda k, exponent: 1 - zeta(exponent, k + 1) / zeta(exponent),
        sf=lambda k, exponent: zeta(exponent, k + 1) / zeta(exponent),
        support=lambda exponent: (mpf(1), inf),
        members=[
            dict(exponent=3),
            dict(exponent=1.25),
            dict(exponent=1.0009765625),
            dict(exponent=5.5),
            dict(exponent=9.5),
            dict(exponent=30),
        ],
        whole=True,
        moments=zipf_moments,
        entropy=lambda exponent: log(zeta(exponent)) - exponent * zeta(exponent, 1, 1) / zeta(exponent),
    ),
}
