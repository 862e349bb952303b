"""Families of distributions, a class each, and what is made of them.

    >>> sanov.families.Gamma(shape=2, scale=3).cdf([1, 6])
    array([0.04462492, 0.59399415])

`sanov.families.catalogue` has every class by name; `sanov.distribution` reads a text.
"""

from sanov._catalogue import did_you_mean as _did_you_mean
from sanov._core import scipy_hint as _scipy_hint
from sanov._families import (
    Distribution,
    Family,
    categorical,
    empirical,
    mixture,
    scaled,
    shifted,
    tabulated,
    truncated,
    zero_inflated,
)
from sanov._families import classes as catalogue

globals().update(catalogue)


def __getattr__(name: str) -> object:
    hint = _scipy_hint("", name)
    words = f"; {hint}" if hint else _did_you_mean(name, __all__)
    raise AttributeError(f"module 'sanov.families' has no attribute '{name}'{words}", name=name)


__all__ = [
    *catalogue,
    "Distribution",
    "Family",
    "catalogue",
    "categorical",
    "empirical",
    "mixture",
    "scaled",
    "shifted",
    "tabulated",
    "truncated",
    "zero_inflated",
]
