"""Every measure of the catalogue, written down once more from its definition, in as many digits as one likes.

Deliberately naive: no care is taken for cancellation, since mpmath's digits make up for it. Arguments are lists of mpf,
taken as they are, except where a docstring says that the value is that of the normalised pair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mpmath import acos, exp, inf, isinf, log, mpf, pi, sqrt

Row = Sequence[mpf]


@dataclass(frozen=True)
class Definition:
    shape: str  # scalar, one, two, ordered, joint, many
    domain: str  # probabilities, nonnegative, positive, real
    value: Callable[..., mpf]
    parameters: tuple[tuple[float, ...], ...] = ((),)


def x_log(x: mpf, y: mpf) -> mpf:
    """x ln y, with 0 ln 0 = 0."""
    if x == 0:
        return mpf(0)
    return -inf if y == 0 else x * log(y)


def x_log_ratio(x: mpf, a: mpf, b: mpf) -> mpf:
    """x ln(a/b), with 0 ln … = 0."""
    if x == 0:
        return mpf(0)
    if b == 0:
        return inf
    return -inf if a == 0 else x * log(a / b)


def ratio(a: mpf, b: mpf) -> mpf:
    """a/b, with 0/0 = 0."""
    if a == 0:
        return mpf(0)
    return inf if b == 0 else a / b


def total(terms) -> mpf:
    return sum(terms, mpf(0))


def normalised(p: Row) -> list[mpf]:
    whole = total(p)
    return [x / whole for x in p]


def pairs(f: Callable[[mpf, mpf], mpf]) -> Callable[[Row, Row], mpf]:
    """The sum of f over the cells."""
    return lambda p, q: total(f(a, b) for a, b in zip(p, q))


# Kullback-Leibler and its relatives


def kl(p: Row, q: Row) -> mpf:
    p, q = normalised(p), normalised(q)
    return total(x_log_ratio(a, a, b) for a, b in zip(p, q))


def generalized_kl(p: Row, q: Row) -> mpf:
    return total(x_log_ratio(a, a, b) - a + b for a, b in zip(p, q))


def jeffreys(p: Row, q: Row) -> mpf:
    if any((a == 0) != (b == 0) for a, b in zip(p, q)):
        return inf
    return total((a - b) * log(a / b) for a, b in zip(p, q) if a != b)


def skew(p: Row, q: Row, alpha: float) -> mpf:
    p, q, alpha = normalised(p), normalised(q), mpf(alpha)
    return kl(p, [(1 - alpha) * a + alpha * b for a, b in zip(p, q)])


def js(p: Row, q: Row, weight: float = 0.5) -> mpf:
    w = mpf(weight)
    if w in (0, 1):
        return mpf(0)
    m = [w * a + (1 - w) * b for a, b in zip(p, q)]
    return w * total(x_log_ratio(a, a, c) for a, c in zip(p, m)) + (1 - w) * total(
        x_log_ratio(b, b, c) for b, c in zip(q, m)
    )


def cross_entropy(p: Row, q: Row) -> mpf:
    return -total(x_log(a, b) for a, b in zip(p, q))


def itakura_saito(p: Row, q: Row) -> mpf:
    return total(a / b - log(a / b) - 1 for a, b in zip(p, q))


# Roots


def fidelity(p: Row, q: Row) -> mpf:
    return total(sqrt(a * b) for a, b in zip(p, q))


def overlap(p: Row, q: Row) -> mpf:
    return fidelity(normalised(p), normalised(q))


def squared_chord(p: Row, q: Row) -> mpf:
    return total((sqrt(a) - sqrt(b)) ** 2 for a, b in zip(p, q))


def bhattacharyya(p: Row, q: Row) -> mpf:
    bc = overlap(p, q)
    return inf if bc == 0 else -log(bc)


def fisher_rao(p: Row, q: Row) -> mpf:
    return 2 * acos(min(overlap(p, q), mpf(1)))


# Powers of the ratio


def power_sum(p: Row, q: Row, alpha: mpf) -> mpf:
    """Σ p^α q^(1−α) of the normalised pair."""

    def term(a: mpf, b: mpf) -> mpf:
        if a == 0:
            return mpf(0) if alpha >= 0 or b == 0 else inf
        if b == 0:
            return mpf(0) if alpha < 1 else inf
        return a**alpha * b ** (1 - alpha)

    return total(term(a, b) for a, b in zip(normalised(p), normalised(q)))


def renyi(p: Row, q: Row, alpha: float) -> mpf:
    if alpha == 1:
        return kl(p, q)
    if alpha == inf:
        return log(max(ratio(a, b) for a, b in zip(p, q)))
    z = power_sum(p, q, mpf(alpha))
    return inf if z == 0 or isinf(z) else log(z) / (mpf(alpha) - 1)


def tsallis(p: Row, q: Row, alpha: float) -> mpf:
    return kl(p, q) if alpha == 1 else (power_sum(p, q, mpf(alpha)) - 1) / (mpf(alpha) - 1)


def cressie_read(p: Row, q: Row, power: float) -> mpf:
    if power == 0:
        return kl(p, q)
    if power == -1:
        return kl(q, p)
    return (power_sum(p, q, mpf(power) + 1) - 1) / (mpf(power) * (mpf(power) + 1))


def chernoff_alpha(p: Row, q: Row) -> mpf:
    """Where the derivative of Σ p^α q^(1−α), which is convex, changes its sign: by bisection."""
    both = [(a, b) for a, b in zip(normalised(p), normalised(q)) if a > 0 and b > 0]
    if not both:
        return mpf(1) / 2
    low, high = mpf(0), mpf(1)
    for _ in range(120):
        middle = (low + high) / 2
        slope = total(a**middle * b ** (1 - middle) * log(a / b) for a, b in both)
        if slope == 0:
            return middle
        low, high = (middle, high) if slope < 0 else (low, middle)
    return (low + high) / 2


def chernoff(p: Row, q: Row) -> mpf:
    z = power_sum(p, q, chernoff_alpha(p, q))
    return inf if z == 0 else -log(z)


# Of one distribution


def entropy(p: Row) -> mpf:
    return -total(x_log(a, a) for a in p)


def renyi_entropy(p: Row, alpha: float) -> mpf:
    if alpha == 1:
        return entropy(p)
    if alpha == inf:
        return -log(max(p))
    # With the sum for 1, as it misses that by rounding.
    return log(1 + total(a ** mpf(alpha) - a for a in p if a > 0)) / (1 - mpf(alpha))


def tsallis_entropy(p: Row, alpha: float) -> mpf:
    if alpha == 1:
        return entropy(p)
    if alpha == inf:
        return mpf(0)
    return total(a - a ** mpf(alpha) for a in p if a > 0) / (mpf(alpha) - 1)


# Vector distances


def minkowski(p: Row, q: Row, power: float) -> mpf:
    differences = [abs(a - b) for a, b in zip(p, q)]
    if power == inf:
        return max(differences)
    return total(d ** mpf(power) for d in differences) ** (1 / mpf(power))


def l1(p: Row, q: Row) -> mpf:
    return total(abs(a - b) for a, b in zip(p, q))


def squares(p: Row, q: Row) -> mpf:
    return total((a - b) ** 2 for a, b in zip(p, q))


def dot(p: Row, q: Row) -> mpf:
    return total(a * b for a, b in zip(p, q))


def shared(p: Row, q: Row) -> mpf:
    return total(min(a, b) for a, b in zip(p, q))


def union(p: Row, q: Row) -> mpf:
    return total(max(a, b) for a, b in zip(p, q))


def taneja(p: Row, q: Row) -> mpf:
    if any((a == 0) != (b == 0) for a, b in zip(p, q)):
        return inf
    return total((a + b) / 2 * log((a + b) / (2 * sqrt(a * b))) for a, b in zip(p, q) if a > 0)


def kumar_johnson(p: Row, q: Row) -> mpf:
    return total(ratio((a * a - b * b) ** 2, 2 * sqrt(a * b) ** 3) for a, b in zip(p, q))


# Over ordered cells, which stand at `at`


def gaps(p: Row, q: Row) -> list[mpf]:
    """F − G after every cell but the last."""
    out, gap = [], mpf(0)
    for a, b in zip(p[:-1], q[:-1]):
        gap += a - b
        out.append(gap)
    return out


def integral(f: Callable[[mpf], mpf], p: Row, q: Row, at: Row) -> mpf:
    return total(f(g) * (y - x) for g, x, y in zip(gaps(p, q), at, at[1:]))


def cramer_von_mises(p: Row, q: Row, at: Row) -> mpf:
    edges = [mpf(0), *gaps(p, q), mpf(0)]
    return total((a + b) / 2 * (x * x + y * y) / 2 for a, b, x, y in zip(p, q, edges, edges[1:]))


# Of a joint table, a list of rows


def margins(table: list[Row]) -> tuple[list[mpf], list[mpf]]:
    return [total(row) for row in table], [total(column) for column in zip(*table)]


def mutual_information(table: list[Row]) -> mpf:
    rows, columns = margins(table)
    return total(x_log_ratio(x, x, r * c) for r, row in zip(rows, table) for c, x in zip(columns, row))


def conditional_entropy(table: list[Row]) -> mpf:
    rows, _ = margins(table)
    return -total(x_log_ratio(x, x, r) for r, row in zip(rows, table) for x in row)


def js_many(rows: list[Row], weights: Row) -> mpf:
    m = [total(w * row[i] for w, row in zip(weights, rows)) for i in range(len(rows[0]))]
    return total(
        w * total(x_log_ratio(x, x, c) for x, c in zip(row, m)) for w, row in zip(weights, rows) if w > 0
    )


def two(domain: str, value: Callable[..., mpf], *parameters: tuple[float, ...]) -> Definition:
    return Definition("two", domain, value, parameters or ((),))


P, N, R = "probabilities", "nonnegative", "real"
ALPHAS = ((0.5,), (0.0,), (1e-9,), (0.3,), (0.9,), (1 - 1e-9,), (1.0,), (1 + 1e-9,), (1.5,), (2.0,), (7.5,))

MEASURES: dict[str, Definition] = {
    "kl": two(P, kl),
    "generalized_kl": two(N, generalized_kl),
    "jeffreys": two(P, jeffreys),
    "psi": two(P, jeffreys),
    "cross_entropy": two(P, cross_entropy),
    "itakura_saito": two("positive", itakura_saito),
    "js": two(P, js, (0.5,), (0.0,), (0.1,), (0.75,), (1.0,)),
    "js_distance": two(P, lambda p, q: sqrt(js(p, q))),
    "jensen_difference": two(P, js),
    "topsoe": two(P, lambda p, q: 2 * js(p, q)),
    "k_divergence": two(P, lambda p, q: skew(p, q, 0.5)),
    "skew": two(P, skew, (0.99,), (0.0,), (0.25,), (1.0,)),
    "hellinger": two(P, lambda p, q: sqrt(squared_chord(p, q) / 2)),
    "matusita": two(P, lambda p, q: sqrt(squared_chord(p, q))),
    "squared_chord": two(P, squared_chord),
    "fisher_rao": two(P, fisher_rao),
    "fidelity": two(P, fidelity),
    "bhattacharyya": two(P, bhattacharyya),
    "renyi": two(P, renyi, *ALPHAS, (300.0,), (inf,)),
    "tsallis": two(P, tsallis, *ALPHAS),
    "cressie_read": two(
        P, cressie_read, (2 / 3,), (0.0,), (1e-9,), (1.0,), (3.0,), (-0.5,), (-1.0,), (-1 + 1e-9,), (-2.0,)
    ),
    "chernoff": two(P, chernoff),
    "total_variation": two(P, lambda p, q: l1(p, q) / 2),
    "pearson_chi2": two(P, pairs(lambda a, b: ratio((a - b) ** 2, b))),
    "neyman_chi2": two(P, pairs(lambda a, b: ratio((a - b) ** 2, a))),
    "additive_symm": two(P, pairs(lambda a, b: ratio((a - b) ** 2 * (a + b), a * b))),
    "triangular": two(P, pairs(lambda a, b: ratio((a - b) ** 2, a + b))),
    "squared_chi": two(P, pairs(lambda a, b: ratio((a - b) ** 2, a + b))),
    "prob_symm": two(P, pairs(lambda a, b: 2 * ratio((a - b) ** 2, a + b))),
    "le_cam": two(P, lambda p, q: sqrt(pairs(lambda a, b: ratio((a - b) ** 2, a + b))(p, q) / 2)),
    "entropy": Definition("one", P, entropy),
    "perplexity": Definition("one", P, lambda p: exp(entropy(p))),
    "renyi_entropy": Definition("one", P, renyi_entropy, ((2.0,), (0.0,), (0.5,), (1.0,), (3.5,), (inf,))),
    "tsallis_entropy": Definition("one", P, tsallis_entropy, ((2.0,), (0.0,), (0.5,), (1 + 1e-9,), (1.0,), (inf,))),
    "binary_entropy": Definition("scalar", P, lambda x: -x_log(x, x) - x_log(1 - x, 1 - x)),
    "information_content": Definition("scalar", P, lambda x: inf if x == 0 else -log(x)),
    "euclidean": two(R, lambda p, q: sqrt(squares(p, q))),
    "manhattan": two(R, l1),
    "minkowski": two(R, minkowski, (3.0,), (1.0,), (1.5,), (2.0,), (20.0,), (inf,)),
    "chebyshev": two(R, lambda p, q: minkowski(p, q, inf)),
    "avg": two(R, lambda p, q: (l1(p, q) + minkowski(p, q, inf)) / 2),
    "gower": two(R, lambda p, q: l1(p, q) / len(p)),
    "non_intersection": two(P, lambda p, q: l1(p, q) / 2),
    "lorentzian": two(R, pairs(lambda a, b: log(1 + abs(a - b)))),
    "squared_euclidean": two(R, squares),
    "canberra": two(R, pairs(lambda a, b: ratio(abs(a - b), abs(a) + abs(b)))),
    "wave_hedges": two(N, pairs(lambda a, b: ratio(abs(a - b), max(a, b)))),
    "clark": two(N, lambda p, q: sqrt(pairs(lambda a, b: ratio(abs(a - b), a + b) ** 2)(p, q))),
    "divergence": two(N, pairs(lambda a, b: 2 * ratio(abs(a - b), a + b) ** 2)),
    "intersection": two(N, shared),
    "sorensen": two(N, lambda p, q: l1(p, q) / total([*p, *q])),
    "czekanowski": two(N, lambda p, q: 1 - 2 * shared(p, q) / total([*p, *q])),
    "soergel": two(N, lambda p, q: l1(p, q) / union(p, q)),
    "tanimoto": two(N, lambda p, q: (union(p, q) - shared(p, q)) / union(p, q)),
    "ruzicka": two(N, lambda p, q: shared(p, q) / union(p, q)),
    "motyka": two(N, lambda p, q: shared(p, q) / total([*p, *q])),
    "kulczynski_d": two(N, lambda p, q: ratio(l1(p, q), shared(p, q))),
    "kulczynski_s": two(N, lambda p, q: ratio(shared(p, q), l1(p, q))),
    "inner_product": two(R, dot),
    "harmonic_mean": two(N, pairs(lambda a, b: 2 * ratio(a * b, a + b))),
    "cosine": two(R, lambda p, q: dot(p, q) / sqrt(dot(p, p) * dot(q, q))),
    "kumar_hassebrook": two(R, lambda p, q: dot(p, q) / (dot(p, p) + dot(q, q) - dot(p, q))),
    "jaccard": two(R, lambda p, q: squares(p, q) / (dot(p, p) + dot(q, q) - dot(p, q))),
    "dice": two(R, lambda p, q: squares(p, q) / (dot(p, p) + dot(q, q))),
    "taneja": two(N, taneja),
    "kumar_johnson": two(N, kumar_johnson),
    "kolmogorov_smirnov": Definition("ordered", P, lambda p, q, at: max(map(abs, gaps(p, q)))),
    "kuiper": Definition("ordered", P, lambda p, q, at: max(0, *gaps(p, q)) - min(0, *gaps(p, q))),
    "cramer_von_mises": Definition("ordered", P, cramer_von_mises),
    "energy": Definition("ordered", P, lambda p, q, at: sqrt(2 * integral(lambda g: g * g, p, q, at))),
    "wasserstein": Definition("ordered", P, lambda p, q, at: integral(abs, p, q, at)),
    "mutual_information": Definition("joint", P, mutual_information),
    "conditional_entropy": Definition("joint", P, conditional_entropy),
    "joint_entropy": Definition("joint", P, lambda table: entropy([x for row in table for x in row])),
    "variation_of_information": Definition(
        "joint", P, lambda table: conditional_entropy(table) + conditional_entropy([list(c) for c in zip(*table)])
    ),
    "js_many": Definition("many", P, js_many),
}

assert fisher_rao([mpf(1), mpf(0)], [mpf(0), mpf(1)]) == pi
