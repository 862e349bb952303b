"""sanov.fit of rows that are censored, truncated or rounded, against scipy's maxima and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from scipy import optimize, stats

WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
RANDOM = np.random.default_rng(31)


def test_the_exponentials_scale_is_time_over_events() -> None:
    found = sanov.fit(WEEKS, "exponential", event=RELAPSED, draws=0)
    assert found.n == 21 and found.interval_rows == 12
    best = found.best
    assert best.parameters["scale"] == pytest.approx(359 / 9, rel=1e-7)
    assert best.standard_errors["scale"] == pytest.approx(359 / 27, rel=1e-6)
    assert best.log_likelihood == pytest.approx(-9 * np.log(359 / 9) - 9, rel=1e-12)


def interval_censored(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, with one in three known exactly and the others left, right or interval censored."""
    x = RANDOM.gamma(2, 3, n)
    kind = np.arange(n) % 4
    lower = np.where(kind == 0, x, np.where(kind == 1, x * 0.7, np.where(kind == 2, x * 0.9, -np.inf)))
    upper = np.where(kind == 0, x, np.where(kind == 1, x * 1.3, np.where(kind == 2, np.inf, x * 1.1)))
    return x, lower, upper


@pytest.mark.parametrize(
    ("family", "theirs", "to_ours"),
    [
        ("exponential", stats.expon, lambda loc, scale: [scale]),
        ("weibull", stats.weibull_min, lambda shape, loc, scale: [shape, scale]),
        ("lognormal", stats.lognorm, lambda sd, loc, scale: [np.log(scale), sd]),
        ("normal", stats.norm, lambda loc, scale: [loc, scale]),
        ("gamma", stats.gamma, lambda shape, loc, scale: [shape, scale]),
    ],
)
def test_the_top_is_scipys(family: str, theirs: Any, to_ours: Any) -> None:
    _, lower, upper = interval_censored(200)
    low = lower if family == "normal" else np.maximum(lower, 0)
    found = sanov.fit(lower=low, upper=upper, families=family, draws=0).best
    exact = lower == upper
    right, left = np.isinf(upper), np.isinf(lower)
    both = ~exact & ~right & ~left
    censored = stats.CensoredData(
        uncensored=lower[exact], left=upper[left], right=lower[right], interval=np.stack([lower[both], upper[both]], 1)
    )
    kept = {} if family == "normal" else {"floc": 0}

    def tight(function: Any, start: Any, args: Any = (), disp: Any = 0) -> Any:
        return optimize.fmin(function, start, args=args, disp=0, xtol=1e-10, ftol=1e-14, maxiter=10000, maxfun=10000)

    expected = to_ours(*theirs.fit(censored, optimizer=tight, **kept))
    np.testing.assert_allclose(list(found.parameters.values()), expected, rtol=2e-6)


def test_truncation_is_that_of_scipy() -> None:
    x = RANDOM.normal(1, 2, 3000)
    x = x[(x > 0) & (x <= 3)]
    found = sanov.fit(x, "normal", truncation=(0, 3), draws=0).best
    mean, sd = found.parameters.values()

    def total(at: np.ndarray) -> float:
        return -float(np.sum(stats.truncnorm.logpdf(x, (0 - at[0]) / at[1], (3 - at[0]) / at[1], at[0], at[1])))

    assert found.log_likelihood == pytest.approx(-total(np.array([mean, sd])), rel=1e-10)
    best = optimize.minimize(total, [mean, sd], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    assert -best.fun - found.log_likelihood < 1e-7


def test_rounding_is_the_likelihood_of_the_cells() -> None:
    x = np.round(RANDOM.normal(10, 1, 500))
    found = sanov.fit(x, "normal", rounded=1, draws=0).best

    def total(at: np.ndarray) -> float:
        return -float(np.sum(np.log(stats.norm.cdf(x + 0.5, *at) - stats.norm.cdf(x - 0.5, *at))))

    best = optimize.minimize(total, [10, 1], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13})
    np.testing.assert_allclose(list(found.parameters.values()), best.x, atol=2e-6)
    assert found.log_likelihood == pytest.approx(-best.fun, rel=1e-11)
    # To 1 whole numbers are rounded too: masses and densities compete.
    assert sanov.fit(x, ["normal", "poisson"], rounded=1, draws=0).best.family == "normal"
    assert "of whole numbers" in sanov.fit(x / 2, ["normal", "poisson"], rounded=0.5, draws=0).left_out["poisson"]


def test_the_fit_of_rounded_values_is_not_refuted_by_rounding() -> None:
    x = np.round(RANDOM.normal(10, 1, 400))
    assert sanov.fit(x, "normal", draws=99).best.fit_p <= 0.05  # type: ignore[operator]
    assert sanov.fit(x, "normal", rounded=1, draws=99).best.fit_p > 0.05  # type: ignore[operator]


def test_intervals_of_parameters() -> None:
    def intervals(method: Any, level: float = 0.95) -> tuple[float, float]:
        found = sanov.fit(WEEKS, "exponential", event=RELAPSED, intervals=method, level=level, draws=0).best.intervals
        assert found is not None and found["scale"] is not None
        assert found["scale"].level == level
        return found["scale"][:2]

    z, best = stats.norm.isf(0.025), 359 / 9
    np.testing.assert_allclose(intervals("information"), [best * np.exp(-z / 3), best * np.exp(z / 3)], rtol=1e-6)

    def fall(scale: float) -> float:
        return 2 * (9 * np.log(scale / best) + 359 / scale - 9) - z * z

    profile = [optimize.brentq(fall, 1, best, xtol=1e-13), optimize.brentq(fall, best, 500, xtol=1e-13)]
    np.testing.assert_allclose(intervals("profile"), profile, rtol=1e-6)
    scores = np.array(RELAPSED) - np.array(WEEKS) / best  # by the logarithm of the scale, turned
    error = np.sqrt(np.sum(scores**2)) / 9
    np.testing.assert_allclose(intervals("sandwich"), [best * np.exp(-z * error), best * np.exp(z * error)], rtol=1e-5)
    low, high = intervals("bootstrap")
    assert 15 < low < best < high < 120 and intervals("bootstrap") == (low, high)
    assert intervals("information", 0.5)[0] > intervals("information")[0]
    with pytest.raises(ValueError, match="fit: intervals is 'wald'; it is information, sandwich, profile or bootstrap"):
        intervals("wald")
    with pytest.raises(ValueError, match="fit: level is 1; it is between 0 and 1"):
        intervals("profile", 1)


def test_booleans_and_gaps() -> None:
    event = [bool(each) for each in RELAPSED]
    expected = sanov.fit(WEEKS, "weibull", event=RELAPSED, draws=0).best.parameters
    assert sanov.fit(WEEKS, "weibull", event=event, draws=0).best.parameters == expected
    gaps = sanov.fit([None, *WEEKS, 3], "weibull", event=[1, *RELAPSED, None], missing="drop", draws=0)
    # Which fifth a row is in depends on its number, the fit of all rows does not.
    assert gaps.missing == 2 and gaps.best.parameters == pytest.approx(expected, rel=1e-12)


def test_no_picture_of_what_was_not_seen() -> None:
    found = sanov.fit(WEEKS, "weibull", event=RELAPSED, draws=0)
    with pytest.raises(ValueError, match="censored"):
        found.plot()
    assert found.best.fit_p is None and "nothing says which rows" in repr(sanov.fit(WEEKS, "weibull", event=RELAPSED))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: sanov.fit(), "fit: x is not given"),
        (lambda: sanov.fit(lower=[1]), "fit: x is not given; values are needed, or lower and upper"),
        (lambda: sanov.fit([1, 2], lower=[1, 2]), "fit: lower does not go with x"),
        (lambda: sanov.fit(lower=[2, 1], upper=[1, 2]), r"fit: lower\[0\] is 2; upper is 1; the lower end comes first"),
        (lambda: sanov.fit(lower=[-np.inf, 1], upper=[np.inf, 2]), r"fit: lower\[0\] is -Infinity; upper is Infinity"),
        (lambda: sanov.fit(lower=[1, 1], upper=[np.nan, 2]), r"fit: upper\[0\] is missing"),
        (lambda: sanov.fit(lower=[1, 2], upper=[2]), "fit: upper has 1 entries, but lower has 2"),
        (lambda: sanov.fit([1, 2], event=[1, 2]), r"fit: event\[1\] is 2; it is 1 where the value was seen"),
        (lambda: sanov.fit([1, 2], event=[0, 0]), "fit: x has right-censored rows alone: nothing was seen to happen"),
        (lambda: sanov.fit([1, 2], event=[1]), "fit: event has 1 entries, but x has 2"),
        (lambda: sanov.fit([1, 2], truncation=(3, 1)), "fit: truncation is from 3 to 1; low comes first"),
        (lambda: sanov.fit([1, 2], truncation=(1.5, None)), r"fit: x\[0\] is 1; nothing below 1.5 is recorded"),
        (lambda: sanov.fit([1, 2], truncation=3), "fit: truncation is 3; it is two numbers"),
        (lambda: sanov.fit([1, 2], rounded=0), "fit: rounded is 0; a step is positive"),
        (lambda: sanov.fit([1, 2], event=[1, 1], rounded=1), "fit: rounded is for values"),
        (lambda: sanov.fit([1, 2, 5], "uniform", truncation=(0, None)), "its ends would be those of the data"),
    ],
)
def test_what_is_wrong_is_said(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
