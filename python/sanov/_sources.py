"""Tables in memory, on disk and as profiles: what sanov.compare and its kin take for a side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from sanov import _core
from sanov._convert import counted
from sanov._files import pyarrow


class _MemoryTable:
    """Something that hands out the same Arrow stream as often as it is asked."""

    columnar = True

    def __init__(self, table: Any, name: str) -> None:
        self.name = name
        self._table = table

    def open(self, columns: list[str]) -> Any:
        return self._table.__arrow_c_stream__()

    def recover(self, message: str) -> None:
        raise ValueError(f"cannot be read: {message}")


def _side(given: Any, argument: str) -> Any:
    """A side of a comparison: a profile, its path, or a table."""
    if isinstance(core := getattr(given, "_core", None), _core.Profile):
        return core
    if isinstance(given, (str, os.PathLike)) and _core.is_profile_file(os.fsdecode(given)):
        return os.fsdecode(given)
    return _table(given, argument)


def _table(given: Any, argument: str) -> Any:
    """A path as a text, or a table that can be read twice."""
    if isinstance(given, (str, os.PathLike)):
        pyarrow()
        return os.fsdecode(given)
    library = type(given).__module__.partition(".")[0]
    if library == "pandas" and hasattr(given, "columns"):
        return _MemoryTable(_from_pandas(given, argument), argument)
    if library == "polars" and hasattr(given, "collect_schema") and not hasattr(given, "__arrow_c_stream__"):
        given = given.collect()  # a LazyFrame
    if isinstance(given, Mapping):
        return _MemoryTable(_from_mapping(given, argument), argument)
    if not hasattr(given, "__arrow_c_stream__"):
        raise ValueError(
            f"compare: {argument} is of type {type(given).__name__}; give a path, a data frame, a dictionary of columns "
            "or anything that hands out Arrow streams"
        )
    if type(given).__name__ not in ("Table", "RecordBatch", "DataFrame"):
        # A stream that may end once read, or come in another order the next time.
        given = pyarrow().table(given)
    return _MemoryTable(given, argument)


def _from_pandas(frame: Any, argument: str) -> Any:
    """Floats as they are, whose NaN need not be looked for: it means missing here; the others as pyarrow makes them."""
    pa = pyarrow()
    plain = [isinstance(name, str) and _is_plain_float(dtype) for name, dtype in zip(frame.columns, frame.dtypes)]
    try:
        if not any(plain) or not frame.columns.is_unique:
            return pa.Table.from_pandas(frame, preserve_index=False)
        others = pa.Table.from_pandas(frame.iloc[:, [i for i, each in enumerate(plain) if not each]], preserve_index=False)
        rest = iter(zip(others.column_names, others.columns))
        columns = [(name, pa.array(frame.iloc[:, i].to_numpy())) if plain[i] else next(rest)
                   for i, name in enumerate(frame.columns)]
        return pa.Table.from_arrays([column for _, column in columns], names=[name for name, _ in columns])
    except (pa.ArrowException, TypeError) as error:
        raise ValueError(f"compare: {argument} cannot be read: {error.args[-1]}") from None


def _is_plain_float(dtype: Any) -> bool:
    return isinstance(dtype, np.dtype) and dtype.kind == "f" and dtype.itemsize in (4, 8) and dtype.isnative


def _from_mapping(columns: Mapping[str, Any], argument: str) -> Any:
    pa = pyarrow()
    arrays = {}
    for name, values in columns.items():
        try:
            arrays[name] = pa.array(values)
        except (pa.ArrowException, TypeError) as error:
            raise ValueError(f"compare: column {name} of {argument} cannot be read: {error}") from None
    lengths = {name: len(array) for name, array in arrays.items()}
    for name, length in lengths.items():
        if length != next(iter(lengths.values())):
            first = next(iter(lengths))
            rows = counted(length, "row")
            raise ValueError(f"compare: column {name} of {argument} has {rows}, but {first} has {lengths[first]}")
    return pa.table(arrays)
