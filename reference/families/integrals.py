"""Integrals and sums of a density to many digits, and the points at which a family is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mpmath import asinh, cosh, exp, floor, fsum, inf, isinf, ldexp, log, log1p, mp, mpf, pi, sinh

RELATIVE = mpf(10) ** -28
DROPS = (0.5, 3, 12, 60, 250, 685)  # nats below the top: 685 is 1e-297


def trapezoid(term: Callable[[mpf], list[mpf]], what: str) -> list[mpf]:
    """∫ term(t) dt over all t of a list of functions that fall off doubly exponentially, halving the step."""
    previous: list[mpf] | None = None
    total: list[mpf] = []
    for level in range(1, 9):
        step = ldexp(mpf(1), -level)
        sums: list[list[mpf]] = []
        for sign in (1, -1):
            quiet, i = 0, 0 if sign > 0 and level == 1 else 1
            largest = mpf(0)
            while quiet < 3 and i * step < 12:
                values = term(sign * i * step)
                sums.append(values)
                size = abs(values[0])
                largest = max(largest, size)
                spent = all(abs(v) <= mpf(10) ** -36 * max(largest, abs(t)) for v, t in zip(values, total or values))
                quiet = quiet + 1 if size == 0 or (i * step > 1.5 and spent and largest > 0) else 0
                if largest == 0 and i * step < 7:
                    quiet = 0
                i += 1 if level == 1 else 2
        total = [fsum(column) for column in zip(*sums)] if previous is None else total
        if previous is not None:
            total = [t + fsum(column) for t, column in zip(total, zip(*sums))]
        result = [t * step for t in total]
        if previous is not None and all(abs(a - b) <= RELATIVE * max(abs(a), mpf(10) ** -400) for a, b in zip(result, previous)):
            return result
        if previous is not None and level > 3 and all(
            abs(a - b) <= mpf(10) ** -15 * abs(a) or abs(a) < mpf(10) ** -22 * abs(result[0]) for a, b in zip(result, previous)
        ):
            # The error squares with each halving of the step: 15 digits agreeing are 30 right ones.
            return result
        previous = result
    raise ArithmeticError(f"{what}: no convergence: {mp.nstr(result, 20)} after {mp.nstr(previous, 20)}")


def integral(term: Callable[[mpf], list[mpf]], low: mpf, high: mpf, scale: mpf, what: str) -> list[mpf]:
    """∫ term(x) dx from low to high, one of which may be infinite, by double exponential rules."""
    half_pi = pi / 2
    if isinf(low) or isinf(high):
        end, sign = (low, 1) if isinf(high) else (high, -1)

        def mapped(t: mpf) -> list[mpf]:
            y = scale * exp(half_pi * sinh(t))
            weight = y * half_pi * cosh(t)
            return [v * weight for v in term(end + sign * y)]

    else:
        width = high - low

        def mapped(t: mpf) -> list[mpf]:
            y = pi * sinh(t)
            near = 1 / (1 + exp(abs(y)))  # the distance to the nearer end, as a fraction
            x = low + width * near if t < 0 else high - width * near
            weight = width * pi * cosh(t) * near * (1 - near)
            return [v * weight for v in term(x)] if low < x < high else [mpf(0)] * count

        count = len(term((low + high) / 2))
    return trapezoid(mapped, what)


def to_support(u: mpf, low: mpf, high: mpf) -> tuple[mpf, mpf]:
    """x(u), with which all real u go through the support, and ln x'(u)."""
    if isinf(low) and isinf(high):
        return sinh(u), log(cosh(u))
    if isinf(high):
        return low + exp(u), u
    if isinf(low):
        return high - exp(u), u
    rest = 1 / (1 + exp(abs(u)))
    x = low + (high - low) * rest if u < 0 else high - (high - low) * rest
    return x, log((high - low) * rest) + log1p(-rest)


def golden(height: Callable[[mpf], mpf], a: mpf, b: mpf, steps: int) -> mpf:
    ratio = mpf("0.6180339887498948482")
    c, d = b - ratio * (b - a), a + ratio * (b - a)
    hc, hd = height(c), height(d)
    for _ in range(steps):
        if hc > hd:
            b, d, hd = d, c, hc
            c = b - ratio * (b - a)
            hc = height(c)
        else:
            a, c, hc = c, d, hd
            d = a + ratio * (b - a)
            hd = height(d)
    return (a + b) / 2


def top_and_points(log_density: Callable[[mpf], mpf], low: mpf, high: mpf, middle: mpf | None) -> tuple[mpf, list[mpf]]:
    """Where the mass per unit of u is highest, and points on both sides of it, as far as a double goes: at each the
    density is one of DROPS lower."""

    def height(u: mpf) -> mpf:
        x, slope = to_support(u, low, high)
        return log_density(x) + slope if low < x < high else -inf

    if middle is None:
        grid = [mpf(v) / 2 for v in range(-1400, 1401, 4 if mp.dps < 80 else 8)]
        heights = [height(u) for u in grid]
        best = max(range(len(grid)), key=lambda i: heights[i])
        top = golden(height, grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)], 60)
    elif isinf(low) and isinf(high):
        top = asinh(middle)
    else:
        top = log(middle - low) if isinf(high) else log(high - middle) if isinf(low) else log((middle - low) / (high - middle))
    highest = height(top)
    points = [mpf(float(to_support(top, low, high)[0]))]
    for sign in (1, -1):
        near, far = mpf(0), ldexp(mpf(1), -90)
        for drop in DROPS:
            while highest - height(top + sign * far) < drop and far < 1420:
                near, far = far, far * 2
            a, b = near, far
            for _ in range(18):
                c = (a + b) / 2
                a, b = (c, b) if highest - height(top + sign * c) < drop else (a, c)
            points.append(to_support(top + sign * b, low, high)[0])
    doubles = {float(x) for x in points}
    return points[0], [mpf(x) for x in sorted(doubles) if low < x < high and 1e-300 <= abs(x) <= 1e300 or x == 0 and low < 0 < high]


def whole_points(log_mass: Callable[[mpf], mpf], low: mpf, high: mpf) -> tuple[mpf, list[mpf]]:
    """The same for whole numbers."""
    origin = low if not isinf(low) else high if not isinf(high) else mpf(0)
    span = mpf(10) ** 15

    def height(k: mpf) -> mpf:
        return log_mass(k) if low <= k <= high else -inf

    def powers(limit: mpf) -> list[mpf]:
        out, k = [mpf(0)], mpf(1)
        while k < limit:
            out.append(k)
            k = floor(k * mpf(5) / 4) + 1
        return out

    grid = sorted({k for j in powers(span) for k in (origin + j, origin - j) if low <= k <= high} | {k for k in (low, high) if not isinf(k)})
    best = max(range(len(grid)), key=lambda i: height(grid[i]))
    a, b = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    while b - a > 2:
        c = floor((a + b) / 2)
        a, b = (c, b) if height(c + 1) > height(c) else (a, c + 1)
    top = max((a, a + 1, b), key=height)
    highest, points = height(top), {top}
    for sign, end in ((1, high), (-1, low)):
        for drop in DROPS:
            a, b = mpf(0), mpf(1)
            while b < abs(end - top) and b < span and highest - height(top + sign * b) < drop:
                a, b = b, b * 2
            b = min(b, abs(end - top))
            while b - a > 1:
                c = floor((a + b) / 2)
                a, b = (c, b) if highest - height(top + sign * c) < drop else (a, c)
            points.add(top + sign * b)
    near = {k for k in (low, low + 1, high - 1, high) if not isinf(k) and low <= k <= high}
    return top, sorted(points | near)


def sum_outwards(term: Callable[[mpf], list[mpf]], start: mpf, step: int, low: mpf, high: mpf, what: str) -> list[mpf]:
    """Σ term(k) from start on in steps of `step`, until no more comes."""
    sums: list[mpf] | None = None
    quiet, k = 0, start
    while low <= k <= high and quiet < 4:
        values = term(k)
        sums = values if sums is None else [a + b for a, b in zip(sums, values)]
        quiet = quiet + 1 if all(abs(v) <= mpf(10) ** -32 * abs(s) for v, s in zip(values, sums)) else 0
        k += step
        if abs(k - start) > 200_000:
            raise ArithmeticError(f"{what}: the sum does not end; give a closed form")
    return sums if sums is not None else []


