"""sanov.compare_over: when did a table change?"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sanov import _core
from sanov._answers import page_width
from sanov._evidence import Estimate, RowDependence, estimate
from sanov._sources import _side, _table
from sanov._tables import ComparedTable, KindDifference, RangeFinding, _compared, _plain


@dataclasses.dataclass(frozen=True)
class WindowFinding:
    """How far one column is from the reference in one window."""

    column: str
    differs: bool
    js_distance: Estimate  # over cells merged until each expects 2 rows; with its interval and floor
    js: float  # nats
    corrected: float  # js without its bias: may be negative
    p: float  # of no change, of this window and column alone
    log_p: float
    adjusted_p: float  # for all that was looked at
    log_adjusted_p: float
    test: str  # behind p; none where all rows have one value
    method: str
    cells: int
    too_sparse: bool  # too few rows for an interval
    missing: int
    changed: str  # in a few words


@dataclasses.dataclass(frozen=True)
class Window:
    """One window."""

    label: str  # 2013-W05
    start: str  # 2013-01-28; the first row, of windows of rows
    end: str  # 2013-02-04, which is not in it any more; the last row, of windows of rows
    rows: int
    reference_rows: int  # that it was compared with
    empty_before: int  # windows without rows since the one before
    differs: bool
    columns: dict[str, WindowFinding]  # most important first

    @property
    def blamed(self) -> list[str]:
        """The columns that differ, the farthest first."""
        differing = [each for each in self.columns.values() if each.differs]
        return [each.column for each in sorted(differing, key=lambda each: -each.js_distance)]


@dataclasses.dataclass(frozen=True)
class SeriesColumn:
    """What became of one column over all windows."""

    column: str
    kind: str
    first: str | None  # the first window that differs in it
    differing: int  # windows
    largest_distance: float
    least_adjusted_p: float


@dataclasses.dataclass(frozen=True, repr=False)
class Series:
    """What compare_over() found. Prints as the command does."""

    reference: ComparedTable
    current: ComparedTable
    over: str
    every: str
    time_zone: str  # UTC, local or as written; empty for windows of rows
    season: str
    alpha: float
    level: float
    same_within: float
    looks: str  # once, or growing
    tests: int
    columns: dict[str, SeriesColumn]  # those that differ first
    windows: list[Window]  # that have rows, in order
    empty_windows: int
    undated: int  # rows without a time
    unreadable: int  # rows whose text is no time
    unreadable_text: str  # the first of them
    seasons_lacked: list[str]  # windows whose season the reference lacks
    ranges: list[RangeFinding]
    kinds: list[KindDifference]
    dependence: RowDependence | None  # rows of the reference that follow each other, which makes p too small
    sampled: bool
    differs: bool  # some window does, or a column is of another kind
    _core: _core.Series = dataclasses.field(compare=False)

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")

    @property
    def first(self) -> Window | None:
        """The first window that differs."""
        return next((window for window in self.windows if window.differs), None)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dictionaries, lists, texts and numbers."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name != "_core"}

    def to_pandas(self) -> Any:
        """A pandas DataFrame, a row a window and column: distance with interval and floor, p, whether it differs."""
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise ImportError("to_pandas() needs pandas: pip install pandas") from None
        return pandas.DataFrame([_row(window, each) for window in self.windows for each in window.columns.values()])


def compare_over(
    reference: Any,
    current: Any,
    *,
    over: str | None = None,
    every: str = "week",
    columns: str | Sequence[str] | None = None,
    season: str | None = None,
    growing: bool = False,
    alpha: float = 0.05,
    bins: int = 0,
    level: float = 0.95,
    same_within: float = 0.02,
) -> Series:
    """Compares a table with a reference window by window: when did it change?

    Both are as in sanov.compare; the reference may be a profile. `over` is the column of dates, times or ISO 8601 texts that says
    when a row of the current table is, and `every` the length of a window: "hour", "day", "week" (from Monday), "month", "quarter",
    "year", "2 weeks"; or "500 rows", without `over`. Times that have a zone are taken at UTC.

    A window differs in a column where p, adjusted for all windows and columns, is at most `alpha`, the chance of any false
    alarm, unless the JS distance is surely below `same_within`. Where windows will be looked at again when more have come,
    `growing=True` shares `alpha` out over all that may come, and what is said of a window then stays. `season` ("hour",
    "weekday", "month", "quarter") compares each window with the reference's rows of the same season: one of a month with
    those of the same month. `columns` names those to compare, `bins` is the number of cells of a column of numbers, `level`
    that of the intervals.

    Raises ValueError for an unknown column, one that holds no dates, a bad option or a table without rows; OSError for a file
    that cannot be read.
    """
    wanted = [columns] if isinstance(columns, str) else list(columns or [])
    core = _core.compare_over(
        _side(reference, "reference"), _table(current, "current"), over or "", every, wanted, bins,
        float(alpha), float(level), float(same_within), bool(growing), season or "",
    )  # fmt: skip
    fields = core.fields()
    for name in ("first", "blamed", "differing"):
        del fields[name]
    for name in ("reference", "current"):
        fields[name] = _compared(**fields[name])
    if fields["dependence"]:
        fields["dependence"] = RowDependence(**fields["dependence"])
    columns_found = [SeriesColumn(**each) for each in fields.pop("columns")]
    return Series(
        columns={each.column: each for each in columns_found},
        windows=[_window(**each) for each in fields.pop("windows")],
        ranges=[RangeFinding(**each) for each in fields.pop("ranges")],
        kinds=[KindDifference(**each) for each in fields.pop("kinds")],
        _core=core,
        **fields,
    )


def _window(columns: list[dict[str, Any]], **rest: Any) -> Window:
    start, end = rest.pop("from"), rest.pop("to")
    found = [WindowFinding(**{**each, "js_distance": estimate(**each["js_distance"])}) for each in columns]
    return Window(start=start, end=end, columns={each.column: each for each in found}, **rest)


def _row(window: Window, finding: WindowFinding) -> dict[str, Any]:
    """A window and column on one line."""
    distance = finding.js_distance
    return {
        "window": window.label,
        "start": window.start,
        "end": window.end,
        "rows": window.rows,
        "column": finding.column,
        "differs": finding.differs,
        "js_distance": float(distance),
        "js_distance_lower": distance.interval.lower,
        "js_distance_upper": distance.interval.upper,
        "floor": distance.floor,
        "p": finding.p,
        "adjusted_p": finding.adjusted_p,
        "changed": finding.changed,
    }
