"""Partial optimal transport: sanov.partial_transport."""

from __future__ import annotations

import dataclasses
import sys
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import number, refuse, whole
from sanov._transport import CostName, Plan, clouds, matrix_of_costs, weights


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class PartialTransportResult:
    """The cheapest part of a transport, and the prices that prove it."""

    cost: float  # Σ mass · cost over the plan
    gap: float  # no such plan costs less than cost − gap; proved, rounding included
    plan: Plan
    duals: tuple[NDArray[np.float64], NDArray[np.float64]]  # u, v ≤ 0 with u[i] + v[j] + price ≤ cost of every pair
    price: float  # the slope of the cost in the mass moved: what the dearest unit costs
    mass: float  # what was moved
    status: Literal["converged", "iteration limit"]
    pivots: int

    def __repr__(self) -> str:
        shown = f"cost={self.cost!r}, gap={self.gap!r}, mass={self.mass!r}, plan={self.plan!r}"
        return f"PartialTransportResult({shown}{'' if self.status == 'converged' else f', status={self.status!r}'})"


def partial_transport(
    x: ArrayLike | None = None,
    y: ArrayLike | None = None,
    share: float | None = None,
    *,
    cost: CostName | ArrayLike = "sqeuclidean",
    power: float | None = None,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
    max_pivots: int | None = None,
) -> PartialTransportResult:
    """Partial optimal transport: the cheapest way to move a share of the mass; the rest stays where it is.

        min Σᵢⱼ Pᵢⱼ c(xᵢ, yⱼ) over P ≥ 0, Σⱼ Pᵢⱼ ≤ aᵢ, Σᵢ Pᵢⱼ ≤ bⱼ, Σ P = share · min(Σ a, Σ b)

    Masses may differ. With equal masses and a share of 1 it is `transport`. Exact, with the same proof. Arguments as of
    `transport`; the costs of all pairs are formed, 8·n·m bytes.

    Raises ValueError for a share that is not above 0 and at most 1, and for what `transport` refuses but for masses that
    differ.

        >>> sanov.partial_transport([0, 1, 100], [0, 2, 5], share=2 / 3).cost
        0.333...
    """
    name = "partial_transport"
    if share is None:
        refuse(name, "share", "is missing; say how much of the smaller mass moves, as in share=0.9")
    if hasattr(cost, "tocoo"):
        refuse(name, "cost", "is sparse; give cost.toarray() with inf where no mass may go")
    pivots = sys.maxsize if max_pivots is None else whole(max_pivots, name, "max_pivots")
    part, of_x, of_y = number(share, name, "share"), weights(a, name, "a"), weights(b, name, "b")
    if isinstance(cost, str):
        found = _core.partial_transport(*clouds(name, x, y, cost, power), part, of_x, of_y, pivots)
    else:
        costs = matrix_of_costs(name, x, y, cost, power)
        found = _core.partial_transport(costs, None, "sqeuclidean", 2.0, part, of_x, of_y, pivots)
    u, v = found.pop("u"), found.pop("v")
    plan = Plan(found.pop("source"), found.pop("target"), found.pop("moved"), (len(u), len(v)))
    return PartialTransportResult(plan=plan, duals=(u, v), **found)
