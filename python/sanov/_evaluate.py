"""The general way to a measure: any input, any number of dimensions, along any axis.

sanov._core calls evaluate() where its own short way does not fit: it converts, brings the cells to the last axis,
broadcasts the rest and has evaluate_rows() compute row by row.
"""

from typing import Any, NamedTuple

import numpy as np

from sanov._convert import dimensions, numbers, refuse
from sanov._core import Measure, evaluate_rows, explain_cells
from sanov._shapes import ARGUMENTS


class Contribution(NamedTuple):
    """A cell with its part in a divergence."""

    cell: int
    p: float
    q: float
    contribution: float


class _Given(NamedTuple):
    """An argument as it came, converted, with its cells on the last axis."""

    name: str
    array: np.ndarray
    core: int
    axis: int  # of the cells, counted from the front; only where core is 1

    @property
    def batch(self) -> tuple[int, ...]:
        return self.array.shape[: self.array.ndim - self.core]


def evaluate(
    measure: Measure,
    what: str,
    data: tuple[Any, ...],
    parameters: tuple[float, ...],
    bits: bool,
    axis: int | None,
    keepdims: bool | None,
) -> Any:
    """What a call of `measure` (or of its gradient, terms or explain) returns."""
    given = _arguments(measure, data, axis)
    if what == "explain":
        return _explain(measure, given, parameters, bits)
    _require(measure, what)
    batch = _batch_shape(measure, given)
    spread = tuple(_spread(a, batch) for a in given)
    shapes = _output_shapes(what, given, batch)
    outputs = tuple(np.empty(shape) for shape in shapes)
    refused = evaluate_rows(measure, what, spread, parameters, bits, outputs)
    if refused is not None:
        refuse_row(*refused, batch=batch, given=given)
    return _shaped(measure, what, outputs, given, batch, bool(keepdims))


def _arguments(measure: Measure, data: tuple[Any, ...], axis: int | None) -> list[_Given]:
    given: list[_Given] = []
    at = -1 if axis is None else _checked_axis(measure.name, axis)
    for (name, core), value in zip(ARGUMENTS[measure.shape].items(), data):
        array = _default(name, given[0].array) if value is None and given else numbers(value, measure.name, name)
        given.append(oriented(measure.name, name, array, core, at))
    widest = max(given, key=lambda a: a.array.ndim)
    if widest.core == 1 and not -widest.array.ndim <= at < widest.array.ndim:
        refuse(measure.name, "axis", f"is {at}, but {widest.name} has {dimensions(widest.array.ndim)}")
    return given


def _default(name: str, first: np.ndarray) -> np.ndarray:
    if name == "positions":
        return np.arange(float(first.shape[-1]))
    return np.full(first.shape[-2], 1 / first.shape[-2])


def oriented(function: str, name: str, array: np.ndarray, core: int, at: int) -> _Given:
    """The argument with its cells last, one after the other in memory. A one-dimensional one lies along any axis."""
    if array.ndim < core:
        needed = "a row of cells" if core == 1 else "a table"
        refuse(function, name, f"has {dimensions(array.ndim)}; {needed} is needed")
    if core == 1 and array.ndim > 1:
        if not -array.ndim <= at < array.ndim:
            refuse(function, "axis", f"is {at}, but {name} has {dimensions(array.ndim)}")
        at %= array.ndim
        array = array if at == array.ndim - 1 else np.moveaxis(array, at, -1)
    elif core == 1:
        at = 0
    if core and not array.flags.c_contiguous and not _cells_lie_together(array, core):
        array = np.ascontiguousarray(array)
    return _Given(name, array, core, at)


def _checked_axis(function: str, axis: Any) -> int:
    try:
        return int(axis.__index__())
    except AttributeError:
        refuse(function, "axis", f"is {axis!r}; an integer is needed")


def _cells_lie_together(array: np.ndarray, core: int) -> bool:
    step = array.itemsize
    for length, stride in zip(array.shape[-core:][::-1], array.strides[-core:][::-1]):
        if length != 1 and stride != step:
            return False
        step *= length
    return True


def _require(measure: Measure, what: str) -> None:
    if what == "gradient" and not measure.is_differentiable:
        refuse(measure.name, "gradient", "does not exist: the measure is not differentiable")
    if what == "terms" and (not measure.is_additive or measure.shape not in ("one", "two")):
        refuse(measure.name, "terms", "do not exist: the measure is not a sum over cells")


def _batch_shape(measure: Measure, given: list[_Given]) -> tuple[int, ...]:
    if all(a.batch == given[0].batch for a in given):
        return given[0].batch
    try:
        return np.broadcast_shapes(*(a.batch for a in given))
    except ValueError:
        first, *rest = given
        odd = next(a for a in rest if not _fits(first.batch, a.batch))
        refuse(measure.name, odd.name,
               f"has batches of shape {odd.batch}, but {first.name} of shape {first.batch}; they must broadcast")


def _spread(given: _Given, batch: tuple[int, ...]) -> np.ndarray:
    if given.batch == batch:
        return given.array
    return np.broadcast_to(given.array, batch + given.array.shape[len(given.batch) :])


def _fits(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return all(m == n or 1 in (m, n) for m, n in zip(a[::-1], b[::-1]))


def _output_shapes(what: str, given: list[_Given], batch: tuple[int, ...]) -> list[tuple[int, ...]]:
    if what == "value":
        return [batch]
    first = given[0]
    core = batch + first.array.shape[len(first.batch) :]
    return [core, core] if what == "gradient" and given[1:] and given[1].name == "q" else [core]


def refuse_row(
    row: int, function: str, argument: str, index: int | None, rule: str, *, batch: tuple[int, ...], given: list[_Given]
) -> None:
    """The C++ core's complaint about one row, said of the array that the caller gave."""
    of = next((a for a in given if a.name == argument), None)
    place: list[Any] = []
    if of is not None and batch:
        full = np.unravel_index(row, batch)[len(batch) - len(of.batch) :]
        place = [int(i) if length > 1 else 0 for i, length in zip(full, of.batch)]
    if of is not None and (place or index is not None) and of.core:
        place.insert(of.axis if of.core == 1 else len(place), ":" if index is None else index)
    shown = f"{argument}[{', '.join(map(str, place))}]" if place else argument
    refuse(function, shown, rule)


def _shaped(
    measure: Measure, what: str, outputs: tuple[np.ndarray, ...], given: list[_Given], batch: tuple[int, ...], keep: bool
) -> Any:
    axis = given[0].axis - given[0].array.ndim if given[0].array.ndim > 1 else -1
    if what == "value":
        value = np.expand_dims(outputs[0], axis) if keep else outputs[0]
        return float(value) if value.ndim == 0 else value
    if given[0].core == 0 and not batch:
        return float(outputs[0])
    if given[0].core == 1:
        outputs = tuple(np.moveaxis(array, -1, axis) for array in outputs)
    return outputs if len(outputs) > 1 else outputs[0]


def _explain(measure: Measure, given: list[_Given], parameters: tuple[float, ...], bits: bool) -> list[Contribution]:
    if measure.shape != "two":
        refuse(measure.name, "explain", "needs a measure of two distributions")
    for argument in given:
        if argument.batch:
            refuse(measure.name, argument.name, f"has {argument.array.ndim} dimensions; explain takes one distribution")
    cells = explain_cells(measure, given[0].array, given[1].array, parameters, bits)
    return [Contribution(*cell) for cell in cells]
