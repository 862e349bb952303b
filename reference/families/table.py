#!/usr/bin/env python3
"""Writes docs/families.md: every family's parameters and defaults, and what scipy, R, Boost and PyTorch call them.

    ./dev python reference/families/table.py

From the families' own docstrings; a test fails where the page is not what this prints.
"""

from __future__ import annotations

import re
from pathlib import Path

from sanov import families

PAGE = Path(__file__).resolve().parents[2] / "docs" / "families.md"
PEERS = ("scipy", "R", "Boost", "torch")
HEAD = """\
# Families of distributions

Each is a class of `sanov.families` (`Gamma(shape=2, scale=3)`), a struct in C++ (`sanov::Gamma{.shape = 2, .scale = 3}`) and a
name in texts (`gamma(2, 3)`, `gamma(shape=2, scale=3)`), which the command takes: `sanov describe 'gamma(2,3)'`,
`sanov measure 'gamma(2,3)' 'lognormal(1,1)'`. Parameters stand in the order in which they are given by position, with what
they are where they are not given. `sanov list gamma` has a family's formula, support and remarks.

One convention holds throughout: parameters in words, a `scale` rather than a rate, `mean` and `sd` where they are that.
Below is what others call the same member; "none" where they have no such family.

"""


def peers_of(kind: type[families.Family]) -> dict[str, str]:
    """The last sentences of a docstring: "scipy …; R …; Boost …; torch …."."""
    text = " ".join((kind.__doc__ or "").split())
    found = re.search(r"scipy (.+?); R (.+?); Boost (.+?); torch (.+?)\.(?: |$)", text)
    if found is None:
        raise SystemExit(f"{kind.name}: its docstring does not end with scipy …; R …; Boost …; torch ….")
    return dict(zip(PEERS, found.groups(), strict=True))


def page() -> str:
    kinds = [kind for kind in vars(families).values() if isinstance(kind, type) and hasattr(kind, "name")]
    lines = [HEAD]
    for title, discrete in (("Continuous", False), ("Of whole numbers", True)):
        lines += [f"## {title}\n", f"| family | {' | '.join(PEERS)} |", "| --- " * (len(PEERS) + 1) + "|"]
        for kind in kinds:
            if kind.is_discrete != discrete:
                continue
            given = ", ".join(f"{name}={value:g}" for name, value in kind().parameters.items())
            names = [name if name == "none" else f"`{name}`" for name in peers_of(kind).values()]
            lines.append(f"| `{kind.name}({given})` | {' | '.join(names)} |".replace("|x|", "abs(x)"))
        lines.append("")
    lines.append(
        "Of several dimensions there are, in C++, `MultivariateNormal`, `Dirichlet` and `Multinomial`. What is made of others: "
        "mixtures,\n`truncated(…, low, high)`, `shifted(…, by)`, `scaled(…, by)`, `zero_inflated(…, zeros)`, `categorical`, "
        "`empirical`, `tabulated`.\n"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page())
