"""The columns of tables and of arrays, and their missing values as NaN."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sanov._catalogue import did_you_mean
from sanov._convert import dimensions, numbers, refuse


def with_times(column: Any) -> Any:
    """The column with dates and times as seconds since 1970 (UTC where none is said), NaN where one is missing."""
    pyarrow = sys.modules.get("pyarrow")
    times = column
    if pyarrow is not None and isinstance(column, (pyarrow.Array, pyarrow.ChunkedArray)):
        if not (pyarrow.types.is_timestamp(column.type) or pyarrow.types.is_date(column.type)):
            return column
        times = column.cast(pyarrow.timestamp("us")).to_numpy(zero_copy_only=False)
    elif isinstance(column, (list, tuple)) and any(isinstance(value, datetime.date) for value in column):
        if not all(value is None or isinstance(value, datetime.date) for value in column):
            return column
        times = np.array([_in_utc(value) for value in column], dtype="datetime64[us]")
    elif type(column).__module__.startswith("polars") and str(getattr(column, "dtype", "")).startswith("Date"):
        times = column.to_numpy()
    elif getattr(getattr(column, "dtype", None), "kind", "") == "M":  # pandas and numpy
        if getattr(column.dtype, "tz", None) is not None:
            column = column.dt.tz_convert(None) if hasattr(column, "dt") else column.tz_convert(None)
        times = np.asarray(column)
    if getattr(getattr(times, "dtype", None), "kind", "") != "M":
        return column
    return (times - np.datetime64(0, "s")) / np.timedelta64(1, "s")


def _in_utc(value: datetime.date | None) -> datetime.date | None:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    return value


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


def columns_of(
    table: Any, function: str, wanted: Sequence[str] | None, gaps: bool
) -> tuple[dict[str, np.ndarray], bool, dict[str, str]]:
    """The columns of a data frame, an Arrow table, a dictionary or a two-dimensional array, each contiguous.

    Those named, dates as seconds, or all that are of numbers. An array's columns are called 0, 1, …: then the second
    answer, whether they have names, is False. The third is what was left out, and why.
    """
    named = _named(table)
    if named is None:
        array = numbers(with_gaps(table) if gaps else table, function, "table")
        if array.ndim != 2:
            refuse(function, "table", f"has {dimensions(array.ndim)}; two are needed: its columns are compared")
        return {str(i): np.ascontiguousarray(column) for i, column in enumerate(_chosen_of_array(array, wanted, function))}, False, {}
    left_out: dict[str, str] = {}
    if wanted is None:
        chosen = [name for name in named if _is_of_numbers(named[name])]
        for name in (each for each in named if each not in chosen):
            dates = with_times(named[name]) is not named[name]
            left_out[str(name)] = "dates, taken only by name" if dates else "no numbers"
    else:
        chosen = list(wanted)
        for name in chosen:
            if name not in named:
                refuse(function, "columns", f"names {name!r}, which table has not{did_you_mean(name, map(str, named))}")
    found = {}
    for name in chosen:
        column = with_times(named[name])
        column = with_gaps(column) if gaps else column
        array = numbers(column, function, f"table[{name!r}]")
        if array.ndim != 1:
            refuse(function, f"table[{name!r}]", f"has {dimensions(array.ndim)}; one is needed: a column of numbers")
        found[str(name)] = np.ascontiguousarray(array)
    return found, True, left_out


def _chosen_of_array(array: np.ndarray, wanted: Sequence[str] | None, function: str) -> Iterable[np.ndarray]:
    if wanted is not None:
        refuse(function, "columns", "are names, which an array has not; pass table[:, [0, 2]]")
    return (array[:, i] for i in range(array.shape[1]))


def _named(table: Any) -> Mapping[Any, Any] | None:
    """The columns by name, where a table has names."""
    if isinstance(table, Mapping):
        return table
    if hasattr(table, "column_names"):  # pyarrow
        return {name: table[name] for name in table.column_names}
    if hasattr(table, "collect_schema") and not hasattr(table, "__getitem__"):  # a LazyFrame
        table = table.collect()
    if hasattr(table, "columns"):  # pandas, polars
        return {name: table[name] for name in table.columns}
    return None


def _is_of_numbers(column: Any) -> bool:
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None and isinstance(column, (pyarrow.Array, pyarrow.ChunkedArray)):
        kinds = pyarrow.types
        return any(
            of(column.type) for of in (kinds.is_integer, kinds.is_floating, kinds.is_decimal, kinds.is_boolean)
        )
    dtype = getattr(column, "dtype", None)
    if dtype is None:  # a list: texts are no numbers
        return not any(isinstance(value, (str, bytes, datetime.date)) for value in column)
    if hasattr(dtype, "is_numeric"):  # polars
        return bool(dtype.is_numeric()) or str(dtype) == "Boolean"
    return getattr(dtype, "kind", "O") in "fiub"
