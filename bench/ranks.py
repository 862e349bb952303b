"""Coefficients of rank: sanov beside scipy, pandas and numpy; soft Kendall beside its definition in torch."""

import numpy as np
import pandas as pd
import scipy.stats
import torch

import sanov
import sanov.torch as st

TEMPERATURE = 0.1


def pairs(n, values):
    """Two columns that go together somewhat; with `values`, of so many different values each."""
    generator = np.random.default_rng(20260104)
    x = generator.normal(size=n)
    y = x + 3 * generator.normal(size=n)
    return (x, y) if values is None else (np.floor(x * values / 8), np.floor(y * values / 24))


def table(rows, columns):
    generator = np.random.default_rng(20260105)
    return np.asfortranarray(generator.normal(size=(rows, columns)) + generator.normal(size=(rows, 1)))


def coefficients(n):
    """Value and p, as scipy gives them: without the interval, which has no peer."""
    for name, ours, theirs in (
        ("Kendall", sanov.kendall, scipy.stats.kendalltau),
        ("Spearman", sanov.spearman, scipy.stats.spearmanr),
        ("Pearson", sanov.pearson, scipy.stats.pearsonr),
    ):
        for ties in (None, 100) if name == "Kendall" else (None,):
            x, y = pairs(n, ties)
            calls = {
                "sanov": (lambda f, x, y: lambda: f(x, y, level=0).value)(ours, x, y),
                "scipy": (lambda f, x, y: lambda: f(x, y).statistic)(theirs, x, y),
            }
            yield f"{name}, n = {n:,}" + (", ties" if ties else ""), calls


def matrices(rows, columns, kendall_rows):
    """All pairs of columns. pandas and scipy take minutes for Kendall's of many rows: there are fewer."""
    x = table(rows, columns)
    frame = pd.DataFrame(x)
    for measure, scipy_call in (
        ("pearson", lambda x: np.corrcoef(x, rowvar=False)),
        ("spearman", lambda x: scipy.stats.spearmanr(x).statistic),
    ):
        who = "numpy" if measure == "pearson" else "scipy"
        yield f"{measure.capitalize()} matrix, {rows:,}×{columns:,}", {
            "sanov": (lambda m: lambda: sanov.correlation_matrix(x, m).values)(measure),
            "pandas": (lambda m: lambda: frame.corr(method=m).to_numpy())(measure),
            who: (lambda f: lambda: f(x))(scipy_call),
        }
    few = np.asfortranarray(x[:kendall_rows, : columns // 10])
    small = pd.DataFrame(few)
    yield f"Kendall matrix, {kendall_rows:,}×{columns // 10}", {
        "sanov": lambda: sanov.correlation_matrix(few, "kendall").values,
        "pandas": lambda: small.corr(method="kendall").to_numpy(),
    }


def soft_kendall_by_pairs(scores, targets):
    """The definition, over all n(n−1)/2 pairs."""
    i, j = torch.triu_indices(len(scores), len(scores), 1)
    apart = scores[i] - scores[j]
    with torch.no_grad():
        order = torch.sign((targets[i] - targets[j]) * apart)
    return 1 - (order * (1 - torch.exp(apart.abs() * (-1 / TEMPERATURE)))).mean()


def soft_kendall(n, by_pairs):
    """Value and gradient."""
    generator = torch.Generator().manual_seed(20260106)
    scores, targets = (torch.randn(n, generator=generator, dtype=torch.float64) for _ in range(2))
    scores.requires_grad_(True)

    def step(loss):
        value = loss(scores, targets)
        (gradient,) = torch.autograd.grad(value, scores)
        return torch.cat([value.detach().reshape(1), gradient])

    calls = {"sanov": lambda: step(lambda s, y: st.soft_kendall_loss(s, y, temperature=TEMPERATURE, standardized=False))}
    if by_pairs:
        calls["torch"] = lambda: step(soft_kendall_by_pairs)
    yield f"soft Kendall, n = {n:,}, forward and backward", calls


def short(quick):
    yield from coefficients(10_000 if quick else 1_000_000)


def long(quick):
    """What takes a peer seconds a call."""
    yield from matrices(*((1_000, 20, 1_000) if quick else (100_000, 200, 10_000)))
    yield from soft_kendall(1_000 if quick else 10_000, by_pairs=True)
    yield from soft_kendall(10_000 if quick else 1_000_000, by_pairs=False)


def disagreement(calls):
    """The largest difference of any number from sanov's, relative to the largest number there."""
    ours = np.asarray(calls["sanov"]())
    return max(float(np.abs(np.asarray(call()) - ours).max() / np.abs(ours).max()) for call in calls.values())
