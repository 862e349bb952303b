"""Sliced transport: sanov.sliced_wasserstein, sliced_wasserstein_gradient and max_sliced_wasserstein."""

from __future__ import annotations

import dataclasses
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import number, whole
from sanov._transport import points, weights


class Sliced(NamedTuple):
    """A distance by chance: over the directions drawn, not over the data."""

    value: float
    standard_error: float  # of the value, from the scatter over the directions


@dataclasses.dataclass(frozen=True, eq=False)
class MaxSliced:
    """The direction in which two samples are farthest apart, as far as climbing found it."""

    value: float
    direction: NDArray[np.float64]  # of length 1
    residual: float  # the slope along the sphere, as a fraction of the whole slope; 0 at a smooth summit
    iterations: int
    status: Literal["converged", "iteration limit", "no progress"]


def sliced_wasserstein(
    x: ArrayLike,
    y: ArrayLike,
    p: float = 2,
    *,
    projections: int = 128,
    seed: int = 0,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
) -> Sliced:
    """Sliced Wasserstein distance: the p-th mean, over all directions, of the distance between the samples' shadows on
    the line.

        SW_p(x, y) = (E_θ W_p(θ·x, θ·y)^p)^(1/p), θ uniform on the sphere

    x and y are points, a row each; a and b their weights, each side's divided by their sum. It is a distance, in the unit
    of the coordinates, never SW^p; a shift by v has SW₂ = |v|/√d, so it is smaller than W₂. The mean is over
    `projections` random directions (at least 2) of `seed`: `standard_error` says what others would change; it is honest
    from about 50 on. O(projections · n log n), and sorting knows no curse of dimension.

    Raises ValueError for coordinates that are not finite, negative weights, dimensions that differ, p below 1.

        >>> sanov.sliced_wasserstein([0, 1, 3], [5, 6, 8]).value
        5.0
    """
    name = "sliced_wasserstein"
    given = weights(a, name, "a"), weights(b, name, "b")
    chosen = number(p, name, "p"), whole(projections, name, "projections"), whole(seed, name, "seed")
    return Sliced(*_core.sliced_wasserstein(points(x, name, "x"), points(y, name, "y"), *chosen, *given))


def sliced_wasserstein_gradient(
    x: ArrayLike,
    y: ArrayLike,
    p: float = 2,
    *,
    projections: int = 128,
    seed: int = 0,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes of sliced_wasserstein in the positions x and y: of the value over the directions drawn. 0 where the value
    is."""
    name = "sliced_wasserstein_gradient"
    given = weights(a, name, "a"), weights(b, name, "b")
    chosen = number(p, name, "p"), whole(projections, name, "projections"), whole(seed, name, "seed")
    first, second = points(x, name, "x"), points(y, name, "y")
    _, _, gx, gy = _core.sliced_wasserstein_gradient(first, second, *chosen, *given)
    return gx.reshape(np.shape(x)), gy.reshape(np.shape(y))


def max_sliced_wasserstein(
    x: ArrayLike,
    y: ArrayLike,
    p: float = 2,
    *,
    projections: int = 128,
    starts: int = 4,
    max_iterations: int = 200,
    seed: int = 0,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
) -> MaxSliced:
    """Max-sliced Wasserstein distance: that of the shadows in the direction in which they are farthest apart.

        max over |θ| = 1 of W_p(θ·x, θ·y)

    The direction says along what the samples differ most. It climbs from the `starts` best of `projections` random
    directions and from the line between the means: the value is a true lower bound of the maximum, and that no other
    summit is higher is likely, not proved.

    Raises ValueError for what sliced_wasserstein refuses, and unless 1 ≤ starts ≤ projections.

        >>> sanov.max_sliced_wasserstein([[0, 0], [1, 0]], [[0, 2], [1, 2]]).direction.round(3)
        array([0., 1.])
    """
    name = "max_sliced_wasserstein"
    given = weights(a, name, "a"), weights(b, name, "b")
    counts = whole(projections, name, "projections"), whole(starts, name, "starts")
    limits = whole(max_iterations, name, "max_iterations"), whole(seed, name, "seed")
    first, second = points(x, name, "x"), points(y, name, "y")
    return MaxSliced(**_core.max_sliced_wasserstein(first, second, number(p, name, "p"), *counts, *limits, *given))
