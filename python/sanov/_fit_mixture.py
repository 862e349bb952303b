"""Mixtures of normal distributions fitted to data: sanov.fit_mixture."""

from __future__ import annotations

import dataclasses
from typing import Any

from numpy.typing import ArrayLike

from sanov import _core
from sanov._answers import page_width
from sanov._convert import refuse, whole
from sanov._families import Distribution
from sanov._fit import _column, _count


@dataclasses.dataclass(frozen=True)
class MixtureComponent:
    """One of the normal distributions of a mixture."""

    weight: float
    mean: float
    sd: float
    weight_error: float | None  # standard errors, None where there is none
    mean_error: float | None
    sd_error: float | None
    narrowest: bool  # it has shrunk to what the data resolve: equal values, not a normal distribution


@dataclasses.dataclass(frozen=True, eq=False)
class MixtureFit:
    """The likeliest mixture of so many normal distributions."""

    components: list[MixtureComponent]  # by rising mean
    distribution: Distribution
    log_likelihood: float  # nats, of all values
    aic: float
    bic: float
    behind: float  # its BIC less the smallest
    status: str
    remark: str  # what is to be known of this fit; "" where nothing is


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class MixtureAnswer:
    """What fit_mixture() found. Prints as the command does."""

    n: int  # values, those without weight aside
    table: list[MixtureFit]  # by rising number of components
    chosen: int  # the place in the table of the smallest BIC
    narrowest: float  # what no sd was let below
    verdict: str
    _core: _core.MixtureAnswer

    @property
    def best(self) -> MixtureFit:
        """The number of components that BIC chooses."""
        return self.table[self.chosen]

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")


def fit_mixture(
    x: ArrayLike,
    components: int | tuple[int, int] = (1, 6),
    weights: ArrayLike | None = None,
    *,
    starts: int = 8,
    seed: int = 1,
) -> MixtureAnswer:
    """Mixtures of normal distributions by maximum likelihood, and how many components BIC chooses.

    `components` is their number, or the fewest and the most to try. `weights` say how often each value counts. No standard
    deviation falls below what the data resolve, since a likelihood is infinite where one is 0: a component that ends there
    says so. `starts` are the random beginnings for each number, beside quantiles, k-means and splits; `seed` is theirs.

    Raises ValueError for a value that is missing or not finite, which it names, for negative weights, and where the
    different values are fewer than twice the components.

        >>> found = sanov.fit_mixture([1.0, 1.1, 1.3, 0.8, 5.0, 5.2, 4.9, 5.3], 2)
        >>> [round(each.mean, 2) for each in found.best.components]
        [1.05, 5.1]
    """
    name = "fit_mixture"
    values = _column(x, name, "x")
    given = None if weights is None else _column(weights, name, "weights")
    if given is not None and len(given) != len(values):
        refuse(name, "weights", f"has {len(given)} entries, but x has {len(values)}")
    bounds = components if isinstance(components, tuple) else (components, components)
    if len(bounds) != 2:
        refuse(name, "components", f"is {components!r}; it is a number, or the fewest and the most")
    fewest, most = (_count(each, name, "components") for each in bounds)
    label = getattr(x, "name", None)
    core = _core.fit_mixture(
        values,
        given,
        label if isinstance(label, str) and label else "x",
        fewest,
        most,
        _count(starts, name, "starts"),
        whole(seed, name, "seed"),
    )
    fields: dict[str, Any] = core.fields()
    fields["table"] = [_mixture(each) for each in fields["table"]]
    return MixtureAnswer(**fields, _core=core)


def _mixture(found: dict[str, Any]) -> MixtureFit:
    found["components"] = [MixtureComponent(**each) for each in found["components"]]
    found["distribution"] = Distribution._of(found["distribution"])
    return MixtureFit(**found)
