"""Derivatives of log densities by their parameters, in 30 digits by mpmath.

Prints the cases of Tests/CompKitTests/ParameterScoreTests.swift:

    python3 Tests/reference/parameter_scores.py
"""

from mpmath import besseli, cos, diff, exp, log, loggamma, mp, mpf, pi

mp.dps = 60


def student_t(x, df, m, s):
    return (loggamma((df + 1) / 2) - loggamma(df / 2) - log(df * pi) / 2 - log(s)
            - (df + 1) / 2 * log(1 + ((x - m) / s) ** 2 / df))


def gamma(x, a, r):
    return a * log(r) - loggamma(a) + (a - 1) * log(x) - r * x


def inverse_gamma(x, a, s):
    return a * log(s) - loggamma(a) - (a + 1) * log(x) - s / x


def beta(x, a, b):
    return ((a - 1) * log(x) + (b - 1) * log(1 - x) - loggamma(a) - loggamma(b) + loggamma(a + b))


def weibull(x, k, s):
    return log(k / s) + (k - 1) * log(x / s) - (x / s) ** k


def von_mises(x, m, k):
    return k * cos(x - m) - log(2 * pi * besseli(0, k))


def negative_binomial(x, m, k):
    return loggamma(x + k) - loggamma(k) - k * log(1 + m / k) - x * log(1 + k / m)


def gaussian(x, m, s):
    return -((x - m) / s) ** 2 / 2 - log(s)


def gumbel(x, m, s):
    return -(x - m) / s - exp(-(x - m) / s) - log(s)


def logistic(x, m, s):
    return -(x - m) / s - 2 * log(1 + exp(-(x - m) / s)) - log(s)


cases = [
    (gaussian, "0.75", [(0.25, 0.5), (0.75, 1e-3)]),
    (student_t, "7.0", [(0.5, 0.25, 2.0), (20.0, 0.25, 2.0), (1.0, 7.0, 2.0), (60.0, -3.0, 0.5)]),
    (gamma, "0.75", [(0.25, 2.0), (10.0, 1.0)]),
    (gamma, "40.0", [(90.0, 2.0), (1000.0, 25.0)]),
    (inverse_gamma, "2.5", [(0.25, 2.0), (10.0, 20.0), (50.0, 100.0)]),
    (beta, "0.25", [(0.25, 2.0), (1.0, 1.0), (5.0, 5.0), (10.0, 10.0), (10.0, 3.0), (3.0, 10.0),
                    (20.0, 20.0), (30.0, 60.0)]),
    (lambda x, m, s: gaussian(log(x), m, s) - log(x), "0.75", [(0.25, 0.5)]),
    (weibull, "0.75", [(1.0, 0.5), (0.5, 0.5), (20.0, 0.75)]),
    (lambda x, m, a: log(a) + a * log(m) - (a + 1) * log(x), "0.75", [(0.25, 0.5)]),
    (von_mises, "0.75", [(0.25, 3.0), (0.25, 300.0), (-2.0, 1e-3)]),
    (gumbel, "0.75", [(0.25, 3.0)]),
    (logistic, "0.75", [(0.25, 3.0)]),
    (lambda x, m, s: -abs(x - m) / s - log(2 * s), "0.75", [(0.25, 3.0)]),
    (lambda x, m, s: -log(1 + ((x - m) / s) ** 2) - log(s), "0.75", [(0.25, 3.0)]),
    (lambda x, r: x * log(r) - r, "3", [(2.0,)]),
    (lambda x, r: x * log(r) - r, "0", [(2.0,)]),
    (lambda x, r: x * log(r) - r, "50", [(45.0,), (50.0,), (500.0,)]),
    (negative_binomial, "3", [(2.0, 1.5)]),
    (negative_binomial, "0", [(2.0, 1.5)]),
    (negative_binomial, "300", [(200.0, 150000.0), (200.0, 10.0)]),
    (lambda x, p: log(p), "1", [(0.25,)]),
    (lambda x, p: log(1 - p), "0", [(0.25,)]),
]
names = [
    "gaussian", "student_t", "gamma", "gamma", "inverse_gamma", "beta", "lognormal", "weibull",
    "pareto", "von_mises", "gumbel", "logistic", "laplace", "cauchy", "poisson", "poisson", "poisson",
    "negative_binomial", "negative_binomial", "negative_binomial", "bernoulli", "bernoulli"]

for name, (formula, x, points) in zip(names, cases):
    for at in points:
        slopes = []
        for i in range(len(at)):
            def along(t):
                return formula(mpf(x), *[t if j == i else mpf(v) for j, v in enumerate(at)])
            slopes.append(mp.nstr(diff(along, mpf(at[i])), 30))
        arguments = ", ".join(f"q[{i}]" for i in range(len(at)))
        print(f'    Case(formula: "{name}_log_density({x}, {arguments})", '
              f'at: {list(at)}, expected: [{", ".join(slopes)}]),')
