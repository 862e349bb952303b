"""Optimal transport: sanov.transport."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import dimensions, number, numbers, refuse, whole

CostName = Literal["sqeuclidean", "euclidean", "cityblock", "chebyshev", "power", "cosine"]
Clouds = tuple[NDArray[Any], NDArray[Any], str, float]  # x and y in rows, the cost's name, its power


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class Plan:
    """How much of which point of the first measure goes to which of the second; n + m − 1 entries at most, by row."""

    source: NDArray[np.uint32]
    target: NDArray[np.uint32]
    mass: NDArray[np.float64]
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.mass)

    def __repr__(self) -> str:
        return f"Plan({len(self)} of {self.shape[0]}×{self.shape[1]} pairs)"

    def toarray(self) -> NDArray[np.float64]:
        """As a full matrix, as POT has it."""
        full = np.zeros(self.shape)
        full[self.source, self.target] = self.mass
        return full

    def tocoo(self) -> Any:
        """As a sparse matrix of scipy."""
        from scipy.sparse import coo_array

        return coo_array((self.mass, (self.source, self.target)), shape=self.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("a plan as a full matrix is a copy")
        return self.toarray().astype(dtype or np.float64, copy=False)


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class TransportResult:
    """An optimal plan, and the prices that prove it."""

    cost: float  # Σ mass · cost over the plan: W₂² for "sqeuclidean", never W₂
    gap: float  # no plan costs less than cost − gap; proved, rounding included
    plan: Plan
    duals: tuple[NDArray[np.float64], NDArray[np.float64]]  # u, v: u[i] + v[j] ≤ cost of every pair
    mass: float  # what was moved
    mass_difference: float  # the second weights' sum less the first's; taken for rounding
    status: Literal["converged", "iteration limit", "no progress"]  # converged: gap ≤ 1e-9 Σ mass·|cost|
    pivots: int
    _points: Clouds | None = None

    def __repr__(self) -> str:
        shown = [f"cost={self.cost!r}", f"gap={self.gap!r}", f"plan={self.plan!r}"]
        shown += [f"mass_difference={self.mass_difference!r}"] if self.mass_difference else []
        shown += [f"status={self.status!r}"] if self.status != "converged" else []
        return f"TransportResult({', '.join(shown)})"

    def gradient(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Slopes of the cost in the positions x and y, the plan held fixed. Those in the weights are the duals, up to a
        constant each."""
        if self._points is None:
            refuse("gradient", "transport", "was of given costs: their slopes are the plan; give points for slopes in them")
        x, y, cost, power = self._points
        gx, gy = np.zeros(x.shape), np.zeros(y.shape)
        plan = self.plan
        _core.position_gradient(x, y, cost, power, plan.source, plan.target, plan.mass, gx, gy)
        return gx, gy


def transport(
    x: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    cost: CostName | ArrayLike | Any = "sqeuclidean",
    power: float | None = None,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
    max_pivots: int | None = None,
) -> TransportResult:
    """Optimal transport, exactly: the cheapest way to move the mass of one measure to another.

        min Σᵢⱼ Pᵢⱼ c(xᵢ, yⱼ) over P ≥ 0, Σⱼ Pᵢⱼ = aᵢ, Σᵢ Pᵢⱼ = bⱼ

    x and y are points, a row each (one dimension: numbers on a line), a and b their weights; without weights all points
    have the same, of sum 1. The costs are never stored: 50,000 points against as many take a second or two and O(n)
    memory. `cost` is one of "sqeuclidean", "euclidean", "cityblock", "chebyshev", "cosine" and "power", the Euclidean
    distance to the power `power`. Or it is a matrix of costs, dense or of scipy.sparse, and there are no points; infinite
    costs, and pairs that a sparse matrix does not store, are forbidden. As in scipy, what a sparse matrix stores twice adds
    up.

    The answer is optimal: its `gap` bounds how much any other plan could save, in spite of rounding. A `max_pivots` of
    the simplex stops it early, with a plan and an honest gap.

    Raises ValueError for coordinates that are not finite, negative weights, masses that differ by more than rounding
    explains, and costs that forbid too much.

        >>> sanov.transport([[0, 0], [1, 0]], [[0, 1], [1, 2]]).cost
        2.5
    """
    of_x, of_y = weights(a, "transport", "a"), weights(b, "transport", "b")
    pivots = sys.maxsize if max_pivots is None else whole(max_pivots, "transport", "max_pivots")
    if isinstance(cost, str):
        given = clouds("transport", x, y, cost, power)
        return result(_core.transport_points(*given, of_x, of_y, pivots), given)
    if hasattr(cost, "tocoo"):
        without_points("transport", x, y, power)
        sparse: Any = cost
        if len(sparse.shape) != 2:
            refuse("transport", "cost", f"has {dimensions(len(sparse.shape))}; a matrix of costs has two")
        listed = sparse.tocoo(copy=True)
        listed.sum_duplicates()
        n, m = _refuse_empty("transport", listed.shape)
        source, target = (np.ascontiguousarray(i, dtype=np.uint32) for i in (listed.row, listed.col))
        costs = line(listed.data, "transport", "cost")
        return result(_core.transport_sparse(n, m, source, target, costs, of_x, of_y, pivots), None)
    return result(_core.transport_matrix(matrix_of_costs("transport", x, y, cost, power), of_x, of_y, pivots), None)


def clouds(function: str, x: Any, y: Any, cost: str, power: float | None) -> Clouds:
    """Points and what moving them costs, as the core takes them."""
    if x is None or y is None:
        refuse(function, "x" if x is None else "y", "is missing; give two arrays of points, or cost=a matrix")
    if power is not None and cost != "power":
        refuse(function, "power", f"is for cost='power', not for '{cost}'")
    if power is None and cost == "power":
        refuse(function, "power", "is missing; cost='power' needs one, as in power=1.5")
    wanted = 2.0 if power is None else number(power, function, "power")
    return points(x, function, "x"), points(y, function, "y"), cost, wanted


def without_points(function: str, x: Any, y: Any, power: float | None) -> None:
    if x is not None or y is not None:
        refuse(function, "x and y", "are points, and cost a matrix; give one or the other")
    if power is not None:
        refuse(function, "power", "is for cost='power', and cost is a matrix")


def matrix_of_costs(function: str, x: Any, y: Any, cost: Any, power: float | None) -> NDArray[Any]:
    without_points(function, x, y, power)
    matrix = np.ascontiguousarray(numbers(cost, function, "cost"))
    if matrix.ndim != 2:
        refuse(function, "cost", f"has {dimensions(matrix.ndim)}; a matrix of costs has two")
    _refuse_empty(function, matrix.shape)
    return matrix


def _refuse_empty(function: str, shape: Any) -> Any:
    for side, count in zip(("rows", "columns"), shape, strict=True):
        if count == 0:
            refuse(function, "cost", f"has no {side}; each measure has at least one point")
    return shape


def points(value: Any, function: str, name: str) -> NDArray[Any]:
    """Points in rows; numbers are points on a line."""
    array = numbers(value, function, name)
    if array.ndim not in (1, 2):
        refuse(function, name, f"has {dimensions(array.ndim)}; points are rows of two, or numbers on a line")
    if len(array) == 0:
        refuse(function, name, "has no points")
    return np.ascontiguousarray(array.reshape(-1, 1) if array.ndim == 1 else array)


def line(value: Any, function: str, name: str) -> NDArray[Any]:
    """A contiguous array of one dimension."""
    array = numbers(value, function, name)
    if array.ndim != 1:
        refuse(function, name, f"has {dimensions(array.ndim)}; one is needed")
    return np.ascontiguousarray(array)


def weights(value: Any, function: str, name: str) -> NDArray[Any] | None:
    return None if value is None else line(value, function, name)


def result(found: dict[str, Any], given: Clouds | None) -> TransportResult:
    """The core's answer; the points that it keeps for its slopes are copies, since the caller's may change."""
    u, v = found.pop("u"), found.pop("v")
    plan = Plan(found.pop("source"), found.pop("target"), found.pop("moved"), (len(u), len(v)))
    kept = None if given is None else (given[0].copy(), given[1].copy(), *given[2:])
    return TransportResult(plan=plan, duals=(u, v), _points=kept, **found)
