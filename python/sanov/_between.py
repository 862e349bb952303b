"""Divergences between distributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sanov import _core
from sanov._convert import number, refuse
from sanov._families import Distribution, distribution

Which = Literal["kl", "js", "hellinger", "total_variation", "chi_squared", "renyi", "wasserstein", "kolmogorov_smirnov"]


@dataclass(frozen=True)
class DivergenceValue:
    """A divergence between two distributions, and what it is worth. float() of it is its value."""

    value: float
    """In nats where it is an information; inf where supports or tails force it."""
    error: float
    """closed form: a bound on the rounding; quadrature and summation: an estimate; Monte Carlo: the standard error."""
    method: str
    """"closed form", "quadrature", "summation" or "Monte Carlo"."""
    reason: str
    """Why it is infinite, or where the number is not to be trusted; else empty."""

    def __float__(self) -> float:
        return self.value


def divergence_between(
    p: Distribution | str,
    q: Distribution | str,
    which: Which = "kl",
    *,
    order: float | None = None,
    closed_form: bool = True,
) -> DivergenceValue:
    """How far apart two distributions are: members of families, mixtures, any of sanov.families, or texts.

        >>> sanov.divergence_between("normal(0, 1)", sanov.families.Normal(1, 2)).value
        0.4431471805599453

    which: kl          ∫ p ln(p/q)
           js          ½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2
           hellinger   √(½ ∫ (√p − √q)²)
           total_variation    ½ ∫ |p − q|
           chi_squared ∫ (p − q)²/q
           renyi       ln(∫ pᵃ q¹⁻ᵃ)/(a − 1), a = order above 0 and not 1
           wasserstein (∫₀¹ |P⁻¹(u) − Q⁻¹(u)|ᵃ du)^(1/a), a = order of at least 1, 1 where it is not given
           kolmogorov_smirnov sup |P(X ≤ x) − Q(X ≤ x)|
    By a closed form where one is known, else by integrals with an estimated error; `closed_form=False` takes the integral in
    any case, which is how the two are held against each other. For weights of cells there is sanov.kl
    and its kin. Raises ValueError for an unknown name and an order that does not suit it.
    """
    if order is None:
        if which == "renyi":
            refuse("divergence_between", "order", "is missing; Rényi's divergence is of an order above 0 and not 1")
        order = 1.0
    elif which not in ("renyi", "wasserstein"):
        refuse("divergence_between", "order", f"is for renyi and wasserstein, not for {which}")
    order = number(order, "divergence_between", "order")
    pair = distribution(p)._held, distribution(q)._held
    return DivergenceValue(*_core.divergence_between(*pair, which, order, closed_form))
