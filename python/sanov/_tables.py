"""sanov.compare: two tables, column by column."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sanov import _core
from sanov._answers import page_width
from sanov._catalogue import did_you_mean
from sanov._convert import refuse, whole
from sanov._evidence import (
    BlockPlan,
    Estimate,
    Evidence,
    OtherCells,
    RowDependence,
    RowWeights,
    Sensitivity,
    axis_evidence,
    estimate,
)
from sanov._rank import Interval
from sanov._sources import _side
from sanov._together import JointFinding, Shift, joint_finding, shift


@dataclasses.dataclass(frozen=True)
class CellChange:
    """One cell of a column in both tables."""

    label: str
    role: str  # values, category, rest, unseen or missing
    reference: int  # rows
    current: int
    reference_share: float  # of all rows, by weight
    current_share: float
    kl: float  # its part in the column's divergences; they add up to them
    js: float


@dataclasses.dataclass(frozen=True)
class AxisChange:
    """What only columns of numbers have, over the values that are not missing."""

    wasserstein: float  # W1, in the column's own unit (seconds for dates)
    wasserstein_scaled: float  # by the reference's standard deviation
    wasserstein_error: float  # the most that W1 can be off: 0 unless a table has more than 65,536 different values
    kolmogorov_smirnov: float  # the largest difference of the shares below any point
    kolmogorov_smirnov_error: float  # the most that it can be too small
    reference_median: float  # the middle value, or the mean of the two middle ones
    current_median: float
    reference_median_error: float  # the most that it can be off
    current_median_error: float
    reference_minimum: float
    reference_maximum: float
    current_minimum: float
    current_maximum: float
    below: int  # rows of the current table outside the reference's range
    above: int


@dataclasses.dataclass(frozen=True)
class Histogram:
    """Both tables' values in bins of one width, to be looked at; the outermost hold what lies beyond them too."""

    start: float
    step: float  # bin i goes from start + i step to start + (i + 1) step
    reference: list[float]  # rows; where not all values are kept, cells are spread evenly
    current: list[float]


@dataclasses.dataclass(frozen=True)
class OneSided:
    """A cell that only one of the tables has rows in."""

    label: str  # of texts that the reference lacks, each by its name
    rows: int  # in the table that has it
    lacked_by: str  # reference: it makes kl and psi infinite; current: psi alone


@dataclasses.dataclass(frozen=True)
class Finding:
    """How far one column has moved. Divergences are in nats; missing values are a cell of their own."""

    column: str
    kind: str
    reference_type: str
    current_type: str
    reference_missing: int
    current_missing: int
    kl: Estimate  # KL(current‖reference); infinite where the current table has what the reference lacks
    js: Estimate  # Jensen-Shannon divergence, in [0, ln 2]
    js_distance: Estimate  # its root
    js_missing: float  # the part of js that is missing against present
    psi: float  # population stability index
    total_variation: Estimate
    axis: AxisChange | None  # where the column has an order
    cells: list[CellChange]  # by their part in js, largest first
    infinite_cells: list[OneSided]  # why kl or psi are infinite
    unseen: list[tuple[str, int]]  # categories that the reference lacks, with their rows
    unseen_sampled: bool  # there are more; these were chosen at random
    unseen_missed: float  # odds that a category which the reference lacks passes for a rare one of it
    changed: str  # in a few words
    evidence: Evidence  # how sure all this is
    sensitivity: Sensitivity  # how it moves with other cells and smoothings
    histogram: Histogram | None  # of numbers

    @property
    def differs(self) -> bool:
        """Whether the column is said to have changed."""
        return self.evidence.verdict == "differs"


@dataclasses.dataclass(frozen=True)
class RangeFinding:
    """A column of dates or keys whose values cannot coincide in the two tables."""

    column: str
    kind: str
    reference: str
    current: str
    reason: str


@dataclasses.dataclass(frozen=True)
class KindDifference:
    """A column that is text in one table and numbers or dates in the other."""

    column: str
    reference_type: str
    current_type: str


@dataclasses.dataclass(frozen=True)
class ComparedTable:
    """One of the two tables."""

    name: str
    rows: int
    only_here: list[str]  # columns that the other table lacks
    left_out: dict[str, str]  # columns that were not read, and why


@dataclasses.dataclass(frozen=True)
class Judgement:
    """By which measure columns were judged."""

    differs: bool  # some column differs, or has changed its kind
    tested: int  # columns
    differing: int
    same: int
    false_discovery_rate: float
    level: float
    same_within: float
    more_than: float
    rules: list[str]  # that decided; none where p did


@dataclasses.dataclass(frozen=True, repr=False)
class Comparison:
    """What compare() found. Prints as the command does."""

    reference: ComparedTable
    current: ComparedTable
    sampled: bool  # cells were cut from a sample of the reference's rows
    columns: dict[str, Finding]  # those that differ first, then by js, largest first
    ranges: list[RangeFinding]
    kinds: list[KindDifference]
    judgement: Judgement
    dependence: RowDependence | None
    reference_blocks: int  # that there are; 0 where rows were taken to be independent
    current_blocks: int
    blocks: BlockPlan | None  # how these were permuted
    weights: RowWeights | None  # where rows count by one
    joint: JointFinding | None  # where asked for
    shift: Shift | None  # where there is a target
    _core: _core.Comparison = dataclasses.field(compare=False)

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")

    @property
    def differs(self) -> bool:
        """Whether some column differs, or has changed its kind."""
        return self.judgement.differs

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dictionaries, lists, texts and numbers."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self) if f.name != "_core"}

    def to_pandas(self) -> Any:
        """A pandas DataFrame, a row a column, most important first: the numbers, p and verdict."""
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise ImportError("to_pandas() needs pandas: pip install pandas") from None
        return pandas.DataFrame([_row(each) for each in self.columns.values()], index=pandas.Index(self.columns, name="column"))

    def to_html(self, path: str | os.PathLike[str] | None = None) -> str:
        """A page with a table to search and charts of each column, which fetches nothing; written to `path` if there is one."""
        page = self._core.page()
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def to_markdown(self) -> str:
        """For a pull request: the columns that differ, most important first, and the rest folded away."""
        return self._core.markdown()

    def plot(self, column: str) -> Any:
        """An Altair chart of one column: both distributions, which cells make the difference, and how sure it is."""
        if column not in self.columns:
            raise KeyError(f"{column!r} is no column that was compared{did_you_mean(column, list(self.columns))}")
        try:
            altair = import_module("altair")
        except ImportError:
            raise ImportError("plot() needs Altair: pip install altair") from None
        return altair.Chart.from_json(self._core.chart(column))

    def _repr_html_(self) -> str:
        return self._core.fragment()


def compare(
    reference: Any,
    current: Any,
    *,
    columns: str | Sequence[str] | None = None,
    bins: int = 0,
    false_discovery_rate: float = 0.05,
    level: float = 0.95,
    same_within: float = 0.02,
    more_than: float = 0.0,
    rules: str | Sequence[str] | None = None,
    block: str | None = None,
    weights: str | None = None,
    joint: Sequence[str] | None = None,
    target: str | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> Comparison:
    """Compares two tables column by column, in cells frozen from the reference.

    A table is a path (CSV, CSV.gz, Parquet, Arrow IPC or a folder of them), anything that hands out Arrow streams
    (pyarrow, pandas, polars, DuckDB), or a dictionary of columns; in its place may stand a sanov.Profile or the path of
    one, in whose cells the other side is then counted. Files are streamed: memory is bounded whatever the number of rows.
    `columns` names those to compare, all that both have unless told; `bins` is the number of cells of a column of numbers,
    20 (fewer for a small reference) unless told.

    A column differs where p, adjusted for all of them, is at most `false_discovery_rate`, unless its JS distance is surely
    below `same_within`: then it is the same. With `more_than`, only where its JS distance surely exceeds that. `rules`, such as
    "psi > 0.25" or "wind: js_distance >= 0.1", decide instead: a column differs where one of them holds. `level` is that of
    the intervals. Where rows follow each other, `block` permutes those of a "day", "week", "month" or "year" together, by
    the first column of dates, or those with the same value of the column that it names; `.blocks` says which of them changed
    places. It does not go with `joint` and `target`, which take rows for independent.

    `weights` names a column of numbers that both tables have, by which rows count: shares and distances are by weight, and
    intervals, floors and p are those of as many rows as the weights are worth, Kish's (Σw)²/Σw², which `.weights` says.

    `joint` names columns that are also compared as one, by a classifier, nearest neighbours, distances and kernels: `.joint`
    sees what no column shows alone. `target` is a column whose change at the same values of the others is told from a
    change of these: `.shift`. Of these `permutations` are behind each p, and `seed` chooses them.

    Raises ValueError for an unknown column, a bad option, a table without rows or two without a column in common; OSError for a file
    that cannot be read.
    """
    wanted = [columns] if isinstance(columns, str) else list(columns or [])
    asked = [rules] if isinstance(rules, str) else list(rules or [])
    numbers = float(false_discovery_rate), float(level), float(same_within), float(more_than)
    if isinstance(joint, str):
        refuse("compare", "joint", f"is {joint!r}; a list of columns is needed")
    drawn = whole(permutations, "compare", "permutations"), whole(seed, "compare", "seed")
    together = _core.TogetherOptions(list(joint or []), target or "", *drawn)
    found = _core.compare(_side(reference, "reference"), _side(current, "current"), wanted, bins, *numbers, asked, block or "", weights or "", together)
    return _comparison(found)


def _comparison(core: _core.Comparison) -> Comparison:
    fields = core.fields()
    findings = [_finding(**each) for each in fields["columns"]]
    return Comparison(
        reference=_compared(**fields["reference"]),
        current=_compared(**fields["current"]),
        sampled=fields["sampled"],
        columns={finding.column: finding for finding in findings},
        ranges=[RangeFinding(**each) for each in fields["ranges"]],
        kinds=[KindDifference(**each) for each in fields["kinds"]],
        judgement=Judgement(**fields["judgement"]),
        dependence=RowDependence(**fields["dependence"]) if fields["dependence"] else None,
        reference_blocks=fields["reference_blocks"],
        current_blocks=fields["current_blocks"],
        blocks=BlockPlan(**fields["blocks"]) if fields["blocks"] else None,
        weights=RowWeights(**fields["weights"]) if fields["weights"] else None,
        joint=joint_finding(fields["joint"]),
        shift=shift(fields["shift"]),
        _core=core,
    )


def _compared(left_out: list[dict[str, str]], **rest: Any) -> ComparedTable:
    return ComparedTable(left_out={each["column"]: each["reason"] for each in left_out}, **rest)


def _finding(
    axis: dict[str, Any] | None,
    cells: list[dict[str, Any]],
    infinite_cells: list[dict[str, Any]],
    unseen: list[dict[str, Any]],
    evidence: dict[str, Any],
    sensitivity: dict[str, Any],
    histogram: dict[str, Any] | None,
    **rest: Any,
) -> Finding:
    for name in ("kl", "js", "js_distance", "total_variation"):
        rest[name] = estimate(**{**evidence[name], "value": rest[name]})
        evidence[name] = estimate(**evidence[name])
    evidence["axis"] = axis_evidence(**evidence["axis"]) if evidence["axis"] else None
    sensitivity["cells"] = [OtherCells(**each) for each in sensitivity["cells"]]
    return Finding(
        evidence=Evidence(**evidence),
        sensitivity=Sensitivity(**sensitivity),
        axis=AxisChange(**axis) if axis else None,
        histogram=Histogram(**histogram) if histogram else None,
        cells=[CellChange(**cell) for cell in cells],
        infinite_cells=[OneSided(**cell) for cell in infinite_cells],
        unseen=[(each["name"], each["rows"]) for each in unseen],
        **rest,
    )


def _row(finding: Finding) -> dict[str, Any]:
    """A finding on one line."""
    evidence, distance = finding.evidence, finding.js_distance
    return {
        "verdict": evidence.verdict,
        "js_distance": float(distance),
        "js_distance_lower": distance.interval.lower,
        "js_distance_upper": distance.interval.upper,
        "floor": distance.floor,
        "p": evidence.p,
        "adjusted_p": evidence.adjusted_p,
        "notice_after": evidence.notice_after,
        "kl": float(finding.kl),
        "kl_lower": finding.kl.interval.lower,
        "kl_upper": finding.kl.interval.upper,
        "js": float(finding.js),
        "psi": finding.psi,
        "wasserstein": finding.axis.wasserstein if finding.axis else None,
        "kolmogorov_smirnov": finding.axis.kolmogorov_smirnov if finding.axis else None,
        "total_variation": finding.total_variation,
        "changed": finding.changed,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Interval):
        return value._asdict()
    if isinstance(value, Estimate):
        named = {name: _plain(getattr(value, name)) for name in ("interval", "floor", "bias", "corrected", "p")}
        return {"value": float(value), **{name: each for name, each in named.items() if each is not None}}
    if isinstance(value, Finding):  # whose numbers are plain, for the evidence has their errors
        numbers = {name: float(getattr(value, name)) for name in ("kl", "js", "js_distance", "total_variation")}
        others = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.name not in numbers}
        return {**numbers, **others}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
