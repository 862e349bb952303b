"""What a family's reference is made from: its definition, written down once more in mpmath.

Deliberately naive: no care is taken for cancellation, since mpmath's digits make up for it. Parameters and x arrive as
mpf, parameters under their names in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mpmath import inf, mpf


@dataclass(frozen=True)
class Family:
    """A family by its density (or its masses, where `whole`).

    `support(**parameters)` is (low, high). `cdf` and `sf` are taken where given, else integrated (summed) from the density.
    `members` are the parameters at which references are computed: numbers that a double holds exactly are best.
    `moments_below(**parameters)` is (lower, upper): E|X|^k is finite on that side iff k is below it.
    `breaks(**parameters)` are points at which the density is not smooth, or near which it hides.
    `moments(**parameters)` is (mean, variance, skewness, excess kurtosis), `entropy(**parameters)` a number; where they
    are given they are taken instead of quadrature.
    `median(**parameters)` is a point amid the mass, from which to search, where the search does not find one itself.
    `digits` are worked with: more where a density is singular at a finite end other than 0, or where much cancels.
    """

    log_density: Callable[..., mpf]
    support: Callable[..., tuple[mpf, mpf]]
    members: Sequence[dict[str, float]]
    cdf: Callable[..., mpf] | None = None
    sf: Callable[..., mpf] | None = None
    whole: bool = False
    moments_below: Callable[..., tuple[mpf, mpf]] = lambda **_: (inf, inf)
    breaks: Callable[..., Sequence[mpf]] = lambda **_: ()
    moments: Callable[..., tuple[mpf | None, ...]] | None = None
    entropy: Callable[..., mpf] | None = None
    median: Callable[..., mpf] | None = None
    digits: int = 50
