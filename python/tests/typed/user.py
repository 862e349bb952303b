"""What a user writes, for mypy --strict; reveal_type is checked by test_types.py."""

from pathlib import Path

import numpy as np

import sanov

p = np.full((3, 4), 0.25)

one: float = sanov.kl([0.4, 0.6], [0.3, 0.7])
in_bits: float = sanov.js([0.4, 0.6], [0.3, 0.7], unit="bits")
many = sanov.kl(p, p[0], axis=-1, keepdims=True)
skewed: float = sanov.skew([0.4, 0.6], [0.3, 0.7], alpha=0.3)
by_p, by_q = sanov.kl.gradient(p, p)
moved: float = sanov.wasserstein([0.4, 0.6], [0.3, 0.7], positions=[0.0, 2.0])
uncertain: float = sanov.entropy([0.4, 0.6])
for cell in sanov.kl.explain([0.4, 0.6], [0.3, 0.7]):
    share: float = cell.contribution
for name, measure in sanov.catalogue.items():
    title: str = name + measure.title
found = sanov.compare(Path("a.csv"), {"x": [1, 2]}, columns=["x"])
far: float = found.columns["x"].js_distance
axis = found.columns["x"].axis
if axis is not None:
    w: float = axis.wasserstein
weights = sanov.normalized([1, 2, 3])
total: float = float(weights.sum())
threads: int = sanov.get_threads()
tau: float | None = sanov.kendall([1, 2, 3], [1, 3, 2], alternative="greater").tau
interval = sanov.spearman(p[:, 0], p[:, 1], missing="pairwise").interval
if interval is not None:
    lower: float = interval.lower
both = sanov.rank(p[:, 0], p[:, 1], measure=[sanov.kendall, "pearson"])
p_value: float | None = both["kendall"].p
strong: float = sanov.correlation_matrix({"a": [1, 2], "b": [2, 1]}, measure=sanov.pearson)["a", "b"]
for coefficient in sanov.coefficients.values():
    sees: str = coefficient.meaning
threshold: float = sanov.annealing_threshold(0.5, 10, "exponential")
moved_exactly: float = sanov.transport([0.0], [1.0]).cost
blurred: float = sanov.sinkhorn(p, p, 0.1).objective
debiased: float = sanov.sinkhorn_divergence(p, p, 0.1).value
sliced, its_error = sanov.sliced_wasserstein(p, p)
apart: float = sanov.wasserstein_gaussian(0, 1, 3, 1)
nearest: str = sanov.fit([1.5, 2.5, 4.0], ["gamma", sanov.families.Normal], fixed={"shape": 3}).best.family
near: dict[str, float] = sanov.fit_density([0.0, 1.0, 2.0], "gamma(2, 1)", "normal", start=[1, 1]).parameters
