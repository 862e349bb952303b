"""Entropic optimal transport: sanov.sinkhorn and sanov.sinkhorn_divergence."""

from __future__ import annotations

import dataclasses
import math
import os
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import number, refuse, whole
from sanov._transport import CostName, clouds, matrix_of_costs, weights

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]
Status = Literal["converged", "iteration limit", "no progress"]
_Settings = tuple[float, float, float, float, int]


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class SinkhornResult:
    """A blurred plan P, by its potentials, and three numbers that are not to be taken for each other."""

    transport_cost: float  # ⟨P, C⟩: what P moves, in units of mass times cost
    objective: float  # what P minimises: ⟨P, C⟩ + ε KL(P‖a⊗b), and what the reaches add
    dual: float  # no plan has a lower objective: proved by the potentials
    duals: Pair  # the potentials f, g
    weight_slopes: Pair  # of the objective in a and b; where both marginals are held they are f and g, up to a constant
    marginals: Pair  # of P
    marginal_error: float  # Σ |marginals of P − those wanted|, as a share of the mass
    mass: float  # of P
    mass_difference: float  # where both marginals are held: Σ b − Σ a, taken for rounding
    status: Status
    iterations: int  # passes over all pairs
    _slopes: Pair | None
    _given: tuple[Any, ...]  # points, cost and power or the matrix; weights; settings

    def __repr__(self) -> str:
        shown = [f"{name}={getattr(self, name)!r}" for name in ("transport_cost", "objective", "marginal_error")]
        shown += [f"mass={self.mass!r}"] if abs(self.mass - 1) > 1e-9 else []
        shown += [f"mass_difference={self.mass_difference!r}"] if self.mass_difference else []
        return f"SinkhornResult({', '.join(shown)}, iterations={self.iterations}, status={self.status!r})"

    def gradient(self) -> Pair:
        """Slopes of the objective in the positions x and y. Those in the weights are `weight_slopes`."""
        if self._slopes is None:
            refuse("gradient", "sinkhorn", "was of given costs: their slopes are the plan; give points for slopes in them")
        return self._slopes

    def plan(self) -> NDArray[np.float64]:
        """P as a full matrix, computed when it is asked for: 8·n·m bytes.

        Points, costs and weights are kept as they were, whatever becomes of the arrays given. Raises MemoryError for more than the machine has.
        """
        shape = len(self.duals[0]), len(self.duals[1])
        _refuse_too_large(*shape)
        parts = (*self.duals, self.marginals[0])
        call = _core.sinkhorn_plan_of_matrix if self._slopes is None else _core.sinkhorn_plan_of_points
        return call(*self._given, parts).reshape(shape)


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class SinkhornDivergence:
    """How far apart two measures are when looked at with the blur ε."""

    value: float
    error: float  # the true divergence is within value ± error; proved from the duals, rounding included
    between: float  # T(x, y), an entropic objective as the next two
    within_x: float
    within_y: float
    weight_slopes: Pair
    marginal_error: float  # the largest of the three problems
    status: Status
    iterations: int
    _slopes: Pair

    def __repr__(self) -> str:
        status = "" if self.status == "converged" else f", status={self.status!r}"
        return f"SinkhornDivergence(value={self.value!r}, error={self.error!r}{status})"

    def __float__(self) -> float:
        return self.value

    def gradient(self) -> Pair:
        """Slopes of the value in the positions x and y. Those in the weights are `weight_slopes`."""
        return self._slopes


def sinkhorn(
    x: ArrayLike | None = None,
    y: ArrayLike | None = None,
    epsilon: float | None = None,
    *,
    cost: CostName | ArrayLike = "sqeuclidean",
    power: float | None = None,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
    reach: float | tuple[float, float] = math.inf,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
) -> SinkhornResult:
    """Entropic optimal transport: the cheapest way to move the mass of one measure to another, blurred by ε.

        min Σᵢⱼ Pᵢⱼ c(xᵢ, yⱼ) + ε KL(P‖a⊗b) over P ≥ 0, Σⱼ Pᵢⱼ = aᵢ, Σᵢ Pᵢⱼ = bⱼ

    x and y are points, a row each (one dimension: numbers on a line), a and b their weights; without weights all points
    have the same, of sum 1. `cost` is one of "sqeuclidean", "euclidean", "cityblock", "chebyshev", "cosine" and "power",
    or a matrix of costs, and then there are no points; +∞ in it forbids a pair. ε is in the unit of the cost: one
    hundredth of the mean cost blurs little. Any ε above 0 and up to 2¹⁰⁰⁰ is taken and none gives NaN; the smaller, the
    longer it takes. A side has at most 2²⁷ points.

    `transport_cost` is ⟨P, C⟩ and tends to the exact cost as ε falls; `objective` is what P minimises. Neither is 0
    between a measure and itself: `sinkhorn_divergence` is. `dual` is a proved lower bound of the objective.

    With a finite `reach` (one number, or one a side) marginals are free at a price, ρ KL(P's marginal‖a), masses may
    differ, and what would travel further than about both reaches together is left where it is.

    It stops when the marginals are right to `tolerance`, as a share of the mass; or else after `max_iterations` passes
    over all pairs (at least 3), or where rounding allows no more, and says so in `status` and `marginal_error`. No matrix
    is formed: O(n + m) memory. The bits do not depend on the threads.

    Raises ValueError for coordinates that are not finite, negative weights, ε, reach or tolerance not above 0, masses
    that differ where both marginals are held, and costs that forbid too much.

        >>> found = sanov.sinkhorn([0, 1], [0, 1], 0.1)
        >>> round(found.transport_cost, 6), round(found.objective, 6)
        (4.5e-05, 0.06931)
    """
    of_x, of_y = (None if w is None else w.copy() for w in (weights(a, "sinkhorn", "a"), weights(b, "sinkhorn", "b")))
    settings = _settings("sinkhorn", epsilon, reach, tolerance, max_iterations)
    if isinstance(cost, str):
        first, second, name, wanted = clouds("sinkhorn", x, y, cost, power)
        given: tuple[Any, ...] = (first.copy(), second.copy(), name, wanted, of_x, of_y, settings)
        found = _core.sinkhorn_points(*given)
        slopes = _shaped(found, x, y)
    else:
        if hasattr(cost, "tocoo"):
            refuse("sinkhorn", "cost", "is sparse; give cost.toarray() with inf where no mass may go")
        given = matrix_of_costs("sinkhorn", x, y, cost, power).copy(), of_x, of_y, settings
        found = _core.sinkhorn_matrix(*given)
        del found["x_slopes"], found["y_slopes"]
        slopes = None
    return SinkhornResult(
        duals=(found.pop("f"), found.pop("g")),
        weight_slopes=(found.pop("a_slopes"), found.pop("b_slopes")),
        marginals=(found.pop("row_masses"), found.pop("column_masses")),
        _slopes=slopes,
        _given=given,
        **found,
    )


def sinkhorn_divergence(
    x: ArrayLike,
    y: ArrayLike,
    epsilon: float,
    *,
    cost: CostName = "sqeuclidean",
    power: float | None = None,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
    reach: float = math.inf,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
) -> SinkhornDivergence:
    """Sinkhorn divergence: entropic transport without its bias.

        S(x, y) = T(x, y) − ½ T(x, x) − ½ T(y, y) + ½ ε (Σ a − Σ b)², T the objective of `sinkhorn`

    0 between equal measures and above 0 between others for "sqeuclidean", "euclidean", "cityblock", "cosine" and "power"
    up to 2; convex in each. It goes from the exact cost (of "sqeuclidean": W₂²), as ε falls, to half the energy distance
    or the like, as ε rises. `error` bounds how far the value may be off. Arguments as of `sinkhorn`; both sides have the
    same reach.

    Raises ValueError for what `sinkhorn` refuses.

        >>> sanov.sinkhorn_divergence([0, 1], [0, 1], 0.1).value
        0.0
        >>> round(sanov.sinkhorn_divergence([0, 1], [2, 3], 0.1).value, 6)
        4.0
    """
    name = "sinkhorn_divergence"
    if not isinstance(cost, str):
        refuse(name, "cost", "is no name; a divergence needs costs within x and within y too: give points")
    of_x, of_y = weights(a, name, "a"), weights(b, name, "b")
    if isinstance(reach, tuple):
        refuse(name, "reach", "is a pair; both sides of a divergence have the same")
    settings = _settings(name, epsilon, reach, tolerance, max_iterations)
    found = _core.sinkhorn_divergence(*clouds(name, x, y, cost, power), of_x, of_y, settings)
    slopes = _shaped(found, x, y)
    return SinkhornDivergence(weight_slopes=(found.pop("a_slopes"), found.pop("b_slopes")), _slopes=slopes, **found)


def _settings(function: str, epsilon: Any, reach: Any, tolerance: Any, max_iterations: Any) -> _Settings:
    if epsilon is None:
        refuse(function, "epsilon", "is missing; say how much the plan may be blurred, in the unit of the cost")
    sides = tuple(reach) if isinstance(reach, (tuple, list)) else (reach, reach)
    if len(sides) != 2:
        refuse(function, "reach", f"has {len(sides)} entries; give one number, or one for each side")
    of_x, of_y = (number(each, function, "reach") for each in sides)
    if not (of_x > 0 and of_y > 0):
        refuse(function, "reach", f"is {reach!r}; it is above 0, and infinite where the marginal is held")
    passes = whole(max_iterations, function, "max_iterations")
    return number(epsilon, function, "epsilon"), of_x, of_y, number(tolerance, function, "tolerance"), passes


def _refuse_too_large(n: int, m: int) -> None:
    needed, there = 8 * n * m, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if needed > there:
        raise MemoryError(
            f"sinkhorn: the plan has {n}×{m} entries, {needed / 2**30:.0f} GiB, and the machine has {there / 2**30:.0f}; "
            "that of sanov.transport is sparse"
        )


def _shaped(found: dict[str, Any], x: Any, y: Any) -> Pair:
    """The slopes in the positions, in the shapes of x and y."""
    gx, gy = found.pop("x_slopes"), found.pop("y_slopes")
    return gx.reshape(np.shape(x)), gy.reshape(np.shape(y))
