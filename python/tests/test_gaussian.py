"""sanov.wasserstein_gaussian, bures and gaussian_barycentre against scipy.linalg.sqrtm and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from scipy.linalg import sqrtm


def covariance(d: int, seed: int) -> np.ndarray:
    factor = np.random.default_rng(seed).normal(size=(d, d))
    return factor @ factor.T + 0.1 * np.eye(d)


def by_sqrtm(a: np.ndarray, b: np.ndarray) -> float:
    root = sqrtm(a).real
    return float(np.sqrt(np.trace(a + b - 2 * sqrtm(root @ b @ root).real)))


@pytest.mark.parametrize("d", [1, 2, 5, 20])
def test_against_sqrtm(d: int) -> None:
    a, b = covariance(d, 1), covariance(d, 2)
    m = np.random.default_rng(3).normal(size=(2, d))
    expected = by_sqrtm(a, b)
    assert sanov.bures(a, b) == pytest.approx(expected, rel=1e-9)
    assert sanov.wasserstein_gaussian(m[0], a, m[1], b) == pytest.approx(
        np.hypot(expected, np.linalg.norm(m[0] - m[1])), rel=1e-9
    )


def test_near_and_singular_keep_their_digits() -> None:
    a = np.diag([1.0, 4.0, 9.0])
    near = np.diag([(1 + 1e-9) ** 2, 4.0, 9.0])
    assert sanov.bures(a, near) == pytest.approx(1e-9, rel=1e-6)
    assert sanov.bures(a, a) == 0
    assert sanov.bures(np.zeros((2, 2)), np.diag([9.0, 16.0])) == pytest.approx(5, rel=1e-15)
    ones = np.ones((2, 2))
    assert sanov.bures(ones, 4 * ones) == pytest.approx(np.sqrt(2), rel=1e-14)


def test_in_one_dimension_deviations_are_subtracted() -> None:
    assert sanov.wasserstein_gaussian(0, 4, 3, 36) == pytest.approx(5, rel=1e-15)
    assert sanov.wasserstein_gaussian([0], [[4]], [3], [[36]]) == pytest.approx(5, rel=1e-15)


def test_it_is_below_the_samples_distance_squared_by_gelbrich() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(300, 3)) @ covariance(3, 1), rng.exponential(size=(400, 3))
    moments = x.mean(0), np.cov(x.T, bias=True), y.mean(0), np.cov(y.T, bias=True)
    assert sanov.wasserstein_gaussian(*moments) <= np.sqrt(sanov.transport(x, y).cost)


def test_the_barycentre_solves_its_equation() -> None:
    covariances = [covariance(4, seed) for seed in (1, 2, 3)]
    means = np.random.default_rng(4).normal(size=(3, 4))
    shares = np.array([1.0, 2.0, 3.0])
    found = sanov.gaussian_barycentre(means, covariances, shares=shares)
    assert found.status == "converged" and found.residual < 1e-12
    np.testing.assert_allclose(found.mean, shares @ means / 6, rtol=1e-13)
    root = sqrtm(found.covariance).real
    image = sum(share / 6 * sqrtm(root @ each @ root).real for share, each in zip(shares, covariances, strict=True))
    np.testing.assert_allclose(image, found.covariance, rtol=1e-8)
    squares = [
        sanov.wasserstein_gaussian(found.mean, found.covariance, mean, each) ** 2
        for mean, each in zip(means, covariances, strict=True)
    ]
    assert found.variance == pytest.approx(shares @ squares / 6, rel=1e-9)
    stopped = sanov.gaussian_barycentre(means, covariances, max_iterations=1)
    assert stopped.status == "iteration limit"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sanov.bures([[1, 0], [0, 1]], [[1.0]]), "b has 1 rows, but a has 2"),
        (lambda: sanov.bures([[1, 2]], [[1.0]]), "a has 1 rows and 2 columns"),
        (lambda: sanov.bures([1, 2], [[1.0]]), "a has one dimension; a covariance has two"),
        (lambda: sanov.bures([[1, 2], [2, 1]], np.eye(2)), "the matrix is indefinite"),
        (lambda: sanov.bures([[1, 0.5], [0.4, 1]], np.eye(2)), r"a\[2\] is 0\.4; a covariance is symmetric"),
        (lambda: sanov.bures([[1, np.nan], [np.nan, 1]], np.eye(2)), "is NaN"),
        (lambda: sanov.wasserstein_gaussian([0, 0], [[1]], [0], [[1]]), "mean has 2 coordinates"),
        (lambda: sanov.wasserstein_gaussian([np.inf], [[1]], [0], [[1]]), "is Infinity"),
        (lambda: sanov.wasserstein_gaussian("zero", 1, 0, 1), "mean_p is 'zero'; a number is needed"),
        (lambda: sanov.gaussian_barycentre([], []), "distributions is empty"),
        (lambda: sanov.gaussian_barycentre([0, 1], [1]), "covariances has 1 entries, but there are 2 means"),
        (lambda: sanov.gaussian_barycentre([0, 1], [1, 1], shares=[1, -1]), r"shares\[1\] is -1"),
        (lambda: sanov.gaussian_barycentre([0, 1], [1, 1], tolerance=0), "tolerance is 0"),
        (lambda: sanov.gaussian_barycentre([0, [1, 2]], [1, np.eye(2)]), "2 dimensions"),
    ],
)
def test_bad_input(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
