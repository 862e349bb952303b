"""What fitter, distfit and a loop over scipy say of three columns: the peers' rows of docs/which-distribution.md.

    python -m venv peers && peers/bin/pip install fitter distfit && peers/bin/python bench/which_distribution.py

Time is that of the processor, of this process and its children: it does not depend on what else the machine does.
"""

from __future__ import annotations

import csv
import importlib.metadata
import logging
import resource
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "weather-2012.csv"
SECONDS_A_FAMILY = 30
# They take minutes for a single value of their density.
HOPELESS = {"levy_stable", "studentized_range"}


def processor_time() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def too_long(*_: Any) -> None:
    raise TimeoutError


def by_scipy(x: np.ndarray) -> tuple[int, list[str]]:
    """The loop that people write: every continuous family by maximum likelihood, the smallest AIC first."""
    names = [each for each in dir(stats) if isinstance(getattr(stats, each), stats.rv_continuous) and each not in HOPELESS]
    found = []
    signal.signal(signal.SIGALRM, too_long)
    for name in names:
        signal.alarm(SECONDS_A_FAMILY)
        try:
            parameters = getattr(stats, name).fit(x)
            likelihood = float(np.sum(getattr(stats, name).logpdf(x, *parameters)))
            found.append((2 * len(parameters) - 2 * likelihood, name))
        except Exception:  # noqa: BLE001 - a family that cannot be fitted is left out, as in anybody's loop
            pass
        finally:
            signal.alarm(0)
    return len(names), [name for _, name in sorted(each for each in found if not np.isnan(each[0]))]


def by_fitter(every: bool) -> Callable[[np.ndarray], tuple[int, list[str]]]:
    import fitter

    names = fitter.get_distributions() if every else fitter.get_common_distributions()
    names = [each for each in names if each not in HOPELESS]

    def rank(x: np.ndarray) -> tuple[int, list[str]]:
        found = fitter.Fitter(x, distributions=names, timeout=SECONDS_A_FAMILY)
        found.fit(max_workers=1)  # in this process, whose time is taken
        errors = found.df_errors["sumsquare_error"].sort_values()
        return len(names), [str(each) for each in errors[np.isfinite(errors)].index]

    return rank


def by_distfit(x: np.ndarray) -> tuple[int, list[str]]:
    import distfit

    found = distfit.distfit(verbose="silent")
    found.fit_transform(x)
    table = found.summary.sort_values("score")
    return len(table), [str(each) for each in table["name"]]


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    with EXAMPLE.open() as file:
        rows = list(csv.DictReader(file))
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("fitter", "distfit", "scipy", "numpy")))
    tools = {
        "fitter, its ten": by_fitter(False),
        "fitter, all": by_fitter(True),
        "distfit": by_distfit,
        "scipy in a loop": by_scipy,
    }
    chosen = sys.argv[1:] or list(tools)
    print("| column | tool | families | seconds | first three |\n| --- | --- | ---: | ---: | --- |")
    for column in ("wind", "temp_max", "precipitation"):
        x = np.array([float(row[column]) for row in rows])
        for tool in chosen:
            before = processor_time()
            families, order = tools[tool](x)
            print(f"| {column} | {tool} | {families} | {processor_time() - before:.1f} | {', '.join(order[:3])} |", flush=True)


if __name__ == "__main__":
    main()
