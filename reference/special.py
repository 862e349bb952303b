#!/usr/bin/env python3
"""Prints the reference values of sanov/numerics/special_test.cc: rows of {arguments…, value}. Needs mpmath."""
from mpmath import betainc, digamma, erfc, exp, fsum, gammainc, loggamma, mp, mpf, nstr, polygamma, sqrt

mp.dps = 50


def table(name, function, rows):
    print(f"constexpr double {name}[][{len(rows[0]) + 1}] = {{")
    for row in rows:
        value = function(*[mpf(x) for x in row])
        print("    {" + ", ".join(repr(x) for x in row) + f", {nstr(value, 17)}}},")
    print("};")


def normal_sf(x):
    return erfc(x / sqrt(mpf(2))) / 2


def chi_squared_sf(x, k):
    return gammainc(k / 2, x / 2, mp.inf, regularized=True)


def noncentral_chi_squared_sf(x, k, noncentrality):
    """A Poisson mixture of central ones, summed until nothing more comes."""
    half = noncentrality / 2
    last = int(half + 40 * sqrt(half) + 200)
    weight = exp(-half)
    terms = []
    for j in range(last):
        terms.append(weight * chi_squared_sf(x, k + 2 * j))
        weight *= half / (j + 1)
    return fsum(terms)


def student_t_sf(x, k):
    tail = betainc(k / 2, mpf(1) / 2, 0, k / (k + x * x), regularized=True) / 2
    return tail if x >= 0 else 1 - tail


if __name__ == "__main__":
    table("kNormalSf", normal_sf, [(-5.0,), (-1.0,), (0.0,), (0.5,), (1.96,), (5.0,), (20.0,), (37.0,)])
    table("kChiSquaredSf", chi_squared_sf,
          [(0.5, 1.0), (3.84, 1.0), (10.0, 3.0), (0.001, 4.0), (200.0, 19.0), (1100.0, 1000.0), (2.5, 0.5)])
    table("kNoncentralChiSquaredSf", noncentral_chi_squared_sf,
          [(5.0, 3.0, 2.0), (30.0, 9.0, 10.0), (1.0, 9.0, 10.0), (150.0, 19.0, 60.0), (3.0, 1.0, 0.1), (800.0, 30.0, 500.0)])
    table("kStudentTSf", student_t_sf, [(0.0, 5.0), (2.0, 1.0), (-1.5, 7.0), (10.0, 30.0), (1.7, 2.5)])
    table("kLogGamma", lambda x: loggamma(x).real, [(0.001,), (0.5,), (1.0001,), (2.5,), (10.0,), (1e6,), (1e100,)])
    table("kDigamma", digamma, [(0.01,), (1.0,), (1.4616321449683622,), (2.5,), (50.0,), (1e8,)])
    table("kTrigamma", lambda x: polygamma(1, x), [(0.01,), (1.0,), (2.5,), (50.0,), (1e8,)])
    table("kUpperGamma", lambda a, x: gammainc(a, x, mp.inf, regularized=True),
          [(0.5, 0.2), (3.0, 1.0), (3.0, 20.0), (100.0, 90.0), (1e4, 1e4), (1e-3, 1.0)])
    table("kIncompleteBeta", lambda a, b, x: betainc(a, b, 0, x, regularized=True),
          [(0.5, 0.5, 0.3), (2.0, 3.0, 0.4), (50.0, 60.0, 0.45), (1e-3, 2.0, 0.1), (500.0, 3.0, 0.99)])
