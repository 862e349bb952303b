"""Distributions made of counts, or of probabilities with empty cells."""

from __future__ import annotations

import operator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov._convert import numbers
from sanov._core import distribution_rows
from sanov._evaluate import oriented, refuse_row


def normalized(counts: ArrayLike, *, axis: int = -1) -> NDArray[np.float64]:
    """Counts, or any non-negative weights, divided by their sum along the axis.

    Raises ValueError if one is negative, NaN or infinite, or if all are zero.
    """
    return _by_rows("normalized", counts, axis, "")


def smoothed(cells: ArrayLike, smoothing: str = "additive(0.5)", *, axis: int = -1) -> NDArray[np.float64]:
    """Probabilities without empty cells, along the axis.

    "additive(0.5)" adds to each count before they are divided by their sum; "holdout(0.01)" gives the empty cells of a
    distribution that probability to share. Measures never do this by themselves.
    Raises ValueError for another name, an amount out of range, and cells that are not counts or not probabilities.
    """
    return _by_rows("smoothed", cells, axis, smoothing)


def _by_rows(function: str, cells: ArrayLike, axis: int, smoothing: str) -> NDArray[np.float64]:
    name = "counts" if function == "normalized" else "cells"
    given = oriented(function, name, numbers(cells, function, name), 1, operator.index(axis))
    rows = np.ascontiguousarray(given.array)
    result = np.empty(rows.shape)
    refused = distribution_rows(rows, result, smoothing)
    if refused is not None:
        row, _, _, index, rule = refused
        refuse_row(row, function, name, index, rule, batch=given.batch, given=[given])
    return np.moveaxis(result, -1, given.axis)
