"""Distributions made of counts."""

from __future__ import annotations

import operator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanov._convert import numbers
from sanov._core import normalize_rows
from sanov._evaluate import oriented, refuse_row


def normalized(counts: ArrayLike, *, axis: int = -1) -> NDArray[np.float64]:
    """Counts, or any non-negative weights, divided by their sum along the axis.

    Raises ValueError if one is negative, NaN or infinite, or if all are zero.
    """
    array = numbers(counts, "normalized", "counts")
    given = oriented("normalized", "counts", array, 1, operator.index(axis))
    rows = np.ascontiguousarray(given.array)
    result = np.empty(rows.shape)
    refused = normalize_rows(rows, result)
    if refused is not None:
        refuse_row(*refused, batch=given.batch, given=[given])
    return np.moveaxis(result, -1, given.axis)
