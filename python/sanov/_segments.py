"""What Wasserstein GANs rest on, and means of measures: sanov.parallel_segments, optimal_critic, barycentre."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import dimensions, number, numbers, refuse, whole
from sanov._transport import CostName, line, points
from sanov._transport import weights as _weights


class ValueAndSlope(NamedTuple):
    """A value that depends on θ, and its slope in θ; None where it has no derivative."""

    value: float
    slope: float | None


class ParallelSegments(NamedTuple):
    """How far apart two parallel segments are, by five measures."""

    kl: ValueAndSlope
    reverse_kl: ValueAndSlope
    js: ValueAndSlope
    total_variation: ValueAndSlope
    wasserstein: ValueAndSlope


def parallel_segments(theta: float) -> ParallelSegments:
    """The example of the Wasserstein GAN: two parallel unit segments of the plane at distance θ, each with a uniform
    distribution.

        θ ≠ 0: KL = ∞ both ways, JS = ln 2, TV = 1, W₁ = |θ|;  θ = 0: all are 0

    As θ goes to 0 the one becomes the other, but only W₁ goes to 0 with it, and only W₁ has a slope that says which way.
    Each measure has its `value`, in nats where that is a unit, and its `slope` in θ: None where there is none, which is at
    θ = 0 for all and everywhere for KL.

    Raises ValueError unless θ is finite.

        >>> sanov.parallel_segments(-0.5).wasserstein
        ValueAndSlope(value=0.5, slope=-1.0)
    """
    found = _core.parallel_segments(number(theta, "parallel_segments", "theta"))
    return ParallelSegments(*(ValueAndSlope(*pair) for pair in found))


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class Critic:
    """A critic on the line, in straight pieces, with E f(x) = −E f(y). Call it to score: critic(z)."""

    positions: NDArray[np.float64]  # where there is an example, ascending
    values: NDArray[np.float64]  # f there
    slopes: NDArray[np.float64]  # f′ between them
    difference: float  # E f(x) − E f(y): what the critic was to make large
    density: NDArray[np.float64] | None = None  # of the interpolates in each piece; with a coefficient
    penalty: float = 0.0  # λ E (|f′(ẑ)| − 1)²
    objective: float | None = None  # difference − penalty

    def __repr__(self) -> str:
        shown = [f"{len(self.positions)} positions", f"difference={self.difference!r}"]
        shown += [f"penalty={self.penalty!r}"] if self.density is not None else []
        return f"Critic({', '.join(shown)})"

    def __call__(self, z: ArrayLike) -> Any:
        """f(z), of the shape of z; beyond the ends the last piece goes on."""
        at = np.asarray(numbers(z, "Critic", "z"), dtype=np.float64)
        for index in np.argwhere(~np.isfinite(at))[:1]:
            place = f"z[{', '.join(map(str, index))}]" if at.ndim else "z"
            refuse("Critic", place, "is not finite; positions are")
        if len(self.slopes) == 0:
            return np.full(at.shape, self.values[0])[()]
        piece = np.clip(np.searchsorted(self.positions, at, side="right") - 1, 0, len(self.slopes) - 1)
        return self.values[piece] + self.slopes[piece] * (at - self.positions[piece])


def optimal_critic(
    x: ArrayLike,
    y: ArrayLike,
    *,
    a: ArrayLike | None = None,
    b: ArrayLike | None = None,
    clip: float | None = None,
    coefficient: float | None = None,
    affine: bool = False,
) -> Critic:
    """The best critic of a Wasserstein GAN on the line, exactly: x are real examples, y generated ones, a and b their
    weights, divided by their sums.

        f′ = clip · sgn(G − F),  E f(x) − E f(y) = clip · ∫ |F − G| dz = clip · W₁(x, y)

    F and G are the distribution functions. Slopes are at most `clip`, which is 1 if not given: a clip below scales W₁ and
    all that the generator is told. With affine=True the critic is w·z with |w| ≤ clip, which sees the means and nothing
    else.

    With a `coefficient` λ slopes are free, under the gradient penalty λ E (|f′(ẑ)| − 1)² at interpolates ẑ of density r:

        f′ = sgn(G − F) (1 + |G − F|/(2λr))

    Slopes are then 1 or more, and tend to ±1 as λ grows; `penalty`, `objective` and the `density` r are in the answer. The
    critic's unit is that of the positions, and λ's too.

    Raises ValueError for positions that are not finite, negative weights, an empty sample, a clip or coefficient not above
    0, and both of them.

        >>> critic = sanov.optimal_critic([0.0], [2.0])
        >>> critic.difference, critic([0.0, 1.0, 2.0])
        (2.0, array([ 1.,  0., -1.]))
    """
    name = "optimal_critic"
    real, fake = line(x, name, "x"), line(y, name, "y")
    given = _weights(a, name, "a"), _weights(b, name, "b")
    if coefficient is not None:
        if clip is not None or affine:
            refuse(name, "coefficient", "is of the gradient penalty, which leaves slopes free; give it or clip and affine")
        return Critic(**_core.penalised_critic(real, fake, number(coefficient, name, "coefficient"), *given))
    most = 1.0 if clip is None else number(clip, name, "clip")
    return Critic(**_core.clipped_critic(real, fake, most, *given, affine))


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class FixedBarycentre:
    """The entropic barycentre: masses on a fixed support."""

    masses: NDArray[np.float64]
    marginal_error: float  # how far the plans, which take up the measures exactly, are from all leading to these masses
    gap: float  # debiased: no masses have a divergence lower by more, up to marginal_error
    status: Literal["converged", "iteration limit", "no progress"]
    iterations: int

    def __repr__(self) -> str:
        return f"FixedBarycentre({len(self.masses)} masses, marginal_error={self.marginal_error!r}, status={self.status!r})"


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class FreeBarycentre:
    """A barycentre whose points were free to move."""

    points: NDArray[np.float64]
    masses: NDArray[np.float64]
    objective: float  # Σ λₖ W₂²(barycentre, measure k)
    objectives: NDArray[np.float64]  # at the start and after each step; never rises
    status: Literal["converged", "iteration limit"]
    iterations: int

    def __repr__(self) -> str:
        return f"FreeBarycentre({len(self.points)} points, objective={self.objective!r}, status={self.status!r})"


@overload
def barycentre(
    measures: ArrayLike,
    support: ArrayLike | None = None,
    *,
    epsilon: float,
    cost: CostName | ArrayLike = ...,
    power: float | None = ...,
    debiased: bool = ...,
    shares: ArrayLike | None = ...,
    tolerance: float = ...,
    max_iterations: int | None = ...,
) -> FixedBarycentre: ...
@overload
def barycentre(
    measures: Sequence[ArrayLike],
    *,
    k: int,
    weights: Sequence[ArrayLike | None] | None = ...,
    masses: ArrayLike | None = ...,
    start: ArrayLike | None = ...,
    seed: int = ...,
    shares: ArrayLike | None = ...,
    tolerance: float = ...,
    max_iterations: int | None = ...,
) -> FreeBarycentre: ...
def barycentre(
    measures: Any,
    support: ArrayLike | None = None,
    *,
    epsilon: float | None = None,
    cost: Any = "sqeuclidean",
    power: float | None = None,
    debiased: bool = False,
    k: int | None = None,
    weights: Sequence[ArrayLike | None] | None = None,
    masses: ArrayLike | None = None,
    start: ArrayLike | None = None,
    seed: int = 0,
    shares: ArrayLike | None = None,
    tolerance: float = 1e-9,
    max_iterations: int | None = None,
) -> Any:
    """Barycentre of measures: their mean in the sense of transport. Of two bumps it is one bump between them.

    On a fixed support, with an `epsilon`: `measures` has a row of masses for each, on the points `support` (or `cost` is a
    matrix), and the answer has masses too. It is blurred by `epsilon`, which is in the unit of the cost: normals of
    variance σ² give one of σ² + ε/2 with the squared Euclidean cost. `debiased` takes that back. Any ε above 0 is taken; the
    smaller, the more iterations (at most 10,000 unless `max_iterations` says more), and `status` and `marginal_error` say
    how far it came.

    On `k` free points: `measures` is a list of clouds of points, `weights` the weights of their points, and the answer has
    points of equal mass, or of the `masses` given. Exact plans and means are taken in turn, which never makes it worse, up
    to 100 times; it ends at a local minimum of Σ λₖ W₂². Points set out from `start`, or are drawn from the clouds by
    `seed`. On the line `quantile_barycentre` is exact.

    `shares` are the λ, how much each measure counts, divided by their sum.

    Raises ValueError for sizes that do not fit, negative masses, measures without mass, coordinates that are not finite.

        >>> sanov.barycentre([[1, 0, 0, 0, 0], [0, 0, 0, 0, 1]], range(5), epsilon=0.05).masses.round(6)
        array([0., 0., 1., 0., 0.])
        >>> sanov.barycentre([[0, 1, 2], [10, 11, 12]], k=3, start=[0, 1, 2]).points.ravel()
        array([5., 6., 7.])
    """
    name = "barycentre"
    if (epsilon is None) == (k is None):
        both = "both are given" if k is not None else "both are missing"
        refuse(name, "epsilon and k", f"decide what is free: {both}; epsilon is for masses on a support, k for k points")
    parts = None if shares is None else line(shares, name, "shares")
    far = number(tolerance, name, "tolerance")
    if epsilon is not None:
        for value, argument in ((weights, "weights"), (masses, "masses"), (start, "start")):
            if value is not None:
                refuse(name, argument, "is for k free points; on a fixed support measures has the masses")
        limit = 10_000 if max_iterations is None else whole(max_iterations, name, "max_iterations")
        settings = number(epsilon, name, "epsilon"), parts, bool(debiased), far, limit
        return FixedBarycentre(**_fixed(measures, support, cost, power, settings))
    if support is not None or debiased or power is not None or not (isinstance(cost, str) and cost == "sqeuclidean"):
        refuse(name, "k", "points move freely at squared Euclidean cost; support, cost, power and debiased go with epsilon")
    limit = 100 if max_iterations is None else whole(max_iterations, name, "max_iterations")
    clouds = [points(measure, name, f"measures[{i}]") for i, measure in enumerate(measures)]
    given = [None] * len(clouds) if weights is None else list(weights)
    if len(given) != len(clouds):
        refuse(name, "weights", f"has {len(given)} entries, but there are {len(clouds)} measures")
    of_points = [_weights(w, name, f"weights[{i}]") for i, w in enumerate(given)]
    first = None if start is None else points(start, name, "start")
    own = _weights(masses, name, "masses")
    count = whole(k, name, "k"), parts, own, first, whole(seed, name, "seed"), far, limit
    found = _core.free_barycentre(clouds, of_points, *count)
    found["points"] = found["points"].reshape(len(found["masses"]), -1)
    return FreeBarycentre(**found)


def _fixed(measures: Any, support: Any, cost: Any, power: Any, settings: tuple[Any, ...]) -> dict[str, Any]:
    name = "barycentre"
    rows = _rows(measures, "measures", "a row of masses for each measure")
    if not isinstance(cost, str):
        if support is not None or power is not None:
            refuse(name, "cost", "is a matrix, so there is no support and no power")
        return _core.fixed_barycentre_of_costs(rows, _rows(cost, "cost", "a matrix of costs"), *settings)
    if support is None:
        refuse(name, "support", "is missing; give the points that the masses lie on, or cost=a matrix")
    if (power is None) == (cost == "power"):
        refuse(name, "power", "goes with cost='power', and only with it")
    wanted = 2.0 if power is None else number(power, name, "power")
    return _core.fixed_barycentre_of_points(rows, points(support, name, "support"), cost, wanted, *settings)


def _rows(value: Any, argument: str, what: str) -> NDArray[Any]:
    array = numbers(value, "barycentre", argument)
    if array.ndim != 2:
        refuse("barycentre", argument, f"has {dimensions(array.ndim)}; it has two: {what}")
    return np.ascontiguousarray(array)
