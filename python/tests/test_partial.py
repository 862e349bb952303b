"""sanov.partial_transport against scipy's linear programme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sanov
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.spatial.distance import cdist


def cloud(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, 2))


def by_linprog(costs: np.ndarray, a: np.ndarray, b: np.ndarray, moved: float) -> float:
    n, m = costs.shape
    limits = np.vstack([np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))])
    found = linprog(
        costs.ravel(), A_ub=limits, b_ub=np.concatenate([a, b]), A_eq=np.ones((1, n * m)), b_eq=[moved], method="highs"
    )
    return float(found.fun)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.93, 1])
def test_against_scipys_linear_programme(share: float) -> None:
    rng = np.random.default_rng(1)
    x, y, a, b = cloud(15, 2), cloud(20, 3) + 1, rng.exponential(size=15), rng.exponential(size=20)
    moved = share * min(a.sum(), b.sum())
    costs = cdist(x, y, "euclidean")
    found = sanov.partial_transport(x, y, share, cost="euclidean", a=a, b=b)
    assert found.cost == pytest.approx(by_linprog(costs, a, b, moved), rel=1e-9)
    assert found.mass == pytest.approx(moved, rel=1e-12)
    assert 0 <= found.gap < 1e-12
    plan = found.plan.toarray()
    assert (plan.sum(1) <= a + 1e-14).all() and (plan.sum(0) <= b + 1e-14).all()
    u, v = found.duals
    assert (u <= 0).all() and (v <= 0).all()
    assert (u[:, None] + v + found.price <= costs + 1e-12).all()
    of_matrix = sanov.partial_transport(cost=costs, share=share, a=a, b=b)
    assert of_matrix.cost == pytest.approx(found.cost, rel=1e-12)


def test_a_far_off_point_stays() -> None:
    found = sanov.partial_transport([0, 1, 100], [0, 2, 5], share=2 / 3)
    assert found.cost == pytest.approx(1 / 3, rel=1e-14)
    assert 2 not in found.plan.source


def test_stops_early_with_an_honest_gap() -> None:
    x, y = cloud(60, 1), cloud(60, 2)
    best, stopped = (sanov.partial_transport(x, y, 0.8, max_pivots=pivots) for pivots in (None, 60))
    assert stopped.status == "iteration limit" and "iteration limit" in repr(stopped)
    assert stopped.cost - stopped.gap <= best.cost <= stopped.cost


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([0.0], [0.0]), {}, "share is missing"),
        (([0.0], [0.0], 0), {}, "share is 0; it is above 0 and at most 1"),
        (([0.0], [0.0], 1.5), {}, r"share is 1\.5"),
        (([0.0], [0.0], "half"), {}, "share is 'half'; a number is needed"),
        (([0.0], [[0.0, 1.0]], 1), {}, "y has points of"),
        (([0.0, np.nan], [0.0], 1), {}, r"x\[1\] is NaN"),
        (([0.0], [0.0], 1), {"a": [-1.0]}, r"a\[0\] is -1"),
        (([0.0], [0.0], 1), {"max_pivots": -1}, "max_pivots is -1"),
        (([], [0.0], 1), {}, "has no points"),
        ((), {"share": 1, "cost": coo_array([[1.0]])}, "cost is sparse"),
        (([0.0], [0.0], 1), {"cost": "euclidian"}, "did you mean 'euclidean'?"),
    ],
)
def test_bad_input(arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sanov.partial_transport(*arguments, **options)


def test_a_plan_stopped_before_it_is_allowed_costs_infinity() -> None:
    found = sanov.partial_transport(cloud(60, 1), cloud(60, 2), 0.8, max_pivots=1)
    assert found.status == "iteration limit"
    assert found.cost == found.gap == np.inf
