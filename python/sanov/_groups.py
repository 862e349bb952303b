"""sanov.groups: which groups' distribution differs most from everybody else's."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sanov import _core
from sanov._answers import page_width
from sanov._convert import whole
from sanov._evidence import Effect, Estimate, effect, estimate
from sanov._sources import _table
from sanov._tables import _plain


@dataclasses.dataclass(frozen=True)
class GroupDirection:
    """Where a group's numbers lie beside the others'."""

    median: float
    others_median: float
    shift: Effect  # Hodges and Lehmann's: by how much the group's values lie higher, in the column's unit
    cliffs_delta: Effect  # the odds that a value of the group is the higher one, less those that it is the lower


@dataclasses.dataclass(frozen=True)
class MovedShare:
    """The share of one cell: a category, or an interval of numbers."""

    label: str
    share: float  # of the group's values
    others_share: float


@dataclasses.dataclass(frozen=True)
class GroupFinding:
    """A group held against all others of its level."""

    name: str  # the keys joined by " / "
    keys: list[str]
    rows: int
    values: int
    missing: int
    others: int  # the others' values
    tested: bool  # it and the others have enough values
    differs: bool  # adjusted p is at most the false discovery rate
    p: float  # of no difference; 1 without a test
    log_p: float
    method: str
    adjusted_p: float  # Benjamini and Hochberg's, over all groups of the level that are tested
    log_adjusted_p: float
    js_distance: Estimate
    direction: GroupDirection | None  # of numbers, dates and times
    moved: MovedShare  # that which differs most
    difference: str  # in a few words


@dataclasses.dataclass(frozen=True)
class GroupsLevel:
    """The groups by one or more keys."""

    by: list[str]
    groups: int
    tested: int
    differing: int
    too_small: int  # groups with too few values to say
    too_small_values: int  # that these have
    too_small_names: list[str]  # some of them, largest first
    without_key: int  # rows that are in no group
    found: list[GroupFinding]  # those that differ first, then by where the JS distance's interval begins


@dataclasses.dataclass(frozen=True, repr=False)
class Groups:
    """What groups() found. Prints as the command does."""

    table_name: str
    rows: int
    of: str
    kind: str
    missing: int  # rows without a value of the column
    sampled: bool  # cells were cut from a sample of the rows; every row was counted
    false_discovery_rate: float
    level: float
    min_rows: int
    differs: bool  # some group does
    levels: list[GroupsLevel]
    _core: _core.GroupsAnswer = dataclasses.field(compare=False)

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")

    def __getitem__(self, name: str) -> GroupFinding:
        """A group that is listed, by name; of several levels the keys joined by " / "."""
        for level in reversed(self.levels):
            for finding in level.found:
                if finding.name == name:
                    return finding
        raise KeyError(name)

    @property
    def table(self) -> list[dict[str, Any]]:
        """A dictionary a group, all levels one after the other: names, numbers and intervals."""
        return [_row(level, finding) for level in self.levels for finding in level.found]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain dictionaries, lists, texts and numbers."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name != "_core"}

    def to_pandas(self) -> Any:
        """A pandas DataFrame, a row a group, in the same order."""
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise ImportError("to_pandas() needs pandas: pip install pandas") from None
        return pandas.DataFrame(self.table)


def groups(
    table: Any,
    *,
    by: str | Sequence[str],
    of: str,
    top: int = 20,
    only: str | Sequence[str] | None = None,
    min_rows: int = 5,
    false_discovery_rate: float = 0.05,
    level: float = 0.95,
    bins: int = 0,
) -> Groups:
    """Which groups' distribution of a column differs most from everybody else's? Each group against all others.

    `table` is a path (CSV, CSV.gz, Parquet, Arrow IPC or a folder of them), anything that hands out Arrow streams (pyarrow,
    pandas, polars, DuckDB), or a dictionary of columns. `by` names the column that makes the groups, `of` the one whose
    distribution is asked for. Of by=["genre", "movie"] each genre is held against all other genres, and each movie against
    the rest of its genre.

    Listed are the `top` groups of each level, 0 for all, or those named in `only`: those that differ first, then by where
    the interval of their JS distance begins, so that small groups do not come first by noise. A group differs where p,
    adjusted for all groups of the level, is at most `false_discovery_rate`. Of groups with under `min_rows` values nothing
    is said. `level` is that of the intervals, `bins` the number of cells of a column of numbers, 20 unless told. Rows without
    a key or a value are counted apart.

    Raises ValueError for an unknown column or group, a bad option, a table without rows or values; OSError for a file that
    cannot be read.
    """
    keys = [by] if isinstance(by, str) else list(by)
    named = [only] if isinstance(only, str) else list(only or [])
    sizes = [whole(value, "groups", name) for name, value in (("top", top), ("min_rows", min_rows), ("bins", bins))]
    rates = float(false_discovery_rate), float(level)
    core = _core.groups(_table(table, "table"), keys, of, sizes[0], named, sizes[1], *rates, sizes[2])
    fields = core.fields()
    fields["levels"] = [_level(**each) for each in fields["levels"]]
    return Groups(table_name=fields.pop("table"), **fields, _core=core)


def _level(found: list[dict[str, Any]], **rest: Any) -> GroupsLevel:
    return GroupsLevel(found=[_finding(**each) for each in found], **rest)


def _finding(js_distance: dict[str, Any], direction: dict[str, Any] | None, moved: dict[str, Any], **rest: Any) -> GroupFinding:
    if direction:
        direction = {name: effect(**value) if isinstance(value, dict) else value for name, value in direction.items()}
    return GroupFinding(
        js_distance=estimate(**js_distance),
        direction=GroupDirection(**direction) if direction else None,
        moved=MovedShare(**moved),
        **rest,
    )


def _row(level: GroupsLevel, finding: GroupFinding) -> dict[str, Any]:
    """A finding on one line; what only numbers have is None of others."""
    interval, direction = finding.js_distance.interval, finding.direction
    row: dict[str, Any] = dict(zip(level.by, finding.keys))
    row |= {name: getattr(finding, name) for name in ("rows", "values", "missing", "tested", "differs", "p", "adjusted_p")}
    row |= {"js_distance": float(finding.js_distance), "js_distance_lower": interval.lower, "js_distance_upper": interval.upper}
    for name in ("shift", "cliffs_delta"):
        found: Effect | None = getattr(direction, name) if direction else None
        row[name] = found.value if found else None
        row[f"{name}_lower"] = found.interval.lower if found else None
        row[f"{name}_upper"] = found.interval.upper if found else None
    return row | {"difference": finding.difference}
