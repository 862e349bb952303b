"""Columns of tables: which there are, and their missing values as NaN."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np


def with_gaps(column: Any) -> Any:
    """The column with NaN where a value is missing: None, null, NA or masked."""
    if isinstance(column, np.ma.MaskedArray):
        return np.ma.filled(column.astype(np.float64), np.nan)
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None and isinstance(column, (pyarrow.Array, pyarrow.ChunkedArray)) and column.null_count:
        return column.cast(pyarrow.float64()).to_numpy(zero_copy_only=False)
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(column, pandas.Series) and not isinstance(column.dtype, np.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    if isinstance(column, (list, tuple)) and any(value is None for value in column):
        return [np.nan if value is None else value for value in column]
    if getattr(column, "dtype", None) == object:
        return [np.nan if value is None else value for value in column]
    return column
