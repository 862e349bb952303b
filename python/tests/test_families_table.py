"""docs/families.md: it is what the docstrings say, and what scipy and PyTorch say of the same parameters."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats
import torch
from sanov import families

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "reference" / "families"))
from table import PAGE, page, peers_of  # noqa: E402

KINDS = [kind for kind in vars(families).values() if isinstance(kind, type) and hasattr(kind, "name")]
SHOWN = {"exp": np.exp, "ln": np.log, "sqrt": np.sqrt}
SHORT = {"df": "degrees_of_freedom", "df1": "degrees_of_freedom1", "df2": "degrees_of_freedom2"}


def theirs(expression: str, module: Any, given: dict[str, Any]) -> Any:
    """What an entry of the table makes of a family's parameters, which it knows by name."""
    call = re.match(r"(\w+)\((.*)\)", expression.replace("−", "-"))
    assert call is not None, expression
    names = SHOWN | given | {"make": getattr(module, call[1])}
    for short, long in SHORT.items():
        if long in given:
            names[short] = given[long]
    return eval(f"make({call[2]})", names)


def member(kind: Any) -> families.Family:
    """One whose parameters all differ from each other where they may, so that none stands for another."""
    moved = dict(kind().parameters)
    for i, (name, value) in enumerate(moved.items()):
        for candidate in (value * (1.3 + 0.2 * i) + 0.1, round(value) + 3 + i, value * 0.8, value):
            try:
                kind(**moved | {name: candidate})
            except ValueError:
                continue
            moved[name] = candidate
            break
    made: families.Family = kind(**moved)
    return made


def points(d: families.Family) -> np.ndarray:
    return np.unique(d.quantile(np.array([0.05, 0.3, 0.5, 0.8, 0.97])))


def test_the_page_is_what_the_docstrings_say() -> None:
    assert PAGE.read_text() == page(), "run ./dev python reference/families/table.py"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not peers_of(kind)["scipy"].startswith("none")])
def test_scipy_calls_it_so(kind: Any) -> None:
    d = member(kind)
    peer = theirs(peers_of(kind)["scipy"], scipy.stats, d.parameters)
    x = points(d)
    expected = peer.logpmf(x) if d.is_whole else peer.logpdf(x)
    assert d.log_pdf(x) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not peers_of(kind)["torch"].startswith("none")])
def test_torch_calls_it_so(kind: Any) -> None:
    d = member(kind)
    # In float32, for GeneralizedPareto takes nothing else.
    given = {name: torch.tensor(value, dtype=torch.float32) for name, value in d.parameters.items()}
    peer = theirs(peers_of(kind)["torch"], torch.distributions, given)
    x = points(d).astype(np.float32)
    expected = peer.log_prob(torch.from_numpy(x)).numpy()
    assert d.log_pdf(x.astype(float)) == pytest.approx(expected, rel=1e-4, abs=1e-4)
