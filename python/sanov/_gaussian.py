"""Transport between normal distributions: sanov.wasserstein_gaussian, bures, gaussian_barycentre."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import dimensions, number, numbers, refuse, whole
from sanov._transport import line


@dataclasses.dataclass(frozen=True, eq=False)
class GaussianBarycentre:
    """The normal distribution whose mean squared W₂ distance to the given ones is least."""

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    variance: float  # Σ λₖ W₂² to the distributions: what the barycentre makes least
    residual: float  # how far the last step moved the deviations, as a fraction of themselves
    iterations: int
    status: Literal["converged", "iteration limit", "no progress"]


def wasserstein_gaussian(
    mean_p: ArrayLike, covariance_p: ArrayLike, mean_q: ArrayLike, covariance_q: ArrayLike
) -> float:
    """Wasserstein distance W₂ between two normal distributions, by their means and covariances.

        W₂² = |m₁ − m₂|² + tr(A + B − 2(A^½ B A^½)^½)

    It is W₂, in the unit of the coordinates, not its square. Numbers are means and variances (not deviations) in one
    dimension. Covariances may be singular. No digits are lost where the distributions are near each other, as the formula
    loses them: within about 10⁻¹⁵·d of the largest deviation. O(d³).

    Raises ValueError for dimensions that differ, entries that are not finite, and covariances that are not symmetric or
    not positive semidefinite beyond rounding.

        >>> sanov.wasserstein_gaussian(0, 1, 3, 25)
        5.0
    """
    name = "wasserstein_gaussian"
    p = _mean(mean_p, name, "mean_p"), _covariance(covariance_p, name, "covariance_p")
    q = _mean(mean_q, name, "mean_q"), _covariance(covariance_q, name, "covariance_q")
    return _core.wasserstein_gaussian(*p, *q)


def bures(a: ArrayLike, b: ArrayLike) -> float:
    """Bures distance between two covariances: wasserstein_gaussian without means, √tr(A + B − 2(A^½ B A^½)^½).

        >>> sanov.bures([[1, 0], [0, 4]], [[4, 0], [0, 4]])
        1.0
    """
    return _core.bures(_covariance(a, "bures", "a"), _covariance(b, "bures", "b"))


def gaussian_barycentre(
    means: Sequence[ArrayLike],
    covariances: Sequence[ArrayLike],
    *,
    shares: ArrayLike | None = None,
    tolerance: float = 1e-12,
    max_iterations: int = 1000,
) -> GaussianBarycentre:
    """The W₂ barycentre of normal distributions: it is normal, with mean Σ λₖ mₖ and the covariance S that solves
    S = Σ λₖ (S^½ Aₖ S^½)^½.

    `shares` are the λ, divided by their sum; without them all distributions count the same. It ends when a step moves the
    deviations by `tolerance` of themselves, mostly after 5 to 30; else `status` says so.

    Raises ValueError for what wasserstein_gaussian refuses, naming the distribution.

        >>> sanov.gaussian_barycentre([0, 4], [1, 9]).covariance
        array([[4.]])
    """
    name = "gaussian_barycentre"
    if len(means) != len(covariances):
        refuse(name, "covariances", f"has {len(covariances)} entries, but there are {len(means)} means")
    centres = [_mean(mean, name, f"means[{k}]") for k, mean in enumerate(means)]
    spreads = [_covariance(each, name, f"covariances[{k}]") for k, each in enumerate(covariances)]
    parts = None if shares is None else line(shares, name, "shares")
    limits = number(tolerance, name, "tolerance"), whole(max_iterations, name, "max_iterations")
    found = _core.gaussian_barycentre(centres, spreads, parts, *limits)
    d = len(found["mean"])
    found["covariance"] = found["covariance"].reshape(d, d)
    return GaussianBarycentre(**found)


def _mean(value: Any, function: str, argument: str) -> NDArray[Any]:
    array = numbers(value, function, argument)
    return line(array.reshape(1) if array.ndim == 0 else array, function, argument)


def _covariance(value: Any, function: str, argument: str) -> NDArray[Any]:
    array = numbers(value, function, argument)
    if array.ndim == 0:
        return array.reshape(1, 1)
    if array.ndim != 2:
        refuse(function, argument, f"has {dimensions(array.ndim)}; a covariance has two, or is a number")
    return np.ascontiguousarray(array)
