"""sanov.profile: what is left of a table when it is only counted."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from typing import Any

from sanov import _core
from sanov._answers import page_width
from sanov._convert import refuse
from sanov._sources import _table


@dataclasses.dataclass(frozen=True)
class ProfileColumn:
    """What a profile knows of one column, and what it does not."""

    column: str
    kind: str  # as the table has it; the frame's where it has none
    type: str  # as declared
    present: bool  # the table has the column
    countable: bool  # its kind fits the frame's; else only missing values are told from others
    missing: int
    cells: int  # of values, or categories with a cell of their own
    different: int | None  # of numbers: how many different values, where all are kept
    kolmogorov_smirnov_error: float  # how far the cells' distribution may be from the rows', at most
    wasserstein_error: float  # in the column's unit
    folded: int  # of text: rows of rare categories of the reference, counted together by hash
    unseen: int  # rows of categories that the reference lacks
    unseen_named: int  # how many of these categories are kept by name
    unseen_left_out: bool  # there are more of them
    unseen_missed: float  # odds that one passes for a rare one of the reference


class Profile:
    """Counts of a table in the cells of a frame. Prints as the command does.

    Profiles of one frame merge exactly, in any order: those of parts into that of the whole, byte for byte. sanov.compare
    takes one in the place of a table.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.Profile) -> None:
        self._core = core

    @property
    def rows(self) -> int:
        """How many were counted."""
        return self._core.rows

    @property
    def name(self) -> str:
        """The table, or the file, that it comes from."""
        return self._core.name

    @property
    def reference(self) -> str:
        """The table that the frame was cut from."""
        return self._core.reference()

    @property
    def columns(self) -> dict[str, ProfileColumn]:
        """What is known of each column of the frame."""
        return {each["column"]: ProfileColumn(**each) for each in self._core.columns()}

    @property
    def not_in_frame(self) -> list[str]:
        """Columns of the table that were not counted, since the frame lacks them."""
        return self._core.not_in_frame()

    def update(self, table: Any) -> Profile:
        """Counts the rows of another table too; returns itself. Takes what sanov.profile takes, raises what it raises."""
        self._core.merge(_core.profile_part(_table(table, "table"), self._core))
        return self

    def merge(self, other: Profile) -> Profile:
        """Adds the counts of another profile of the same frame; returns itself.

        Raises ValueError, and leaves this as it was, if the frame is another, or a column's kind.
        """
        if not isinstance(other, Profile):
            refuse("merge", "other", f"is of type {type(other).__name__}; give a Profile, or a table to update()")
        self._core.merge(other._core)
        return self

    def copy(self) -> Profile:
        """The same counts, apart."""
        return Profile(self._core.copy())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a file that load() and the command read, whole or not at all. Raises OSError."""
        self._core.save(os.fsdecode(path))

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Profile:
        """Reads a file. Raises OSError, and ValueError for one that is damaged, foreign or of a newer version."""
        return Profile(_core.load_profile(os.fsdecode(path)))

    def __eq__(self, other: object) -> bool:
        """Whether the counts and their frames are the same."""
        return isinstance(other, Profile) and self._core.dump() == other._core.dump()

    __hash__ = None  # type: ignore[assignment]  # it can be updated

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self._core.dump(), self.name)

    def __repr__(self) -> str:
        return self._core.text(page_width()).rstrip("\n")


def _restore(text: bytes, name: str) -> Profile:
    return Profile(_core.parse_profile(text, name))


def profile(
    table: Any,
    frame: Profile | str | os.PathLike[str] | None = None,
    *,
    columns: str | Sequence[str] | None = None,
    bins: int = 0,
    max_categories: int = 1024,
    exact_values: int = 65536,
) -> Profile:
    """Counts a table: small, to keep, to merge with others and to compare with, whatever the number of rows.

    Without `frame` the table is a reference: cells are cut from it and frozen. With it, a Profile or its file, the table is
    counted in the same cells, so that the two can be merged and compared.

    A table is what sanov.compare takes. `columns` are those of the frame, all unless told; `bins` is the number of cells in
    which a column of numbers is compared, 20 (fewer for a small reference) unless told; `max_categories` of a column of text
    have a cell of their own, the rarer ones are counted together; up to `exact_values` different values of a column of
    numbers are kept as they are (fewer where there are over 128 columns), else only how many lie in each of some 1,000
    cells.

    Raises ValueError for an unknown column or an option out of range, a reference without rows, and a table without any
    column of the frame; OSError for a file that cannot be read.
    """
    if frame is None:
        wanted = [columns] if isinstance(columns, str) else list(columns or [])
        for name, value in (("bins", bins), ("max_categories", max_categories), ("exact_values", exact_values)):
            if value < 0:
                refuse("profile", name, f"is {value}; it must not be negative")
        return Profile(_core.profile(_table(table, "table"), wanted, bins, max_categories, exact_values))
    if columns or bins != 0 or max_categories != 1024 or exact_values != 65536:
        refuse("profile", "frame", "has its cells and columns already; leave out columns, bins, max_categories, exact_values")
    if not isinstance(frame, Profile):
        frame = Profile.load(frame)
    return Profile(_core.profile_part(_table(table, "table"), frame._core))
