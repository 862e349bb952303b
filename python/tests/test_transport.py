"""sanov.transport against scipy, on points, matrices and lists of costs."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import sanov
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_array
from scipy.spatial.distance import cdist

COSTS = ("sqeuclidean", "euclidean", "cityblock", "chebyshev", "cosine")


def cloud(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) + 0.2


def weights(n: int, seed: int) -> np.ndarray:
    w = np.random.default_rng(seed).exponential(size=n)
    return w / w.sum()


def by_linprog(costs: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    n, m = costs.shape
    rows = np.kron(np.eye(n), np.ones(m))
    columns = np.kron(np.ones(n), np.eye(m))
    found = linprog(costs.ravel(), A_eq=np.vstack([rows, columns]), b_eq=np.concatenate([a, b]), method="highs")
    return float(found.fun)


@pytest.mark.parametrize("cost", COSTS)
def test_points_against_scipys_linear_programme(cost: str) -> None:
    x, y, a, b = cloud(20, 3, 1), cloud(25, 3, 2), weights(20, 3), weights(25, 4)
    costs = cdist(x, y, cost)
    found = sanov.transport(x, y, cost=cost, a=a, b=b)
    assert found.cost == pytest.approx(by_linprog(costs, a, b), rel=1e-9)
    assert 0 <= found.gap < 1e-14
    plan = found.plan.toarray()
    np.testing.assert_allclose(plan.sum(1), a, atol=1e-15)
    np.testing.assert_allclose(plan.sum(0), b, atol=1e-15)
    u, v = found.duals
    assert (u[:, None] + v <= costs + 1e-14).all()
    np.testing.assert_allclose(found.plan.tocoo().toarray(), plan)
    np.testing.assert_array_equal(np.asarray(found.plan), plan)


@pytest.mark.parametrize("cost", COSTS)
def test_assignments_against_scipy(cost: str) -> None:
    x, y = cloud(600, 2, 5), cloud(600, 2, 6)
    costs = cdist(x, y, cost)
    best = costs[linear_sum_assignment(costs)].mean()
    assert sanov.transport(x, y, cost=cost).cost == pytest.approx(best, rel=1e-12)
    assert sanov.transport(cost=costs).cost == pytest.approx(best, rel=1e-12)


def lattice(n: int, d: int, most: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, most, size=(n, d)).astype(float)


def whole_weights(n: int, total: int, seed: int) -> np.ndarray:
    """Whole numbers, some of them 0: sums of parts of them meet all the time."""
    return np.random.default_rng(seed).multinomial(total, np.full(n, 1 / n)).astype(float)


def expect_optimum(found: sanov.TransportResult, costs: np.ndarray, a: np.ndarray, b: np.ndarray) -> None:
    """linprog's optimum to 1e-9, and a proof of our own: prices that no pair breaks, worth as much as the plan costs."""
    assert found.status == "converged"
    assert found.cost == pytest.approx(by_linprog(costs, a, b), rel=1e-9, abs=1e-15)
    assert 0 <= found.gap <= 1e-9 * found.cost
    u, v = found.duals
    size = np.abs(u)[:, None] + np.abs(v)
    assert (u[:, None] + v <= costs + 1e-14 * (size + costs)).all()


@pytest.mark.parametrize("cost", ["sqeuclidean", "euclidean", "cityblock", "chebyshev"])
@pytest.mark.parametrize("seed", range(4))
def test_lattices_and_duplicates_against_scipys_linear_programme(cost: str, seed: int) -> None:
    n, m = (25, 25) if seed % 2 == 0 else (20, 24)
    x, y = lattice(n, 2, 4, seed), lattice(m, 2, 4, 10 + seed)  # 16 places: most points come more than once
    a, b = (whole_weights(k, 60, 20 + seed) for k in (n, m))
    costs = cdist(x, y, cost)
    expect_optimum(sanov.transport(x, y, cost=cost, a=a, b=b), costs, a, b)
    expect_optimum(sanov.transport(cost=costs, a=a, b=b), costs, a, b)
    equal = np.full(n, 1 / n), np.full(m, 1 / m)
    expect_optimum(sanov.transport(x, y, cost=cost), costs, *equal)


@pytest.mark.parametrize("seed", range(6))
def test_costs_over_eighteen_orders_of_magnitude_against_scipy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 25
    equal = np.full(n, 1 / n)
    costs = 10 ** rng.uniform(-6, 12, size=(n, n))
    # A diagonal that carries all cheaply: what is paid is nothing beside what is not.
    cheap = costs.copy()
    np.fill_diagonal(cheap, 10 ** rng.uniform(-6, -3, size=n))
    for given in (costs, cheap):
        found = sanov.transport(cost=given)
        expect_optimum(found, given, equal, equal)
        assert found.cost == pytest.approx(given[linear_sum_assignment(given)].mean(), rel=1e-9, abs=0)
    a, b = whole_weights(20, 40, seed), whole_weights(25, 40, 10 + seed)
    expect_optimum(sanov.transport(cost=costs[:20], a=a, b=b), costs[:20], a, b)


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1.0, 1e130, 1e250])
def test_points_at_any_scale(scale: float) -> None:
    x, y = cloud(20, 2, 1), cloud(25, 2, 2)
    expected = by_linprog(cdist(x, y), np.full(20, 1 / 20), np.full(25, 1 / 25))
    found = sanov.transport(x * scale, y * scale, cost="euclidean")
    assert found.cost == pytest.approx(expected * scale, rel=1e-9, abs=0)
    assert 0 < found.gap < 1e-12 * found.cost


@pytest.mark.parametrize("cost", ["euclidean", np.array([[10.0, 11.0], [11.0, 10.0]])])
def test_mass_times_cost_that_overflows_is_refused(cost: Any) -> None:
    points = ([[0.0, 0], [1, 0]], [[10.0, 0], [11, 0]]) if isinstance(cost, str) else ()
    with pytest.raises(ValueError, match=r"a has weights that sum to 1e\+308, and mass times cost overflows"):
        sanov.transport(*points, cost=cost, a=[5e307, 5e307], b=[5e307, 5e307])


def test_power_between_the_two_it_generalises() -> None:
    x, y = cloud(50, 2, 7), cloud(60, 2, 8)
    for power, name in ((1.0, "euclidean"), (2.0, "sqeuclidean")):
        of_power = sanov.transport(x, y, cost="power", power=power).cost
        assert of_power == pytest.approx(sanov.transport(x, y, cost=name).cost, rel=1e-12)


def test_sparse_costs_forbid_what_they_do_not_store() -> None:
    costs = np.array([[1.0, 5.0, np.inf], [np.inf, 2.0, 9.0], [3.0, np.inf, 4.0]])
    kept = np.isfinite(costs)
    sparse = coo_array((costs[kept], np.nonzero(kept)), shape=costs.shape)
    for given in (sparse, sparse.tocsr(), costs):
        found = sanov.transport(cost=given)
        assert found.cost == pytest.approx((1 + 2 + 4) / 3, rel=1e-15)
    with pytest.raises(ValueError, match=r"at least 0\.3333.* of the mass 1 has no way"):
        sanov.transport(cost=coo_array(([1.0, 1.0, 2.0], ([0, 1, 2], [0, 0, 1])), shape=(3, 3)))


def test_what_a_sparse_matrix_stores_twice_adds_up() -> None:
    twice = coo_array(([1.0, 2.0, 5.0, 7.0, 1.0], ([0, 0, 0, 1, 1], [0, 0, 1, 0, 1])), shape=(2, 2))
    for given in (twice, twice.tocsr(), twice.tocsc()):
        assert sanov.transport(cost=given).cost == sanov.transport(cost=twice.toarray()).cost == (3 + 1) / 2
    assert twice.nnz == 5  # the caller's is as it was


def test_a_result_keeps_the_points_it_came_from() -> None:
    x, y = cloud(30, 2, 1), cloud(30, 2, 2)
    found = sanov.transport(x, y)
    before = found.gradient()[0].copy()
    x += 100
    y *= -1
    np.testing.assert_array_equal(found.gradient()[0], before)


def test_gradient_of_a_plan_of_float32() -> None:
    found = sanov.transport(cloud(50, 2, 1), cloud(60, 2, 2))
    narrow = dataclasses.replace(found, plan=dataclasses.replace(found.plan, mass=found.plan.mass.astype(np.float32)))
    for wide, of_narrow in zip(found.gradient(), narrow.gradient(), strict=True):
        np.testing.assert_allclose(of_narrow, wide, atol=1e-6)
    short = dataclasses.replace(found, plan=dataclasses.replace(found.plan, mass=found.plan.mass[:-1]))
    with pytest.raises(ValueError, match="plan has sources, targets and masses of different lengths"):
        short.gradient()


def test_types_and_layouts() -> None:
    x, y = cloud(40, 3, 1), cloud(30, 3, 2)
    expected = sanov.transport(x.astype(np.float32), y.astype(np.float32)).cost
    assert sanov.transport(np.asfortranarray(x.astype(np.float32)), y.astype(np.float32).tolist()).cost == expected
    assert sanov.transport(x[::2], y).cost == sanov.transport(x[::2].copy(), y).cost
    line = sanov.transport([0, 1, 2], [1, 2, 3], cost="euclidean")
    assert line.cost == pytest.approx(1, abs=1e-15)


def test_rounded_masses_are_taken_and_said() -> None:
    a = np.full(3, 1 / 3, np.float32)
    found = sanov.transport([0, 1, 2], [0, 1, 2, 3], a=a, b=np.array([0.1, 0.2, 0.3, 0.4], np.float32))
    assert 0 < abs(found.mass_difference) < 1e-6
    assert "mass_difference" in repr(found)


def test_gradient_by_differences() -> None:
    x, y = cloud(12, 2, 1), cloud(9, 2, 2)
    gx, gy = sanov.transport(x, y, cost="power", power=1.7).gradient()
    step = 1e-6
    for g, points, call in (
        (gx, x, lambda p: sanov.transport(p, y, cost="power", power=1.7).cost),
        (gy, y, lambda p: sanov.transport(x, p, cost="power", power=1.7).cost),
    ):
        for k in np.ndindex(points.shape):
            moved = points.copy()
            moved[k] += step
            above = call(moved)
            moved[k] -= 2 * step
            assert (above - call(moved)) / (2 * step) == pytest.approx(g[k], abs=1e-8)


def test_stops_early_with_an_honest_gap() -> None:
    x, y = cloud(300, 2, 1), cloud(300, 2, 2)
    best, stopped = sanov.transport(x, y), sanov.transport(x, y, max_pivots=400)
    assert stopped.status == "iteration limit"
    assert stopped.cost - stopped.gap <= best.cost < stopped.cost


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([0.0], [[0.0, 1.0]]), {}, "y has points of dimension 2, but x of dimension 1"),
        (([0.0, float("nan")], [0.0]), {}, r"x\[1\] is NaN; coordinates are finite"),
        (([0.0], [0.0]), {"a": [-1.0]}, r"a\[0\] is -1; weights are finite and not negative"),
        (([0.0], [0.0]), {"a": [2.0]}, "b has the mass 1, and the first measure 2"),
        (([0.0], [0.0]), {"a": [1.0, 1.0]}, "a has 2 weights for 1 points"),
        (([0.0],), {}, "y is missing"),
        (([], [0.0]), {}, "transport: x has no points"),
        (([0.0], np.zeros((0, 1))), {}, "transport: y has no points"),
        ((), {"cost": np.zeros((0, 3))}, "transport: cost has no rows"),
        ((), {"cost": coo_array((3, 0))}, "transport: cost has no columns"),
        (([0.0], [0.0]), {"max_pivots": -1}, "transport: max_pivots is -1; a whole number from 0 on is needed"),
        (([0.0], [0.0]), {"max_pivots": 1.5}, r"transport: max_pivots is 1\.5; a whole number"),
        (([0.0], [0.0]), {"cost": "euclidian"}, "cost is 'euclidian'; did you mean 'euclidean'?"),
        (([0.0], [0.0]), {"cost": [[1.0]]}, "x and y are points, and cost a matrix"),
        (([0.0], [0.0]), {"power": 2}, "power is for cost='power', not for 'sqeuclidean'"),
        (([0.0], [0.0]), {"cost": "power"}, "power is missing"),
        (([0.0], [0.0]), {"cost": "power", "power": 0.5}, r"power is 0\.5"),
        (([[0.0, 0.0]], [[0.0, 1.0]]), {"cost": "cosine"}, "x has its point 0 at the origin"),
        ((), {"cost": [1.0, 2.0]}, "cost has one dimension; a matrix of costs has two"),
        ((), {"cost": [[1.0, float("nan")]]}, r"cost.*is NaN"),
    ],
)
def test_bad_input(arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sanov.transport(*arguments, **options)


def test_same_bits_for_any_threads() -> None:
    x, y = cloud(1500, 2, 1), cloud(1400, 2, 2)
    before = sanov.get_threads()
    try:
        found = []
        for threads in (1, 2, 5):
            sanov.set_threads(threads)
            found.append(sanov.transport(x, y, cost="euclidean"))
    finally:
        sanov.set_threads(before)
    for other in found[1:]:
        assert other.cost == found[0].cost
        np.testing.assert_array_equal(other.duals[0], found[0].duals[0])
