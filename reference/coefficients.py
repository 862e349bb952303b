#!/usr/bin/env python3
"""Prints the polynomials in sanov/numerics/*-inl.h. Needs mpmath.

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
    for name, x, bits, rounded in (("float64", LN2, 42, as_double), ("float32", LN2, 15, as_float)):
        high = leading_bits(x, bits)
        print(f"ln 2, {name}: high {float(high).hex()}, low {rounded(x - high).hex()}")
    print(f"1/ln 2: {float(1 / LN2).hex()}, float32 {as_float(1 / LN2).hex()}")
