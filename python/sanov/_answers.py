"""sanov.measure and sanov.matrix."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov import _core
from sanov._convert import counted, dimensions, numbers, refuse
from sanov._core import Measure, catalogue
from sanov._evaluate import Contribution


def page_width() -> int:
    """Columns that printed answers may take."""
    return max(40, shutil.get_terminal_size().columns)


@dataclass(frozen=True, repr=False)
class MeasureAnswer:
    """What measure() found. Prints as the command does."""

    unit: str  # nats or bits
    values: dict[str, float]  # by the measure's name
    without_value: dict[str, str]  # with all=True: measures that do not take these arguments, and why
    smoothing: dict[str, Any] | None  # its name, and the values with half and with twice as much
    samples_to_notice: float | None  # draws from P until one would tell that they are not from Q (5%)
    explained: str  # the measure that the cells explain
    explain: list[Contribution]  # the cells that contribute most, largest first
    labels: list[str]  # of the cells, if they have any
    cells: int  # how many there are
    not_shown: int  # how many more of them contribute
    not_shown_contribution: float  # and how much
    _core: _core.MeasureAnswer = field(compare=False)

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dictionaries, lists, texts and numbers, as the command's --json has it."""
        cells = [
            {"cell": self.labels[c.cell] if self.labels else c.cell + 1, "p": c.p, "q": c.q, "contribution": c.contribution}
            for c in self.explain
        ]
        found: dict[str, Any] = {"unit": self.unit, "values": dict(self.values), "cells": self.cells}
        if self.explained:
            found |= {"explained": self.explained, "explain": cells}
        if self.not_shown:
            found["not_shown"] = {"cells": self.not_shown, "contribution": self.not_shown_contribution}
        if self.samples_to_notice is not None:
            found["samples_to_notice"] = self.samples_to_notice
        if self.without_value:
            found["without_value"] = dict(self.without_value)
        if self.smoothing:
            found["smoothing"] = copy.deepcopy(self.smoothing)
        return found


def measure(
    p: ArrayLike,
    q: ArrayLike | None = None,
    *,
    measure: str | Measure | Sequence[str | Measure] | None = None,
    all: bool = False,
    unit: str = "nats",
    counts: bool = False,
    smoothing: str | None = None,
    labels: Sequence[str] | None = None,
    positions: ArrayLike | None = None,
    cells: int = 10,
) -> MeasureAnswer:
    """How far apart two distributions are, by the most telling measures, and which cells make it so.

    `measure` names others, such as "kl", "kl,js" or [sanov.js, "renyi(0.5)"]; all=True takes every one. counts=True
    divides each by its sum. `smoothing`, "additive(0.5)" on counts or "holdout(0.01)" on probabilities, fills empty cells;
    the answer then says what half and twice as much would give. `labels` are the names of the cells, `positions` where
    they stand, for measures of ordered cells; `cells` is how many to explain by. Of one distribution alone entropy and its
    like are measured, of a table of joint probabilities mutual information.

    Raises ValueError that names the argument, the index and the value.
    """
    if unit not in ("nats", "bits"):
        refuse("measure", "unit", f"is {unit!r}; it must be 'nats' or 'bits'")
    first = _distribution("p", p, allowed=(1,) if q is not None else (0, 1, 2))
    second = None if q is None else _distribution("q", q, allowed=(1,))
    at = None if positions is None else np.asarray(numbers(positions, "measure", "positions"), order="C")
    names = [str(label) for label in labels or []]
    if names and len(names) != first.size:
        refuse("measure", "labels", f"has {counted(len(names), 'name')}, but p has {counted(first.size, 'cell')}")
    if at is not None and at.shape != first.shape:
        refuse("measure", "positions", f"has {counted(at.size, 'number')}, but p has {counted(first.size, 'cell')}")
    listed = [measure] if isinstance(measure, (str, Measure)) else list(measure or [])
    if listed and all:
        refuse("measure", "measure", "and all=True exclude each other")
    texts = [each.name if isinstance(each, Measure) else each for each in listed]
    found = _core.measure(first, second, at, names, texts, smoothing or "", counts, all, unit == "bits", cells)
    fields = found.fields()
    fields["explain"] = [Contribution(*cell) for cell in fields["explain"]]
    return MeasureAnswer(**fields, _core=found)


def _distribution(name: str, given: ArrayLike, allowed: tuple[int, ...]) -> NDArray[Any]:
    array = numbers(given, "measure", name)
    if array.ndim not in allowed:
        refuse("measure", name, f"has {dimensions(array.ndim)}; one is needed, or a table alone")
    return np.asarray(array, order="C")


def samples_to_notice(p: ArrayLike, q: ArrayLike, alpha: float = 0.05) -> float:
    """How many draws from P it takes to tell that they are not from Q: ⌈ln(1/alpha) / KL(P‖Q)⌉.

    The number of who knows both distributions and is willing to be wrong, of draws from Q, with probability alpha.
    Infinite if and only if P = Q. Raises ValueError unless both are probabilities and alpha is in (0, 1).
    """
    first, second = (numbers(each, "samples_to_notice", name) for name, each in (("p", p), ("q", q)))
    for name, array in (("p", first), ("q", second)):
        if array.ndim != 1:
            refuse("samples_to_notice", name, f"has {dimensions(array.ndim)}; one is needed")
    return _core.samples_to_notice(np.ascontiguousarray(first), np.ascontiguousarray(second), alpha)


def matrix(
    rows: ArrayLike,
    others: ArrayLike | None = None,
    *,
    measure: str | Measure = "js",
    unit: str = "nats",
    **parameters: float,
) -> NDArray[np.float64]:
    """A measure between all pairs of rows, or between the rows of one table and those of another.

    `measure` is one of two distributions: "js", "renyi(0.5)", sanov.hellinger; parameters may also be given by name. All
    processors are used, and Ctrl-C stops it. Returns matrix[i, k] of rows[i] and others[k] (rows[k] without others).

    Raises ValueError that names the row, the cell and the value.
    """
    if unit not in ("nats", "bits"):
        refuse("matrix", "unit", f"is {unit!r}; it must be 'nats' or 'bits'")
    chosen, values = _chosen(measure, parameters)
    first = _table("rows", rows)
    second = None if others is None else _table("others", others)
    return _core.matrix(chosen, values, first, second, unit == "bits")


def _chosen(measure: str | Measure, parameters: dict[str, float]) -> tuple[Measure, list[float]]:
    if isinstance(measure, Measure):
        chosen, values = measure, list(measure.parameters.values())
    else:
        name, given = _core.chosen_measure(measure)
        chosen, values = catalogue[name], list(given)
    names = list(chosen.parameters)
    for name, value in parameters.items():
        if name not in names:
            raise TypeError(f"matrix() has no argument '{name}', and {chosen.name} has no parameter of that name")
        values[names.index(name)] = float(value)
    return chosen, values


def _table(name: str, given: ArrayLike) -> NDArray[Any]:
    array = numbers(given, "matrix", name)
    if array.ndim != 2:
        refuse("matrix", name, f"has {dimensions(array.ndim)}; two are needed: one distribution a row")
    return np.ascontiguousarray(array)
