#!/usr/bin/env python3
"""Prints the tables of docs/divergences-between-families.md: by what KL is found between members of all pairs of families.

    ./dev python reference/families/pairs.py

Of each family the default and one other member. It takes some minutes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import sanov
from sanov import families


def other(kind: type[families.Family]) -> families.Family | None:
    """A member that differs from the default in every parameter that may."""
    default = kind()
    moved = {}
    for name, value in default.parameters.items():
        for candidate in (value * 1.5 + 0.25, value * 1.5 - 0.1, round(value * 1.5 + 0.25), value):
            try:
                kind(**default.parameters | {name: candidate})
            except ValueError:
                continue
            moved[name] = candidate
            break
    try:
        return kind(**moved)
    except ValueError:
        return None


def main() -> None:
    kinds = [kind for kind in vars(families).values() if isinstance(kind, type) and hasattr(kind, "name")]
    members = [member for kind in kinds for member in (kind(), other(kind)) if member is not None]
    ways: Counter[str] = Counter()
    closed: dict[str, set[str]] = defaultdict(set)
    largest = 0.0
    for p in members:
        for q in members:
            found = sanov.divergence_between(p, q)
            ways["infinite, with the reason" if math.isinf(found.value) else found.method] += 1
            if math.isinf(found.value) or found.method != "closed form":
                continue
            closed[p.family].add(q.family)
            integral = sanov.divergence_between(p, q, closed_form=False).value
            if found.value > 1e-20:
                largest = max(largest, abs(found.value - integral) / found.value)
    print(f"{len(kinds)} families, {len(members)} members, {len(members) ** 2} pairs")
    for way, count in ways.most_common():
        print(f"| {way} |", f"{count:,} |".replace(",", " "))
    print(f"largest relative difference between closed form and integral: {largest:.1e}")
    print(f"{sum(map(len, closed.values()))} pairs of families have a closed form")
    print("| P | Q |")
    print("|---|---|")
    for kind in kinds:
        if closed[kind.name]:
            print(f"| {kind.name} | {', '.join(sorted(closed[kind.name]))} |")


if __name__ == "__main__":
    main()
