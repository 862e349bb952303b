"""Divergences from samples of points: sanov.knn_kl, energy_distance, mmd and classifier_test."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import number, whole
from sanov._transport import points


@dataclasses.dataclass(frozen=True)
class KnnDivergence:
    """KL divergence estimated from two samples of points."""

    kl: float  # nats; near 0 it is below 0 half of the time
    standard_error: float | None  # from parts of the samples; None where these are too small for it
    interval: tuple[float, float] | None  # None too above three dimensions, where none would cover
    p: float | None  # that the two come from one distribution; by permutation of 20,000 rows at most
    spread: list[int]  # columns with ties, whose values were spread over their granularity


@dataclasses.dataclass(frozen=True)
class EnergyDistance:
    """How far apart two samples are by the distances between their points."""

    distance: float  # the root of `squared`, as scipy.stats.energy_distance has it
    squared: float  # between the samples themselves; never negative
    unbiased: float  # estimate of the distributions' squared distance: near 0, half of the time below
    standard_error: float  # of the unbiased one
    p: float | None  # that the two come from one distribution; by permutation
    rows: tuple[int, int]  # of x and of y that it was computed from


@dataclasses.dataclass(frozen=True)
class MMD:
    """How far apart two samples are by a kernel's means."""

    squared: float  # the unbiased estimate of MMD²: near 0, half of the time below
    standard_error: float
    bandwidth: float  # of the Gaussian kernel
    p: float | None  # that the two come from one distribution; by permutation
    rows: tuple[int, int]  # of x and of y that it was computed from


@dataclasses.dataclass(frozen=True, eq=False)
class ClassifierTest:
    """How well a classifier tells two samples apart."""

    auc: float  # the chance that it scores a row of y above one of x, of rows that it has not seen
    standard_error: float
    interval: tuple[float, float]  # of the AUC
    p: float | None  # that the two come from one distribution; by permutation
    importances: NDArray[np.float64]  # by group of columns: by how much the AUC falls without what they tell
    features: int  # bends of columns, and products of two
    products: bool  # False where there were too many columns for products
    rows: tuple[int, int]  # of x and of y that it was computed from


def knn_kl(
    x: ArrayLike,
    y: ArrayLike,
    *,
    k: int = 5,
    permutations: int = 999,
    level: float = 0.95,
    seed: int = 0,
) -> KnnDivergence:
    """KL(P‖Q) from a sample x of P and y of Q, with no cells: from how much nearer the k-th neighbour of each x is among
    the other x than among the y.

        (d/n) Σᵢ ln(νᵢ/ρᵢ) + ln(m/(n − 1)), ρᵢ, νᵢ the distance from xᵢ to its k-th neighbour in x without xᵢ, and in y

    Samples are points, a row each, or numbers. The value is in nats and may be negative. Above three dimensions its bias
    is too large for an interval, and none is given; it also reads low where P reaches far into Q's tails. Columns count by their scale: bring them to one first. Columns with
    ties are spread over their granularity, by the seed; `spread` names them.

    Raises ValueError for samples of no more than k points, dimensions that differ, coordinates that are not finite.

        >>> import numpy as np
        >>> x, y = np.random.default_rng(1).normal(size=(2, 1000, 2)) + [[[0]], [[1]]]
        >>> sanov.knn_kl(x, y).kl  # of the distributions: 1
        0.89...
    """
    name = "knn_kl"
    chosen = whole(k, name, "k"), whole(permutations, name, "permutations"), number(level, name, "level"), whole(seed, name, "seed")
    return KnnDivergence(**_core.knn_kl(points(x, name, "x"), points(y, name, "y"), *chosen))


def energy_distance(
    x: ArrayLike, y: ArrayLike, *, max_rows: int = 2000, permutations: int = 999, seed: int = 0
) -> EnergyDistance:
    """Energy distance between two samples of points: 0 only for equal distributions, in any number of dimensions.

        D² = 2 E‖X − Y‖ − E‖X − X'‖ − E‖Y − Y'‖,  on the line 2∫(F − G)²

    Samples are points, a row each, or numbers. `distance` is D, as scipy.stats.energy_distance has it, `squared` D². On
    the line all rows count; in more dimensions all pairs of at most `max_rows` rows a side, chosen by the seed (0 takes
    all). permutations=0 gives no p and takes less time.

    Raises ValueError for samples of one point, dimensions that differ, coordinates that are not finite.

        >>> sanov.energy_distance([0, 0], [2, 2]).distance
        2.0
    """
    name = "energy_distance"
    chosen = (whole(value, name, what) for value, what in ((max_rows, "max_rows"), (permutations, "permutations"), (seed, "seed")))
    return EnergyDistance(**_core.energy_distance(points(x, name, "x"), points(y, name, "y"), *chosen))


def mmd(
    x: ArrayLike,
    y: ArrayLike,
    *,
    bandwidth: float | None = None,
    max_rows: int = 2000,
    permutations: int = 999,
    seed: int = 0,
) -> MMD:
    """Maximum mean discrepancy with a Gaussian kernel, squared, without bias.

        MMD² = E k(X, X') + E k(Y, Y') − 2 E k(X, Y),  k(x, y) = exp(−‖x − y‖²/(2σ²))

    Samples are points, a row each, or numbers. The bandwidth σ is the median distance of two rows unless given. Over all
    pairs of at most `max_rows` rows a side, chosen by the seed (0 takes all).

    Raises ValueError for samples of one point, dimensions that differ, coordinates that are not finite, a bandwidth that
    is not positive, and where all rows are the same.

        >>> sanov.mmd([0, 1, 2, 3], [10, 11, 12, 13], bandwidth=1, permutations=0).squared
        0.70...
    """
    name = "mmd"
    counts = (whole(value, name, what) for value, what in ((max_rows, "max_rows"), (permutations, "permutations"), (seed, "seed")))
    width = None if bandwidth is None else number(bandwidth, name, "bandwidth")
    return MMD(**_core.mmd(points(x, name, "x"), points(y, name, "y"), width, *counts))


def classifier_test(
    x: ArrayLike,
    y: ArrayLike,
    *,
    groups: Sequence[int] | None = None,
    folds: int = 5,
    max_rows: int = 20_000,
    permutations: int = 999,
    level: float = 0.95,
    seed: int = 0,
) -> ClassifierTest:
    """Classifier two-sample test: can a classifier that has seen part of two samples tell the rest apart?

        AUC = P(score(Y) > score(X)) + ½ P(score(Y) = score(X))

    Samples are points, a row each. ½ where nothing tells them apart, 1 where everything does. The classifier is a
    discriminant on the columns' normal scores, bent at the quartiles, and on products of two columns: it sees changed
    correlations that no column shows alone; outliers and units do not matter. Columns with the same number in `groups`
    count as one, and have no products among them. p is exact: over permutations of the rows within the folds.

    Raises ValueError for samples of under two points a fold, dimensions that differ, coordinates that are not finite.

        >>> sanov.classifier_test(range(20), range(100, 120)).auc
        1.0
    """
    name = "classifier_test"
    of = [whole(group, name, "groups") for group in groups or []]
    counts = (whole(value, name, what) for value, what in ((folds, "folds"), (max_rows, "max_rows"), (permutations, "permutations")))
    found = _core.classifier_test(
        points(x, name, "x"), points(y, name, "y"), of, *counts, number(level, name, "level"), whole(seed, name, "seed")
    )
    return ClassifierTest(**found)
