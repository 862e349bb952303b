"""sanov.sinkhorn and sanov.sinkhorn_divergence against a plain Sinkhorn iteration in numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from scipy.sparse import coo_array
from scipy.spatial.distance import cdist
from scipy.special import logsumexp

COSTS = ("sqeuclidean", "euclidean", "cityblock", "chebyshev", "cosine")
INF = float("inf")


def cloud(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) + 0.2


def weights(n: int, seed: int) -> np.ndarray:
    w = np.random.default_rng(seed).exponential(size=n)
    return w / w.sum()


def by_iteration(
    costs: np.ndarray, a: np.ndarray, b: np.ndarray, epsilon: float, reach: tuple[float, float] = (INF, INF)
) -> tuple[np.ndarray, float]:
    """The plan and the objective of 2,000 steps in the logarithms."""
    shrink_a, shrink_b = (1.0 if rho == INF else rho / (rho + epsilon) for rho in reach)
    f, g = np.zeros(len(a)), np.zeros(len(b))
    for _ in range(2000):
        g = -shrink_b * epsilon * logsumexp((f[:, None] - costs) / epsilon, b=a[:, None], axis=0)
        f = -shrink_a * epsilon * logsumexp((g[None, :] - costs) / epsilon, b=b[None, :], axis=1)
    plan = a[:, None] * b * np.exp((f[:, None] + g - costs) / epsilon)
    objective = (plan * np.where(plan > 0, costs, 0)).sum() + epsilon * kl(plan, a[:, None] * b)
    for rho, marginal, wanted in ((reach[0], plan.sum(1), a), (reach[1], plan.sum(0), b)):
        objective += 0 if rho == INF else rho * kl(marginal, wanted)
    return plan, objective


def of_itself(costs: np.ndarray, a: np.ndarray, epsilon: float) -> float:
    """The objective between a measure and itself, whose potentials are equal: by halved steps, since whole ones crawl."""
    f = np.zeros(len(a))
    for _ in range(500):
        f = (f - epsilon * logsumexp((f[:, None] - costs) / epsilon, b=a[:, None], axis=0)) / 2
    return float(2 * (a * f).sum())


def kl(p: np.ndarray, q: np.ndarray) -> float:
    return float((np.where(p > 0, p * np.log(np.where(p > 0, p / q, 1)), 0) - p + q).sum())


@pytest.mark.parametrize("cost", COSTS)
def test_points_against_plain_iteration(cost: str) -> None:
    x, y, a, b = cloud(20, 3, 1), cloud(25, 3, 2), weights(20, 3), weights(25, 4)
    costs = cdist(x, y, cost)
    epsilon = 0.1 * costs.mean()
    found = sanov.sinkhorn(x, y, epsilon, cost=cost, a=a, b=b, tolerance=1e-12)
    plan, objective = by_iteration(costs, a, b, epsilon)
    assert found.status == "converged" and found.marginal_error < 1e-12
    np.testing.assert_allclose(found.plan(), plan, rtol=1e-9, atol=1e-15)
    assert found.transport_cost == pytest.approx((plan * costs).sum(), rel=1e-10)
    assert found.objective == pytest.approx(objective, rel=1e-10)
    assert objective - 1e-9 < found.dual <= objective + 1e-13
    np.testing.assert_allclose(found.marginals[0], a, rtol=1e-10)
    np.testing.assert_allclose(found.plan().sum(0), found.marginals[1], rtol=1e-10)
    f, g = found.duals
    np.testing.assert_allclose(found.plan(), a[:, None] * b * np.exp((f[:, None] + g - costs) / epsilon), rtol=1e-9)
    of_matrix = sanov.sinkhorn(cost=costs, epsilon=epsilon, a=a, b=b, tolerance=1e-12)
    assert of_matrix.objective == pytest.approx(found.objective, rel=1e-12)
    np.testing.assert_allclose(of_matrix.plan(), found.plan(), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("reach", [(0.5, 0.5), (2.0, 0.3), (1.0, INF)])
def test_free_marginals_against_plain_iteration(reach: tuple[float, float]) -> None:
    x, y, a, b = cloud(15, 2, 1), cloud(18, 2, 2) + 1, 2 * weights(15, 3), weights(18, 4)
    found = sanov.sinkhorn(x, y, 0.2, a=a, b=b, reach=reach, tolerance=1e-12)
    plan, objective = by_iteration(cdist(x, y, "sqeuclidean"), a, b, 0.2, reach)
    np.testing.assert_allclose(found.plan(), plan, rtol=1e-8, atol=1e-14)
    assert found.objective == pytest.approx(objective, rel=1e-10)
    assert found.mass == pytest.approx(plan.sum(), rel=1e-10)


def test_forbidden_pairs_carry_nothing() -> None:
    costs = np.array([[1.0, 5.0, INF], [INF, 2.0, 9.0], [3.0, INF, 4.0]])
    plan = sanov.sinkhorn(cost=costs, epsilon=1.0).plan()
    assert (plan[np.isinf(costs)] == 0).all()
    expected, _ = by_iteration(costs, np.full(3, 1 / 3), np.full(3, 1 / 3), 1.0)
    np.testing.assert_allclose(plan, expected, rtol=1e-7)


def test_it_tends_to_the_exact_cost_from_above() -> None:
    x, y = cloud(40, 2, 1), cloud(40, 2, 2)
    exact = sanov.transport(x, y).cost
    costs = [sanov.sinkhorn(x, y, epsilon).transport_cost for epsilon in (1.0, 0.1, 0.01)]
    assert costs[0] > costs[1] > costs[2] > exact
    for cost, epsilon in zip(costs, (1.0, 0.1, 0.01), strict=True):
        assert cost <= exact + epsilon * np.log(40)


def test_no_epsilon_gives_nan() -> None:
    x, y = cloud(12, 2, 1), cloud(9, 2, 2)
    for epsilon in (1e-300, 1e-12, 1e3, 1e300):
        found = sanov.sinkhorn(x, y, epsilon, max_iterations=300)
        assert np.isfinite([found.transport_cost, found.dual, found.marginal_error]).all()
        assert np.isfinite(found.plan()).all()


def test_it_stops_early_and_says_so() -> None:
    found = sanov.sinkhorn(cloud(100, 2, 1), cloud(100, 2, 2), 1e-3, max_iterations=3)
    assert found.status == "iteration limit" and found.marginal_error > 1e-9
    assert "status='iteration limit'" in repr(found)


def slopes_by_differences(call: Any, at: np.ndarray, step: float = 1e-5) -> np.ndarray:
    out = np.empty(at.shape)
    for k in np.ndindex(at.shape):
        moved = at.copy()
        moved[k] += step
        above = call(moved)
        moved[k] -= 2 * step
        out[k] = (above - call(moved)) / (2 * step)
    return out


@pytest.mark.parametrize("cost", COSTS)
def test_gradient_by_differences(cost: str) -> None:
    x, y = cloud(7, 2, 1), cloud(6, 2, 2)
    options: dict[str, Any] = {"cost": cost, "tolerance": 1e-13}
    gx, gy = sanov.sinkhorn(x, y, 0.3, **options).gradient()
    np.testing.assert_allclose(
        gx, slopes_by_differences(lambda v: sanov.sinkhorn(v, y, 0.3, **options).objective, x), atol=1e-8
    )
    np.testing.assert_allclose(
        gy, slopes_by_differences(lambda v: sanov.sinkhorn(x, v, 0.3, **options).objective, y), atol=1e-8
    )
    gx, gy = sanov.sinkhorn_divergence(x, y, 0.3, **options).gradient()
    expected = slopes_by_differences(lambda v: sanov.sinkhorn_divergence(v, y, 0.3, **options).value, x)
    np.testing.assert_allclose(gx, expected, atol=1e-8)


def test_slopes_in_weights_by_differences() -> None:
    x, y, a, b = cloud(5, 2, 1), cloud(6, 2, 2), weights(5, 3), weights(6, 4)
    for call, name in ((sanov.sinkhorn, "objective"), (sanov.sinkhorn_divergence, "value")):
        found = call(x, y, 0.3, a=a, b=b, reach=1.0, tolerance=1e-13)
        ga, gb = found.weight_slopes
        step = slopes_by_differences(
            lambda v, call=call, name=name: getattr(call(x, y, 0.3, a=v, b=b, reach=1.0, tolerance=1e-13), name), a
        )
        np.testing.assert_allclose(ga, step, atol=1e-7)
        assert len(gb) == 6


def test_the_divergence_is_without_bias() -> None:
    x, y, a, b = cloud(30, 2, 1), cloud(20, 2, 2), weights(30, 3), weights(20, 4)
    found = sanov.sinkhorn_divergence(x, y, 0.2, a=a, b=b)
    between = by_iteration(cdist(x, y, "sqeuclidean"), a, b, 0.2)[1]
    within_x, within_y = (of_itself(cdist(p, p, "sqeuclidean"), w, 0.2) for p, w in ((x, a), (y, b)))
    assert found.value == pytest.approx(between - within_x / 2 - within_y / 2, abs=1e-8)
    assert (found.between, found.within_x) == pytest.approx((between, within_x), rel=1e-7)
    assert 0 <= found.error < 1e-7 and float(found) == found.value
    same = sanov.sinkhorn_divergence(x, x, 0.2, a=a, b=a)
    assert same.value == 0 and not same.gradient()[0].any()


def test_types_and_layouts() -> None:
    x, y = cloud(40, 3, 1).astype(np.float32), cloud(30, 3, 2).astype(np.float32)
    expected = sanov.sinkhorn(x, y, 0.5).objective
    assert sanov.sinkhorn(np.asfortranarray(x), y.tolist(), 0.5).objective == pytest.approx(expected, rel=1e-12)
    line = sanov.sinkhorn([0, 1, 2], [1, 2, 3], 0.1)
    assert line.gradient()[0].shape == (3,)


def test_a_plan_keeps_the_points_it_came_from() -> None:
    x, y = cloud(5, 2, 1), cloud(6, 2, 2)
    found = sanov.sinkhorn(x, y, 0.5)
    before = found.plan()
    x += 100
    np.testing.assert_array_equal(found.plan(), before)


def test_a_plan_keeps_the_costs_and_weights_it_came_from() -> None:
    costs, a = cdist(cloud(5, 2, 1), cloud(6, 2, 2)), weights(5, 3)
    found = sanov.sinkhorn(cost=costs, epsilon=0.5, a=a, b=weights(6, 4))
    before = found.plan()
    costs[0] = 9
    a[:] = 0.2
    np.testing.assert_array_equal(found.plan(), before)


@pytest.mark.parametrize("epsilon", [1e12, 1e15, 1e100, 1e300])
def test_a_large_epsilon_costs_no_digits(epsilon: float) -> None:
    x, y = cloud(50, 2, 1), cloud(40, 2, 2)
    mean = cdist(x, y, "sqeuclidean").mean()
    energy = mean - (cdist(x, x, "sqeuclidean").mean() + cdist(y, y, "sqeuclidean").mean()) / 2
    found = sanov.sinkhorn(x, y, epsilon)
    assert found.objective == pytest.approx(mean, abs=1e-9)
    assert found.dual <= mean
    divergence = sanov.sinkhorn_divergence(x, y, epsilon)
    assert divergence.value == pytest.approx(energy, abs=1e-9)
    assert abs(divergence.value - energy) <= divergence.error + 1e3 / epsilon


def test_a_plan_that_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = sanov.sinkhorn(cloud(40, 2, 1), cloud(50, 2, 2), 0.5)
    monkeypatch.setattr("os.sysconf", lambda name: {"SC_PHYS_PAGES": 3, "SC_PAGE_SIZE": 4096}[name])
    with pytest.raises(MemoryError, match="the plan has 40×50 entries"):
        found.plan()


def test_same_bits_for_any_threads() -> None:
    x, y = cloud(600, 2, 1), cloud(500, 2, 2)
    before = sanov.get_threads()
    try:
        found = []
        for threads in (1, 2, 5):
            sanov.set_threads(threads)
            found.append(sanov.sinkhorn_divergence(x, y, 0.1))
    finally:
        sanov.set_threads(before)
    for other in found[1:]:
        assert other.value == found[0].value
        np.testing.assert_array_equal(other.gradient()[0], found[0].gradient()[0])


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([0.0], [[0.0, 1.0]], 1), {}, "y has points of"),
        (([0.0, float("nan")], [0.0], 1), {}, r"x\[1\] is NaN; coordinates are finite"),
        (([0.0], [0.0], 1), {"a": [-1.0]}, r"a\[0\] is -1; weights are finite and not negative"),
        (([0.0], [0.0], 1), {"a": [2.0]}, "b has the mass 1"),
        (([0.0], [0.0], 1), {"a": [1.0, 1.0]}, "a has 2 weights for 1 points"),
        (([0.0], [0.0], 1), {"a": [0.0]}, "all 0"),
        (([0.0], [0.0], 0), {}, "epsilon is 0"),
        (([0.0], [0.0], float("nan")), {}, "epsilon is NaN"),
        (([0.0], [0.0], 5e307), {}, r"epsilon is 5e\+307; it is at most 2\^1000"),
        (([0.0], [0.0], "much"), {}, "epsilon is 'much'; a number is needed"),
        (([], [0.0], 1), {}, "x has no points"),
        (([0.0], [0.0], 1), {"cost": "euclidian"}, "did you mean 'euclidean'?"),
        (([0.0], [0.0], 1), {"power": 2}, "power is for cost='power'"),
        (([0.0], [0.0], 1), {"cost": "power"}, "power is missing"),
        (([0.0], [0.0], 1), {"cost": "power", "power": 0.5}, r"power is 0\.5"),
        (([0.0], [0.0], 1), {"reach": 0}, "reach"),
        (([0.0], [0.0], 1), {"tolerance": 0}, "tolerance is 0"),
        (([0.0], [0.0], 1), {"max_iterations": -1}, "max_iterations is -1; a whole number"),
        (([0.0], [0.0], 1), {"max_iterations": 2.5}, r"max_iterations is 2\.5"),
    ],
)
def test_bad_input(arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    for call in (sanov.sinkhorn, sanov.sinkhorn_divergence):
        with pytest.raises(ValueError, match=message):
            call(*arguments, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"x": [0.0], "y": [0.0]}, "epsilon is missing"),
        ({"x": [0.0], "epsilon": 1}, "y is missing"),
        ({"x": [0.0], "y": [0.0], "epsilon": 1, "cost": [[1.0]]}, "x and y are points, and cost a matrix"),
        ({"cost": [[1.0]], "epsilon": 1, "power": 2}, "power is for cost='power'"),
        ({"cost": [1.0], "epsilon": 1}, "cost has one dimension"),
        ({"cost": [[1.0, float("nan")]], "epsilon": 1}, r"cost.*is NaN"),
        ({"cost": [[INF, INF], [1.0, 1.0]], "epsilon": 1}, "forbid too much"),
        ({"cost": coo_array([[1.0]]), "epsilon": 1}, r"cost is sparse; give cost.toarray\(\)"),
        ({"x": [0.0], "y": [0.0], "epsilon": 1, "reach": (1, 2, 3)}, "reach has 3 entries"),
    ],
)
def test_bad_input_of_sinkhorn(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sanov.sinkhorn(**options)
    with pytest.raises(ValueError, match="was of given costs"):
        sanov.sinkhorn(cost=[[1.0]], epsilon=1).gradient()


def test_bad_input_of_the_divergence() -> None:
    with pytest.raises(ValueError, match="cost is no name"):
        sanov.sinkhorn_divergence([0.0], [0.0], 1, cost=[[1.0]])
    with pytest.raises(ValueError, match="reach is a pair"):
        sanov.sinkhorn_divergence([0.0], [0.0], 1, reach=(1, 2))
