"""Transport on the line and on the circle: sanov.wasserstein_1d, wasserstein_circle, quantile_barycentre."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import dimensions, number, numbers, refuse
from sanov._transport import TransportResult, line, points, result, weights


class LineGradient(NamedTuple):
    """Slopes of wasserstein_1d in the positions and in the weights as given; without weights, in those of 1/n."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]


def wasserstein_1d(
    x: ArrayLike, y: ArrayLike, p: float = 1, *, a: ArrayLike | None = None, b: ArrayLike | None = None
) -> Any:
    """Wasserstein distance between two samples on the line: how far, in the p-th mean, mass must be moved.

        W_p(x, y) = (∫₀¹ |F⁻¹(t) − G⁻¹(t)|^p dt)^(1/p)

    It is W, in the unit of the positions, never W^p. The samples may differ in size; `a` and `b` are their weights, each
    side's divided by their sum, as scipy does. Of two-dimensional arrays column is compared with column, and the answer
    is an array. O(n log n): two sorts and a sum.

    Raises ValueError for positions that are not finite, negative weights, an empty sample, p below 1.

        >>> sanov.wasserstein_1d([0, 1, 3], [5, 6, 8])
        5.0
    """
    first, second = (numbers(value, "wasserstein_1d", name) for value, name in ((x, "x"), (y, "y")))
    of_x, of_y = weights(a, "wasserstein_1d", "a"), weights(b, "wasserstein_1d", "b")
    for array, name in ((first, "x"), (second, "y")):
        if array.ndim not in (1, 2) or array.ndim != first.ndim:
            refuse("wasserstein_1d", name, f"has {dimensions(array.ndim)}; both have one, or both two: column by column")
    first, second = np.ascontiguousarray(first), np.ascontiguousarray(second)
    power = number(p, "wasserstein_1d", "p")
    if first.ndim == 2:
        return _core.wasserstein_1d_columns(first, second, power, of_x, of_y)
    return _core.wasserstein_1d(first, second, power, of_x, of_y)


def wasserstein_1d_gradient(
    x: ArrayLike, y: ArrayLike, p: float = 1, *, a: ArrayLike | None = None, b: ArrayLike | None = None
) -> LineGradient:
    """Slopes of wasserstein_1d in the positions and in the weights. At a kink they are those of one side, and 0 where
    W = 0."""
    name = "wasserstein_1d_gradient"
    given = weights(a, name, "a"), weights(b, name, "b")
    _, *slopes = _core.wasserstein_1d_gradient(line(x, name, "x"), line(y, name, "y"), number(p, name, "p"), *given)
    return LineGradient(*slopes)


def transport_1d(
    x: ArrayLike, y: ArrayLike, p: float = 1, *, a: ArrayLike | None = None, b: ArrayLike | None = None
) -> TransportResult:
    """Optimal transport between two samples on the line: what wasserstein_1d is the p-th root of, with the plan and the
    prices that prove it.

        cost = min Σᵢⱼ Pᵢⱼ |xᵢ − yⱼ|^p = W_p^p

    Each side's weights are divided by their sum: the mass is 1. The plan is the monotone one, of n + m − 1 entries at most;
    where points coincide others are as good. `gap` is a true bound, rounding included: about two units in the last place
    of the largest price, for a million points too. O(n log n).

    Raises ValueError for what wasserstein_1d refuses, and if |x − y|^p overflows.

        >>> sanov.transport_1d([0, 1, 3], [5, 6, 8], p=2).cost
        25.0
    """
    name = "transport_1d"
    first, second, power = line(x, name, "x"), line(y, name, "y"), number(p, name, "p")
    found = _core.transport_1d(first, second, power, weights(a, name, "a"), weights(b, name, "b"))
    return result(found, (points(first, name, "x"), points(second, name, "y"), "power", power))


def wasserstein_circle(
    x: ArrayLike,
    y: ArrayLike,
    period: float,
    p: float = 1,
    *,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
) -> float:
    """Wasserstein distance between two samples on a circle, such as hours of the day: mass moves the shorter way round.

    Positions that differ by `period` are the same point: 24, 360, 2π. Exact for every p. O(n log n) for p = 1; other p
    take some 60 passes.

        >>> sanov.wasserstein_circle([23.5], [0.5], period=24)
        1.0
    """
    name = "wasserstein_circle"
    given = weights(a, name, "a"), weights(b, name, "b")
    sizes = number(period, name, "period"), number(p, name, "p")
    return _core.wasserstein_circle(line(x, name, "x"), line(y, name, "y"), *sizes, *given)


def quantile_barycentre(
    samples: Sequence[ArrayLike],
    *,
    shares: ArrayLike | None = None,
    weights: Sequence[ArrayLike | None] | None = None,
    levels: ArrayLike | None = None,
) -> Any:
    """The W₂ barycentre of samples on the line: its quantile function is the mean of theirs.

    It keeps the shape of what it averages: that of two bumps is one bump between them, not both of them fainter. `shares`
    says how much each sample counts, `weights` how much each point of each sample. Returns its positions and their
    masses; with `levels` its quantiles there.

        >>> sanov.quantile_barycentre([[0, 1, 2], [10, 11, 12]])[0]
        array([5., 6., 7.])
    """
    name = "quantile_barycentre"
    arrays = [line(sample, name, f"samples[{k}]") for k, sample in enumerate(samples)]
    given = [None] * len(arrays) if weights is None else list(weights)
    if len(given) != len(arrays):
        refuse(name, "weights", f"has {len(given)} entries, but there are {len(arrays)} samples")
    points = [None if w is None else line(w, name, f"weights[{k}]") for k, w in enumerate(given)]
    parts = None if shares is None else line(shares, name, "shares")
    if levels is None:
        return _core.quantile_barycentre(arrays, points, parts)
    return _core.quantile_barycentre_at(line(levels, name, "levels"), arrays, points, parts)
