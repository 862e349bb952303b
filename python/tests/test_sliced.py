"""sanov.sliced_wasserstein and max_sliced_wasserstein against numpy over the same directions, and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from sanov import _core


def cloud(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def naive(x: np.ndarray, y: np.ndarray, p: float, projections: int, seed: int) -> tuple[float, float]:
    """For as many points on both sides: sorted shadows, one by one."""
    thetas = [_core.sliced_direction(k, x.shape[1], seed) for k in range(projections)]
    powers = np.array([np.mean(np.abs(np.sort(x @ theta) - np.sort(y @ theta)) ** p) for theta in thetas])
    value = powers.mean() ** (1 / p)
    return value, value / p * powers.std(ddof=1) / np.sqrt(projections) / powers.mean()


@pytest.mark.parametrize("p", [1, 2, 3.5])
def test_against_sorted_shadows(p: float) -> None:
    x, y = cloud(200, 3, 1), 1.5 * cloud(200, 3, 2) + 0.3
    found = sanov.sliced_wasserstein(x, y, p, projections=60, seed=7)
    assert found == pytest.approx(naive(x, y, p, 60, 7), rel=1e-11)
    assert found.value != sanov.sliced_wasserstein(x, y, p, projections=60, seed=8).value


def test_a_shift_has_its_closed_form_within_the_error() -> None:
    x, shift = cloud(100, 5, 1), np.array([1.0, -2.0, 0.0, 3.0, 1.0])
    found = sanov.sliced_wasserstein(x, x + shift, projections=4000)
    assert abs(found.value - np.linalg.norm(shift) / np.sqrt(5)) < 5 * found.standard_error
    assert 0 < found.standard_error < 0.05


def test_directions_are_of_length_one() -> None:
    directions = np.array([_core.sliced_direction(k, 3, 1) for k in range(2000)])
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, rtol=1e-14)
    assert np.abs(directions.mean(0)).max() < 0.07


def test_weights_are_copies_of_points() -> None:
    x, y = cloud(6, 2, 1), cloud(9, 2, 2)
    counts = np.array([1, 2, 3, 1, 1, 4])
    expected = sanov.sliced_wasserstein(np.repeat(x, counts, axis=0), y)
    assert sanov.sliced_wasserstein(x, y, a=counts) == pytest.approx(expected, rel=1e-12)


def test_gradient_by_differences() -> None:
    x, y = cloud(8, 3, 1), cloud(11, 3, 2)
    gx, gy = sanov.sliced_wasserstein_gradient(x, y, projections=20)
    for slopes, at, call in (
        (gx, x, lambda v: sanov.sliced_wasserstein(v, y, projections=20).value),
        (gy, y, lambda v: sanov.sliced_wasserstein(x, v, projections=20).value),
    ):
        for k in np.ndindex(at.shape):
            step = np.zeros(at.shape)
            step[k] = 1e-6
            assert (call(at + step) - call(at - step)) / 2e-6 == pytest.approx(slopes[k], abs=1e-7)


def test_the_farthest_direction() -> None:
    x = cloud(300, 4, 1)
    y = x.copy()
    y[:, 2] *= 3
    found = sanov.max_sliced_wasserstein(x, y)
    assert abs(found.direction[2]) > 0.95
    assert np.linalg.norm(found.direction) == pytest.approx(1, rel=1e-14)
    along = sanov.wasserstein_1d(x @ found.direction, y @ found.direction, 2)
    assert found.value == pytest.approx(along, rel=1e-12)
    assert found.value >= 2 * np.sqrt((x[:, 2] ** 2).mean()) - 1e-9
    assert found.value >= sanov.sliced_wasserstein(x, y).value


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([[1.0, np.inf]], [[1.0, 2.0]]), {}, r"x\[1\] is Infinity"),
        (([[1.0, 2.0]], [[1.0]]), {}, "y has points of"),
        (([], [1.0]), {}, "x has no points"),
        (([1.0], [1.0], 0.5), {}, r"p is 0\.5"),
        (([1.0], [1.0], "two"), {}, "p is 'two'; a number is needed"),
        (([1.0], [1.0]), {"a": [-1.0]}, r"a\[0\] is -1"),
        (([1.0], [1.0]), {"a": [0.0]}, "a holds no mass"),
        (([1.0], [1.0]), {"projections": 1.5}, r"projections is 1\.5; a whole number"),
        (([1.0], [1.0]), {"seed": -1}, "seed is -1; a whole number"),
        (([[[1.0]]], [1.0]), {}, "x has 3 dimensions"),
    ],
)
def test_bad_input(arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    for call in (sanov.sliced_wasserstein, sanov.sliced_wasserstein_gradient, sanov.max_sliced_wasserstein):
        with pytest.raises(ValueError, match=message):
            call(*arguments, **options)


def test_too_few_directions() -> None:
    with pytest.raises(ValueError, match="projections is 1; two tell"):
        sanov.sliced_wasserstein([1.0], [2.0], projections=1)
    with pytest.raises(ValueError, match="starts is 5"):
        sanov.max_sliced_wasserstein([1.0], [2.0], projections=4, starts=5)
