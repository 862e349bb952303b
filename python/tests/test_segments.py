"""sanov.parallel_segments, optimal_critic and barycentre against closed forms, scipy and plain numpy."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sanov
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from scipy.stats import wasserstein_distance


@pytest.mark.parametrize("theta", [-3.0, -1e-9, 0.25, 2])
def test_segments_apart(theta: float) -> None:
    found = sanov.parallel_segments(theta)
    assert found.kl == found.reverse_kl == (math.inf, None)
    assert found.js == (math.log(2), 0)
    assert found.total_variation == (1, 0)
    assert found.wasserstein == (abs(theta), math.copysign(1, theta))
    # Segments of cells: all mass in the cells of one or of the other.
    here, there = np.repeat([0.1, 0.0], 10), np.repeat([0.0, 0.1], 10)
    assert (sanov.kl(here, there), sanov.js(here, there)) == (found.kl.value, pytest.approx(found.js.value, rel=1e-15))
    at = np.linspace(0, 1, 10)
    first, second = np.stack([0 * at, at], 1), np.stack([0 * at + theta, at], 1)
    assert sanov.transport(first, second, cost="euclidean").cost == pytest.approx(abs(theta), rel=1e-14)


def test_segments_that_coincide() -> None:
    assert sanov.parallel_segments(0) == ((0, None),) * 5


def samples(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0.3, 2, 30), rng.normal(size=20), rng.exponential(size=30), rng.exponential(size=20)


def said(critic: sanov.Critic, x: np.ndarray, y: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    return float(np.average(critic(x), weights=a) - np.average(critic(y), weights=b))


def test_the_optimal_critic_against_scipy() -> None:
    for seed in range(5):
        x, y, a, b = samples(seed)
        critic = sanov.optimal_critic(x, y, a=a, b=b)
        expected = wasserstein_distance(x, y, a, b)
        assert critic.difference == pytest.approx(expected, rel=1e-13)
        assert said(critic, x, y, a, b) == pytest.approx(expected, rel=1e-12)
        assert set(critic.slopes) <= {-1, 0, 1}
        np.testing.assert_array_equal(critic.positions, np.unique(np.concatenate([x, y])))
        clipped = sanov.optimal_critic(x, y, a=a, b=b, clip=0.01)
        assert clipped.difference == pytest.approx(0.01 * expected, rel=1e-13)


def test_the_affine_critic_sees_the_means() -> None:
    x, y, a, b = samples(1)
    critic = sanov.optimal_critic(x, y, a=a, b=b, clip=0.5, affine=True)
    assert critic.difference == pytest.approx(0.5 * abs(np.average(x, weights=a) - np.average(y, weights=b)), rel=1e-12)
    assert sanov.optimal_critic([-1, 1], [-3, 3], affine=True).difference == 0
    assert sanov.optimal_critic([-1, 1], [-3, 3]).difference == 2


def test_the_penalised_critic_piece_by_piece() -> None:
    """Interpolates drawn on a fine grid of ε, and each slope found by scipy."""
    x, y, coefficient = np.array([0.0, 1.0, 1.5]), np.array([0.25, 2.0]), 0.4
    critic = sanov.optimal_critic(x, y, coefficient=coefficient)
    epsilon = (np.arange(200_000) + 0.5) / 200_000
    drawn = np.concatenate([e * epsilon + (1 - epsilon) * f for e in x for f in y])
    share, _ = np.histogram(drawn, bins=critic.positions)
    assert critic.density is not None
    width = np.diff(critic.positions)
    np.testing.assert_allclose(critic.density, share / len(drawn) / width, rtol=1e-4)
    for k, slope in enumerate(critic.slopes):
        middle = critic.positions[k : k + 2].mean()
        height = (y < middle).mean() - (x < middle).mean()

        def loss(s: float, height: float = height, k: int = k) -> float:
            return coefficient * share[k] / len(drawn) * (abs(s) - 1) ** 2 - s * height * width[k]

        assert slope == pytest.approx(math.copysign(minimize_scalar(loss, bounds=(-20, 20)).x, height), rel=1e-3)
    assert critic.objective == pytest.approx(critic.difference - critic.penalty, rel=1e-14)


def test_two_points_under_the_gradient_penalty() -> None:
    critic = sanov.optimal_critic([0.0], [1.0], coefficient=10)
    assert critic.slopes.tolist() == [pytest.approx(-1.05, rel=1e-15)]
    assert critic.difference == pytest.approx(1.05, rel=1e-15)
    assert critic.penalty == pytest.approx(0.025, rel=1e-14)


def test_critics_score_arrays_of_any_shape() -> None:
    critic = sanov.optimal_critic([0.0], [2.0])
    assert critic(1) == 0
    np.testing.assert_array_equal(critic([[-1, 0], [1, 5]]), [[2, 1], [0, -4]])
    level = sanov.optimal_critic([3], [3])
    assert len(level.slopes) == 0
    np.testing.assert_array_equal(level([1, 2]), [0, 0])
    assert "difference=2.0" in repr(critic)


def test_fixed_barycentre_of_two_bumps() -> None:
    z = np.arange(-10, 10.05, 0.1)
    bumps = np.stack([np.exp(-((z - m) ** 2) / 2) for m in (-4, 3)])
    found = sanov.barycentre(bumps, z, epsilon=0.4)
    assert isinstance(found, sanov.FixedBarycentre)
    assert found.status == "converged" and found.marginal_error <= 1e-9
    blurred = np.exp(-((z + 0.5) ** 2) / (2 * 1.2))
    np.testing.assert_allclose(found.masses, blurred / blurred.sum(), atol=1e-9)
    sharp = sanov.barycentre(bumps, z, epsilon=0.4, debiased=True)
    itself = np.exp(-((z + 0.5) ** 2) / 2)
    np.testing.assert_allclose(sharp.masses, itself / itself.sum(), atol=1e-8)
    costs = (z[:, None] - z) ** 2
    np.testing.assert_allclose(sanov.barycentre(bumps, cost=costs, epsilon=0.4).masses, found.masses, atol=1e-9)


def test_fixed_barycentre_of_points_is_their_blur() -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(size=(40, 2))
    rows, shares = np.eye(40)[[3, 8, 21]], np.array([1.0, 2.0, 5.0])
    found = sanov.barycentre(rows, z, epsilon=0.3, shares=shares, cost="cityblock")
    distances = np.abs(z[[3, 8, 21], None] - z).sum(-1)
    np.testing.assert_allclose(found.masses, softmax(-(shares / 8) @ distances / 0.3), rtol=1e-9)


def test_fixed_barycentre_stops_and_says_so() -> None:
    rng = np.random.default_rng(2)
    found = sanov.barycentre(rng.exponential(size=(2, 50)), np.arange(50), epsilon=1e-3, max_iterations=5)
    assert (found.status, found.iterations) == ("iteration limit", 5)
    assert found.marginal_error > 1e-9
    assert "iteration limit" in repr(found)


def test_free_barycentre() -> None:
    rng = np.random.default_rng(3)
    x, shift = rng.normal(size=(25, 2)), np.array([8.0, -3.0])
    found = sanov.barycentre([x, x + shift], k=25, shares=[1, 3], start=x)
    assert isinstance(found, sanov.FreeBarycentre)
    np.testing.assert_allclose(found.points, x + 0.75 * shift, atol=1e-13)
    assert found.objective == pytest.approx(3 / 16 * (shift @ shift), rel=1e-12)
    one = sanov.barycentre([x, x[:10] + shift], k=1, weights=[None, np.arange(1, 11)])
    expected = (x.mean(0) + np.average(x[:10], axis=0, weights=np.arange(1, 11)) + shift) / 2
    np.testing.assert_allclose(one.points[0], expected, atol=1e-14)
    some = sanov.barycentre([x, x[:10] + shift], k=6, seed=4, masses=[1, 1, 1, 1, 2, 2])
    assert (np.diff(some.objectives) <= 0).all() and some.status == "converged"
    np.testing.assert_allclose(some.masses, [0.125] * 4 + [0.25] * 2)
    assert some.objective == sanov.barycentre([x, x[:10] + shift], k=6, seed=4, masses=[1, 1, 1, 1, 2, 2]).objective


def test_the_example_draws_the_picture_of_the_docs(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, str(root / "examples/segments.py"), str(tmp_path / "segments.svg")], check=True)
    assert (tmp_path / "segments.svg").read_bytes() == (root / "docs/segments.svg").read_bytes()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sanov.parallel_segments(math.nan), "parallel_segments: theta is NaN; a place on the axis is finite"),
        (lambda: sanov.parallel_segments("1"), "theta is '1'; a number is needed"),
        (lambda: sanov.optimal_critic([], [1]), "optimal_critic: x has no points"),
        (lambda: sanov.optimal_critic([1], [[1]]), "y has 2 dimensions; one is needed"),
        (lambda: sanov.optimal_critic([1], [math.inf]), r"optimal_critic: y\[0\] is Infinity"),
        (lambda: sanov.optimal_critic([1], [1], a=[-1]), r"a\[0\] is -1; weights are finite and not negative"),
        (lambda: sanov.optimal_critic([1], [1], clip=0), "clip is 0; it is a finite number above 0"),
        (lambda: sanov.optimal_critic([1], [1], clip=-1, affine=True), "optimal_critic: clip is -1"),
        (lambda: sanov.optimal_critic([1], [1], coefficient=0), "optimal_critic: coefficient is 0"),
        (lambda: sanov.optimal_critic([1], [1], coefficient=1, clip=1), "coefficient is of the gradient penalty"),
        (lambda: sanov.optimal_critic([1], [2])([0, math.nan]), r"z\[1\] is not finite"),
        (lambda: sanov.barycentre([[1]]), "barycentre: epsilon and k decide what is free: both are missing"),
        (lambda: sanov.barycentre([[1]], epsilon=1, k=1), "both are given"),
        (lambda: sanov.barycentre([[1]], epsilon=1), "support is missing"),
        (lambda: sanov.barycentre([1], [1], epsilon=1), "measures has one dimension; it has two: a row of masses"),
        (lambda: sanov.barycentre([[1, 1]], [1], epsilon=1), "barycentre: measures has 2 cells in a row, but there are 1"),
        (lambda: sanov.barycentre([[1, -1]], [1, 2], epsilon=1), r"barycentre: measures\[0\]\[1\] is -1"),
        (lambda: sanov.barycentre([[0, 0]], [1, 2], epsilon=1), r"measures\[0\] holds no mass"),
        (lambda: sanov.barycentre([[1, 1]], [1, math.nan], epsilon=1), r"barycentre: support\[1\] is NaN"),
        (lambda: sanov.barycentre([[1, 1]], [1, 2], epsilon=-1), "barycentre: epsilon is -1"),
        (lambda: sanov.barycentre([[1, 1]], [1, 2], epsilon=1, cost="euclidian"), "did you mean 'euclidean'"),
        (lambda: sanov.barycentre([[1, 1]], [1, 2], epsilon=1, power=2), "power goes with cost='power'"),
        (lambda: sanov.barycentre([[1, 1]], [1, 2], epsilon=1, cost=np.eye(2)), "cost is a matrix, so there is no"),
        (lambda: sanov.barycentre([[1, 1]], [1, 2], epsilon=1, weights=[[1]]), "weights is for k free points"),
        (lambda: sanov.barycentre([[1, 1]], [1, 2], epsilon=1, shares=[1, 2]), "shares has 2 numbers for 1 measures"),
        (lambda: sanov.barycentre([], k=1), "barycentre: measures is empty"),
        (lambda: sanov.barycentre([[1]], k=0), "k is 0; a barycentre has at least one point"),
        (lambda: sanov.barycentre([[1]], k=-1), "k is -1; a whole number from 0 on is needed"),
        (lambda: sanov.barycentre([[1]], k=1, weights=[None, None]), "weights has 2 entries, but there are 1 measures"),
        (lambda: sanov.barycentre([[[1, 2]], [1]], k=1), r"measures\[1\] has points of 1 coordinates"),
        (lambda: sanov.barycentre([[1]], k=1, start=[1, 2]), "start has 2 points, but k is 1"),
        (lambda: sanov.barycentre([[1]], [1], k=1), "k points move freely at squared Euclidean cost"),
        (lambda: sanov.barycentre([[1]], k=1, debiased=True), "k points move freely at squared Euclidean cost"),
    ],
)
def test_bad_input(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
