"""What columns of two tables show together: the joint finding and the shift of sanov.compare."""

from __future__ import annotations

import dataclasses
from typing import Any

from sanov._rank import Interval


@dataclasses.dataclass(frozen=True)
class JointColumn:
    """What a column has to do with the difference."""

    column: str
    importance: float  # by how much the classifier's AUC falls where this column's values are shuffled
    folded: int  # categories of a text that count as one
    spread: bool  # it has ties, which were spread over their granularity for KL


@dataclasses.dataclass(frozen=True)
class JointClassifier:
    """How well a classifier tells rows of the two tables apart."""

    auc: float  # 0.5 is chance, 1 is apart
    standard_error: float
    interval: Interval
    p: float | None
    reference_rows: int  # it was computed from
    current_rows: int
    products: bool  # False where there were too many columns for products of two


@dataclasses.dataclass(frozen=True)
class JointKL:
    """KL(current‖reference) in nats, from nearest neighbours."""

    value: float  # near 0 it is below 0 half of the time
    standard_error: float | None
    interval: Interval | None  # None above three dimensions, where none would cover
    p: float | None


@dataclasses.dataclass(frozen=True)
class JointEnergy:
    """Energy distance between the rows."""

    distance: float  # the root of squared
    squared: float
    unbiased: float  # estimate of the distributions' squared distance
    standard_error: float  # of the unbiased one
    p: float | None
    reference_rows: int  # it was computed from
    current_rows: int


@dataclasses.dataclass(frozen=True)
class JointMMD:
    """Maximum mean discrepancy between the rows, squared, without bias."""

    squared: float
    standard_error: float
    bandwidth: float
    p: float | None
    reference_rows: int  # it was computed from
    current_rows: int


@dataclasses.dataclass(frozen=True)
class JointFinding:
    """How far several columns have moved together."""

    columns: dict[str, JointColumn]  # by importance, largest first
    dimensions: int  # coordinates of a row: numbers, and categories of texts
    sampled: bool  # not all rows were kept
    reference_rows: int  # kept, with a value in each of the columns
    current_rows: int
    reference_dropped: int  # kept, but with a value that is missing or infinite
    current_dropped: int
    classifier: JointClassifier  # its p is the finding's
    kl: JointKL
    energy: JointEnergy
    mmd: JointMMD


@dataclasses.dataclass(frozen=True)
class ShiftPart:
    """A part of a shift, in nats."""

    nats: float  # information about which table a row is from: in [0, ln 2]
    corrected: float  # less what chance alone shows on average
    floor: float  # what chance alone stays under 95 times in 100
    p: float


@dataclasses.dataclass(frozen=True)
class ShiftFinding:
    """How much of a target's change is due to a covariate that changed, how much to another answer at the same value."""

    covariate: str  # a column; "" for the score of all of them
    strata: int  # cells of the covariate
    target_cells: int
    total: float  # the sum of the two parts
    covariate_shift: ShiftPart  # I(S; X)
    concept_shift: ShiftPart  # I(S; Y | X)


@dataclasses.dataclass(frozen=True)
class Shift:
    """Covariate shift told from concept shift."""

    target: str
    sampled: bool
    reference_rows: int  # kept
    current_rows: int
    target_shift: ShiftPart  # I(S; Y): of the target by itself
    covariates: dict[str, ShiftFinding]  # by their own part, largest first
    together: ShiftFinding | None  # against strata of a score that tells the tables apart by all covariates


def joint_finding(fields: dict[str, Any] | None) -> JointFinding | None:
    """From the core's fields."""
    if fields is None:
        return None
    columns = {each["column"]: JointColumn(**each) for each in fields.pop("columns")}
    classifier, kl = fields.pop("classifier"), fields.pop("kl")
    for each in (classifier, kl):
        if each["interval"] is not None:
            each["interval"] = Interval(**each["interval"])
    energy, mmd = JointEnergy(**fields.pop("energy")), JointMMD(**fields.pop("mmd"))
    return JointFinding(
        columns=columns, classifier=JointClassifier(**classifier), kl=JointKL(**kl), energy=energy, mmd=mmd, **fields
    )


def shift(fields: dict[str, Any] | None) -> Shift | None:
    """From the core's fields."""
    if fields is None:
        return None
    covariates = {each["covariate"]: _finding(each) for each in fields.pop("covariates")}
    together = fields.pop("together")
    target = ShiftPart(**fields.pop("target_shift"))
    return Shift(covariates=covariates, together=together and _finding(together), target_shift=target, **fields)


def _finding(fields: dict[str, Any]) -> ShiftFinding:
    of_covariate, of_concept = (ShiftPart(**fields.pop(name)) for name in ("covariate_shift", "concept_shift"))
    return ShiftFinding(covariate_shift=of_covariate, concept_shift=of_concept, **fields)
