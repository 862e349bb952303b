"""sanov.wasserstein_1d and its kin against scipy and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from scipy.stats import wasserstein_distance


def sample(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def test_against_scipy_with_weights_and_without() -> None:
    x, y = sample(500, 1), sample(700, 2) + 0.3
    a, b = np.random.default_rng(3).exponential(size=500), np.random.default_rng(4).exponential(size=700)
    assert sanov.wasserstein_1d(x, y) == pytest.approx(wasserstein_distance(x, y), rel=1e-12)
    assert sanov.wasserstein_1d(x, y, a=a, b=b) == pytest.approx(wasserstein_distance(x, y, a, b), rel=1e-12)


@pytest.mark.parametrize("p", [1, 1.5, 2, 7])
def test_a_shift_and_a_scale(p: float) -> None:
    x, y = sample(100, 1), sample(100, 2)
    assert sanov.wasserstein_1d(x, x + 2.5, p) == pytest.approx(2.5, rel=1e-13)
    assert sanov.wasserstein_1d(3 * x, 3 * y, p) == pytest.approx(3 * sanov.wasserstein_1d(x, y, p), rel=1e-13)
    assert sanov.wasserstein_1d(x, x, p) == 0


def test_it_is_the_root_of_exact_transport() -> None:
    x, y = sample(50, 1), sample(80, 2)
    assert sanov.wasserstein_1d(x, y, 2) ** 2 == pytest.approx(sanov.transport(x, y).cost, rel=1e-12)


def test_columns() -> None:
    x, y = sample(60, 1).reshape(20, 3), sample(90, 2).reshape(30, 3)
    expected = [sanov.wasserstein_1d(x[:, k], y[:, k], 2) for k in range(3)]
    np.testing.assert_array_equal(sanov.wasserstein_1d(x, y, 2), expected)


def test_gradient_by_differences() -> None:
    x, y, a = sample(12, 1), sample(9, 2), np.random.default_rng(3).exponential(size=12)
    found = sanov.wasserstein_1d_gradient(x, y, 2.5, a=a)
    for slopes, moved, call in (
        (found.x, x, lambda v: sanov.wasserstein_1d(v, y, 2.5, a=a)),
        (found.y, y, lambda v: sanov.wasserstein_1d(x, v, 2.5, a=a)),
        (found.a, a, lambda v: sanov.wasserstein_1d(x, y, 2.5, a=v)),
    ):
        for k in range(len(moved)):
            step = np.zeros(len(moved))
            step[k] = 1e-6
            assert (call(moved + step) - call(moved - step)) / 2e-6 == pytest.approx(slopes[k], abs=1e-7)


@pytest.mark.parametrize("p", [1, 1.5, 2, 4])
def test_the_plan_and_its_prices(p: float) -> None:
    x, y, a = sample(40, 1), sample(33, 2), np.random.default_rng(3).exponential(size=40)
    found = sanov.transport_1d(x, y, p, a=a)
    costs = np.abs(x[:, None] - y) ** p
    plan = found.plan.toarray()
    u, v = found.duals
    assert found.cost == pytest.approx(sanov.wasserstein_1d(x, y, p, a=a) ** p, rel=1e-12)
    assert found.cost == pytest.approx((plan * costs).sum(), rel=1e-12)
    np.testing.assert_allclose(plan.sum(1), a / a.sum(), atol=1e-15)
    np.testing.assert_allclose(plan.sum(0), 1 / 33, atol=1e-15)
    assert (u[:, None] + v <= costs + 1e-13 * costs.max()).all()
    assert 0 <= found.gap < 1e-13 * costs.max()
    assert found.cost - found.gap <= (u @ a) / a.sum() + v.mean() + 1e-13 * costs.max()
    gx, gy = found.gradient()
    slopes = sanov.wasserstein_1d_gradient(x, y, p, a=a)
    by_w = p * found.cost ** ((p - 1) / p)  # d W^p = p W^(p-1) dW
    np.testing.assert_allclose(gx.ravel(), by_w * slopes.x, atol=1e-12)
    np.testing.assert_allclose(gy.ravel(), by_w * slopes.y, atol=1e-12)


def test_the_circle() -> None:
    hours = np.random.default_rng(1).uniform(0, 3, 200)
    assert sanov.wasserstein_circle(hours, hours + 5, 24) == pytest.approx(5, rel=1e-12)
    assert sanov.wasserstein_circle(hours, hours + 24, 24, 2) == pytest.approx(0, abs=1e-12)
    assert sanov.wasserstein_circle([0.0], [13.0], 24, 3) == pytest.approx(11, rel=1e-14)


def test_the_barycentre() -> None:
    positions, masses = sanov.quantile_barycentre([[0, 1, 2], [10, 11, 12, 13]], shares=[3, 1])
    assert masses.sum() == pytest.approx(1, rel=1e-15)
    assert positions @ masses == pytest.approx((3 * 1 + 11.5) / 4, rel=1e-14)
    levels = sanov.quantile_barycentre([[0, 1, 2], [10, 11, 12]], levels=[0.5, 1])
    np.testing.assert_allclose(levels, [6, 7], rtol=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sanov.wasserstein_1d([1, np.inf], [2]), r"x\[1\] is Infinity"),
        (lambda: sanov.wasserstein_1d([], [2]), "x"),
        (lambda: sanov.wasserstein_1d([1], [2], 0.5), "p is 0.5"),
        (lambda: sanov.wasserstein_1d([1], [2], a=[-1]), r"a\[0\] is -1"),
        (lambda: sanov.wasserstein_1d([1], [[2]]), "y has 2 dimensions"),
        (lambda: sanov.wasserstein_1d([1], [2], a=[1, 2]), "a has 2"),
        (lambda: sanov.wasserstein_1d(["a"], [2]), r"x\[0\] is 'a'; a number is needed"),
        (lambda: sanov.wasserstein_1d([1], [2], "2"), "wasserstein_1d: p is '2'; a number is needed"),
        (lambda: sanov.wasserstein_1d([1], [2], None), "wasserstein_1d: p is None; a number is needed"),
        (lambda: sanov.wasserstein_1d_gradient([1], [2], None), "wasserstein_1d_gradient: p is None"),
        (lambda: sanov.wasserstein_1d([[1, np.nan]], [[1, 2]]), r"wasserstein_1d: x\[1\] is NaN"),
        (lambda: sanov.wasserstein_1d([[1, 3]], [[2]]), "wasserstein_1d: y has 1 columns, but x has 2"),
        (lambda: sanov.transport_1d([1], [2], 0.5), "transport_1d: p is 0.5"),
        (lambda: sanov.transport_1d([1], [2], "2"), "transport_1d: p is '2'; a number is needed"),
        (lambda: sanov.transport_1d([1e300], [-1e300], 2), "transport_1d: .*overflows"),
        (lambda: sanov.wasserstein_circle([1], [2], 0), "period"),
        (lambda: sanov.wasserstein_circle([1], [2], "24"), "wasserstein_circle: period is '24'; a number is needed"),
        (lambda: sanov.wasserstein_circle([1], [2], 24, None), "wasserstein_circle: p is None; a number is needed"),
        (lambda: sanov.quantile_barycentre([]), "samples"),
        (lambda: sanov.quantile_barycentre([[1]], weights=[]), "weights has 0 entries"),
        (lambda: sanov.quantile_barycentre([[1]], levels=[1.5]), "levels"),
    ],
)
def test_bad_input(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
