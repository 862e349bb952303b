"""How sure a comparison is: numbers with their intervals."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from sanov._rank import Interval


class Estimate(float):
    """A divergence between two samples, with what its error is. It is the number itself, as counted.

    `interval` is the confidence interval of the true one; `floor` is what two samples of one distribution stay below,
    95 times in 100. Of `js` and `kl` there are also `bias`, how much the number is too large on average, `corrected`, what
    is left without it (it may be negative), and `p`, of no divergence; they are None of distances.
    """

    interval: Interval
    floor: float
    bias: float | None
    corrected: float | None
    p: float | None

    def __new__(cls, value: float, **_: Any) -> Estimate:
        return super().__new__(cls, value)

    def __init__(
        self,
        value: float,
        interval: Interval = Interval(0, math.inf, 0),
        floor: float = 0,
        bias: float | None = None,
        corrected: float | None = None,
        p: float | None = None,
    ) -> None:
        self.interval, self.floor, self.bias, self.corrected, self.p = interval, floor, bias, corrected, p


@dataclasses.dataclass(frozen=True)
class AxisEvidence:
    """What a column of numbers' values say along their axis, with errors."""

    wasserstein: Estimate
    kolmogorov_smirnov: Estimate
    shift: Effect  # Hodges and Lehmann's: by how much current values lie higher, in the column's unit
    cliffs_delta: Effect  # P(current > reference) − P(current < reference)
    quantile_shifts: list[QuantileShift]  # of the nine deciles
    out_of_range_p: float  # of so many rows outside the reference's range
    design_effect: float  # so many rows are worth one independent row along the axis, by the blocks that they belong to


@dataclasses.dataclass(frozen=True)
class Effect:
    """A signed effect with its interval."""

    value: float
    interval: Interval


@dataclasses.dataclass(frozen=True)
class QuantileShift:
    """How far one quantile has moved."""

    share: float  # 0.1 for the first decile
    reference: float
    current: float
    shift: Effect


@dataclasses.dataclass(frozen=True)
class OtherCells:
    """The answer with another number of cells."""

    cells: int
    js_distance: float
    kl: float
    psi: float
    p: float  # of no change, by Pearson's chi-squared; not adjusted for other columns


@dataclasses.dataclass(frozen=True)
class Sensitivity:
    """How an answer moves with other cells, and with half a row added to each cell."""

    cells: list[OtherCells]
    kl_smoothed: float
    psi_smoothed: float
    js_distance_smoothed: float


@dataclasses.dataclass(frozen=True)
class RowDependence:
    """That rows of a table follow each other, which makes p too small and intervals too narrow."""

    column: str  # whose neighbours are most alike
    autocorrelation: float  # between one row and the next: of ranks, or of texts, how much more often they are equal than by chance
    rows: int  # that were looked at: the first of the table
    table: str  # "reference" or "current"
    date: str  # the column of dates by which they were put in order; empty where they were taken as they come


@dataclasses.dataclass(frozen=True)
class RowWeights:
    """By which column rows count, and how many rows of one weight they are worth."""

    column: str
    reference_effective: float  # (Σw)²/Σw²
    current_effective: float
    reference_weightless: int  # rows of weight 0, as if they were not there
    current_weightless: int


@dataclasses.dataclass(frozen=True)
class BlockPlan:
    """Which blocks were permuted, and what that can show."""

    reference: int  # blocks of the reference that change places: of seasons that both tables have
    current: int
    across_seasons: bool  # over all of the year, for too few of the same time of it are in both: a season may pass for a change
    smallest_p: float  # no p of these blocks can be smaller


@dataclasses.dataclass(frozen=True)
class Evidence:
    """How sure a column's change is, both tables being samples.

    Cells that expect under 2 rows are merged first, so the values of `js_distance`, `js` and `kl` may be below those of
    all cells in Finding.
    """

    verdict: str  # differs, same or unclear
    p: float  # of no change, or of a JS distance of at most more_than; 1 without a test
    log_p: float  # its natural logarithm, which does not underflow
    adjusted_p: float  # Benjamini and Hochberg's, over all columns that have a test
    log_adjusted_p: float
    test: str  # behind p; none where all rows have one value
    method: str  # exact, asymptotic or permutation
    js_distance: Estimate
    js: Estimate
    kl: Estimate
    total_variation: Estimate
    axis: AxisEvidence | None  # where the column has an order
    missing_p: float | None  # of no change in how many values are missing, where any are; not adjusted
    rules: list[str]  # those that apply: why it differs, where rules decide
    cells: int  # that the estimates are over
    merged: int  # how many fewer that is than hold rows
    too_sparse: bool  # all became one: intervals mean nothing
    design_effect: float  # so many rows are worth one independent row, by the blocks that they belong to
    notice_after: float  # rows of the current table after which such a change shows; inf where no number would do
    smallest_detectable: float  # the JS distance that tables of these sizes show likewise


def estimate(interval: dict[str, float], **rest: Any) -> Estimate:
    return Estimate(interval=Interval(**interval), **rest)


def effect(value: float, interval: dict[str, float]) -> Effect:
    return Effect(value, Interval(**interval))


def axis_evidence(quantile_shifts: list[dict[str, Any]], **rest: Any) -> AxisEvidence:
    for name in ("wasserstein", "kolmogorov_smirnov"):
        rest[name] = estimate(**rest[name])
    for name in ("shift", "cliffs_delta"):
        rest[name] = effect(**rest[name])
    shifts = [QuantileShift(**{**each, "shift": effect(**each["shift"])}) for each in quantile_shifts]
    return AxisEvidence(quantile_shifts=shifts, **rest)
