"""A family fitted to a density: sanov.fit_density."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sanov import _core
from sanov._catalogue import did_you_mean
from sanov._convert import number, refuse
from sanov._families import _CLASSES, _PARAMETERS, Distribution
from sanov._families import distribution as distribution_of
from sanov._fit import FamilyName, Picture, _column, _count, _family

Loss = Literal["kl", "reverse_kl", "js", "mse", "cosine", "hellinger", "w2"]


@dataclasses.dataclass(frozen=True)
class Optimum:
    """A local minimum of a loss."""

    parameters: dict[str, float]
    loss: float
    starts: int  # that led there


@dataclasses.dataclass(frozen=True, eq=False)
class DensityFit:
    """A family's member fitted to a density on a grid."""

    family: str
    parameters: dict[str, float]  # where the optimiser stopped
    loss: float  # of the last forward pass, before the last update: what training loops print
    loss_at_parameters: float
    optimum: dict[str, float]  # where the exact optimiser ends when it goes on from there
    loss_at_optimum: float
    optima: list[Optimum]  # all that were found, best first
    status: str
    steps: int
    trace: list[dict[str, float]] = dataclasses.field(repr=False)  # every trace_every steps: step, losses, parameters
    _core: _core.DensityFit = dataclasses.field(repr=False)

    @property
    def distribution(self) -> Distribution:
        return Distribution._of(_core.family_member(self.family, list(self.parameters.values())))

    def plot(self, path: str | Path | None = None) -> Picture:
        """The density with the member where the optimiser stopped, and at the optimum: the command's picture, as the text of
        an SVG file. `path` has it written too, as .svg, or as .png, which gnuplot paints."""
        if path is not None:
            self._core.draw(os.fspath(path))
        return Picture(self._core.svg())

    def animate(self, path: str | Path) -> None:
        """Writes the member moving to the density under Adam, above its loss, as a .gif, which gnuplot paints."""
        self._core.animate(os.fspath(path))

    def landscape(self, path: str | Path | None = None) -> Picture:
        """The loss over the parameters as a map, with Adam's way on it and the optima that 20 starts (or `starts`) found; of
        more than two parameters a map of each pair, the others as at the best optimum. As plot() does, it gives the text of
        an SVG file and writes .svg or .png."""
        return Picture(self._core.landscape("" if path is None else os.fspath(path)))


def fit_density(
    x: ArrayLike,
    density: ArrayLike | Distribution | str,
    family: FamilyName,
    loss: Loss = "kl",
    *,
    optimizer: Literal["adam", "exact"] = "adam",
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    steps: int = 10000,
    start: Mapping[str, float] | Sequence[float] | None = None,
    starts: int = 0,
    trace_every: int = 0,
) -> DensityFit:
    """A family's member brought near a density on the grid x by minimising a loss, as training loops do it.

    `density` is its values there, which need not integrate to 1, or a distribution. The loss is "kl", (1/n) Σ p (ln p −
    ln q) as torch.nn.functional.kl_div has it with reduction="mean", "reverse_kl", "js", "mse", "cosine", "hellinger" or
    "w2". Of masses, where x is whole numbers and `density` a distribution of these or the family one, kl is their sum. optimizer="adam" is PyTorch's Adam over the parameters themselves, for so many `steps` of rate `lr`, with
    `betas` and `eps`; "exact" goes to the optimum by quasi-Newton steps. `start` is the parameters to begin with, by name or in order; the family's
    defaults unless told. `starts` sends the exact optimiser off from so many places more, spread over the density: `optima`
    lists where they led, and "exact" answers with the best. `optimum` and `loss_at_optimum` tell how far from the nearest optimum the stop was.

    Raises ValueError for a density that is negative, not finite or 0 everywhere, points that do not rise, and steps that
    leave the parameters' domain.

        >>> import numpy as np
        >>> x = np.linspace(-15, 15, 1000)
        >>> sanov.fit_density(x, "normal(2, 3)", "normal", optimizer="exact").parameters["mean"]
        2.0…
    """
    name = "fit_density"
    if optimizer not in ("adam", "exact"):
        refuse(name, "optimizer", f"is {optimizer!r}; it is 'adam' or 'exact'")
    grid = _column(x, name, "x")
    given = distribution_of(density).pdf(grid) if isinstance(density, (str, Distribution)) else density
    values = _column(given, name, "density")
    if len(values) != len(grid):
        refuse(name, "density", f"has {len(values)} entries, but x has {len(grid)}")
    kind = _family(family, name)
    counts = {"steps": steps, "starts": starts, "trace_every": trace_every}
    whole = {word: _count(each, name, word) for word, each in counts.items()}
    rate = number(lr, name, "lr")
    if not 0 < rate < np.inf:
        refuse(name, "lr", f"is {rate}; it must be above 0 and finite")
    if len(betas) != 2:
        refuse(name, "betas", f"has {len(betas)} entries; two are needed, such as (0.9, 0.999)")
    core = _core.fit_density(
        grid,
        values,
        kind,
        loss,
        optimizer == "adam",
        rate,
        (number(betas[0], name, "betas"), number(betas[1], name, "betas")),
        number(eps, name, "eps"),
        whole["steps"],
        _start(start, kind),
        whole["starts"],
        whole["trace_every"],
        _of_masses(density, kind),
    )
    fields = core.fields()
    fields["optima"] = [Optimum(**each) for each in fields["optima"]]
    return DensityFit(**fields, _core=core)


def _of_masses(density: object, family: str) -> bool:
    """Whether the values are masses of whole numbers."""
    if isinstance(density, (str, Distribution)) and distribution_of(density).is_whole:
        return True
    return family in _CLASSES and _CLASSES[family].is_discrete


def _start(start: Mapping[str, float] | Sequence[float] | None, family: str) -> list[float]:
    if start is None:
        return []
    if not isinstance(start, Mapping):
        return [number(value, "fit_density", f"start[{i}]") for i, value in enumerate(start)]
    defaults = _PARAMETERS.get(family, {})
    for each in start:
        if defaults and each not in defaults:
            refuse("fit_density", "start", f"names {each!r}, which {family} has not{did_you_mean(each, defaults)}")
    return [number(start.get(each, default), "fit_density", each) for each, default in defaults.items()]
