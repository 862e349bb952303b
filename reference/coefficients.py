#!/usr/bin/env python3
"""Prints the polynomials in sanov/numerics/*-inl.h and sanov/measures/matrix_js.cc. Needs mpmath.

Each is interpolated at Chebyshev nodes, which is within a small factor of the best there is, in 60 digits, and then
rounded to the type it is used in. The last column is the largest relative error over the interval, as a power of two.
"""
import struct

from mpmath import atanh, cos, exp, log, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 60
LN2 = log(mpf(2))


def atanh_tail(t):
    """(atanh(s)/s - 1)/t with t = s^2."""
    if abs(t) < mpf(10) ** -16:
        return mpf(1) / 3 + t / 5 + t * t / 7
    return (atanh(sqrt(t)) / sqrt(t) - 1) / t


def exp_tail(r):
    """(exp(r) - 1 - r)/r^2."""
    if abs(r) < mpf(10) ** -16:
        return mpf(1) / 2 + r / 6 + r * r / 24
    return (exp(r) - 1 - r) / r**2


def as_double(x):
    return float(x)


def as_float(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def fit(f, low, high, degree, rounded):
    low, high = mpf(low), mpf(high)
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * (degree + 1))) for i in range(degree + 1)]
    vandermonde = matrix(degree + 1, degree + 1)
    values = matrix(degree + 1, 1)
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            vandermonde[i, j] = x**j
        values[i] = f(x)
    coefficients = [rounded(c) for c in lu_solve(vandermonde, values)]
    worst = mpf(0)
    for i in range(2001):
        x = low + (high - low) * i / 2000
        value = sum(mpf(c) * x**j for j, c in enumerate(coefficients))
        worst = max(worst, abs(value / f(x) - 1))
    return coefficients, float(log(worst, 2))


def report(name, f, low, high, degree, rounded=as_double, factor=1):
    coefficients, error = fit(f, low, high, degree, rounded)
    print(f"{name}: degree {degree} on [{float(low):.6g}, {float(high):.6g}], 2^{error:.1f}")
    for j, c in enumerate(coefficients):
        print(f"  {j:2} {float(factor * c).hex()}")


def log_by_sixteenths():
    """1/c, ln c and the degree-5 q of ln z = ln c + r + r^2 q(r), r = z/c - 1: c is the middle of z's sixteenth of a binade.

    The error r^2 (q - exact) has a double zero at 0 and its others at outer Chebyshev nodes, so that its peaks are alike.
    """
    print("pairs: table of 1/c and ln c (of c/2 from 1.5 on)")
    for i in range(16):
        middle = 1 + (i + mpf(1) / 2) / 16
        inverse = mpf(float((2 if i >= 8 else 1) / middle))
        print(f"  {i:2} {float(inverse).hex()} {float((LN2 if i >= 8 else 0) - log(inverse)).hex()}")
    edge, degree = mpf(1) / 33, 5

    def exact(r):
        return (log(1 + r) - r) / r**2

    nodes = [edge * cos(pi * (2 * i + 1) / (2 * (degree + 3))) for i in range(degree + 3)]
    nodes = sorted(nodes, key=abs)[2:]
    powers = matrix(degree + 1, degree + 1)
    values = matrix([exact(x) for x in nodes])
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            powers[i, j] = x**j
    q = [mpf(as_double(c)) for c in lu_solve(powers, values)]
    inside = [edge * (2 * mpf(i) + 1) / 2001 for i in range(-1001, 1000)]
    worst = max(abs(x * x * (exact(x) - sum(c * x**j for j, c in enumerate(q)))) for x in inside)
    print(f"pairs, q: degree {degree} on +-1/33, the logarithm within {float(worst):.2g}")
    for j, c in enumerate(q):
        print(f"  {j:2} {float(c).hex()}")


def leading_bits(x, bits):
    """x cut after `bits` significant bits, so that a product with a short integer is exact."""
    scale = mpf(2) ** (bits - 1 - int(mp.floor(log(x, 2))))
    return mp.floor(x * scale) / scale


if __name__ == "__main__":
    # log: m in [3/4, 3/2), s = (m-1)/(m+1) in [-1/7, 1/5); atanh(s) = s + s t A(t).
    edge = mpf("0.04") * mpf("1.001")
    report("log, float64, 2A", lambda t: 2 * atanh_tail(t), 0, edge, 7)
    report("log, float32, 2A", lambda t: 2 * atanh_tail(t), 0, edge, 2, as_float)
    # exp and expm1: |r| <= ln(2)/2.
    half = LN2 / 2 * mpf("1.0005")
    report("exp and expm1, float64", exp_tail, -half, half, 10)
    report("exp and expm1, float32", exp_tail, -half, half, 5, as_float)
    # The KL and JS terms: |s| <= 1/3.
    report("atanh_tail, -2A", atanh_tail, 0, mpf(1) / 9, 9, factor=-2)
    log_by_sixteenths()
    for name, x, bits, rounded in (("float64", LN2, 42, as_double), ("float32", LN2, 15, as_float)):
        high = leading_bits(x, bits)
        print(f"ln 2, {name}: high {float(high).hex()}, low {rounded(x - high).hex()}")
    print(f"1/ln 2: {float(1 / LN2).hex()}, float32 {as_float(1 / LN2).hex()}")
