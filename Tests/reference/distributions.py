"""Reference values of the standard distributions, in 50 digits by mpmath.

Writes Tests/CompKitTests/Fixtures/distributions.json: rows of a density and a point (as Comp
expressions), with the log density in 30 digits; and rows of a density with its mean and variance,
element by element ("nan" where undefined). Run from the root of the repository:

    python3 Tests/reference/distributions.py
"""

import json

from mpmath import besseli, beta, erfc, gamma, inf, log, loggamma, mp, mpf, nan, pi, sqrt, cos, exp

mp.dps = 50
euler = mp.euler

log_densities = []
moments = []


def text(value):
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text(v) for v in value) + "]"
    return repr(value)


def number(value):
    """The double that the text stands for."""
    if isinstance(value, (list, tuple)):
        return [number(v) for v in value]
    return mpf(value)


def digits(value):
    if isinstance(value, (list, tuple)):
        return [digits(v) for v in value]
    value = mpf(value)
    if mp.isnan(value):
        return "nan"
    if mp.isinf(value):
        return "inf" if value > 0 else "-inf"
    return mp.nstr(value, 30, strip_zeros=False)


def distribution(name, formula, cases, moment=None, labels=None):
    """`formula(x, *parameters)`; cases are (parameters, points)."""
    for parameters, points in cases:
        written = [text(p) for p in parameters]
        if labels:
            written = [f"{label}: {w}" if label else w for label, w in zip(labels, written)]
        density = f"{name}({', '.join(written)})"
        values = [number(p) for p in parameters]
        for point in points:
            log_densities.append(
                {
                    "density": density,
                    "at": text(point),
                    "log_density": digits(formula(number(point), *values)),
                }
            )
        if moment:
            mean, variance = moment(*values)
            moments.append({"density": density, "mean": digits(mean), "variance": digits(variance)})


def gaussian(x, m, s):
    return -(((x - m) / s) ** 2) / 2 - log(s) - log(2 * pi) / 2


distribution(
    "gaussian", gaussian,
    [((0.0, 1.0), [0.0, -1.5, 40.0, 1e150, 1e-300]), ((3.25, 1e-6), [3.25, 3.2500031]),
     ((-1e6, 1e3), [-1e6, 0.0, 1e12])],
    lambda m, s: (m, s**2))


def gaussian_full(x, m, c):
    x, m, c = mp.matrix(x), mp.matrix(m), mp.matrix(c)
    r = x - m
    return -(r.T * mp.inverse(c) * r)[0] / 2 - log(mp.det(c)) / 2 - len(m) * log(2 * pi) / 2


covariances = [
    (([1.0, 2.0], [[2.0, 1.0], [1.0, 2.0]]), [[1.0, 2.0], [-3.5, 20.0]]),
    (([0.0, 0.0, 1.0], [[4.0, 1.5, 0.5], [1.5, 3.0, -1.0], [0.5, -1.0, 2.0]]),
     [[0.0, 0.0, 0.0], [1.0, -2.0, 3.0]]),
]
distribution(
    "gaussian", gaussian_full, covariances,
    lambda m, c: (m, [c[i][i] for i in range(len(m))]), labels=["mean", "covariance"])


def inverse(c):
    return mp.inverse(mp.matrix(c)).tolist()


distribution(
    "gaussian", lambda x, m, p: gaussian_full(x, m, inverse(p)), covariances,
    lambda m, p: (m, [inverse(p)[i][i] for i in range(len(m))]), labels=["mean", "precision"])


def gaussian_mixture(x, means, stds, weights):
    total = sum(weights)
    return log(sum(w / total * exp(sum(gaussian(a, b, s) for a, b in zip(x, m)))
                   for m, s, w in zip(means, stds, weights)))


distribution(
    "gaussian_mixture", gaussian_mixture,
    [(([[-1.0, 0.0], [1.0, 0.5]], [0.5, 2.0], [1.0, 3.0]), [[0.0, 0.0], [-1.0, 0.25], [50.0, -80.0]])])

distribution(
    "uniform", lambda x, a, b: -log(b - a),
    [((0.0, 1.0), [0.5, 1e-300]), ((-3.5, 1e9), [0.0, -3.25])],
    lambda a, b: ((a + b) / 2, (b - a) ** 2 / 12))

distribution(
    "box", lambda x, a, b: -sum(log(h - l) for l, h in zip(a, b)),
    [(([0.0, -1.0], [2.0, 4.0]), [[1.0, 1.0], [1e-9, 3.999]])],
    lambda a, b: ([(h + l) / 2 for l, h in zip(a, b)], [(h - l) ** 2 / 12 for l, h in zip(a, b)]))


def student_t(x, df, m, s):
    z = (x - m) / s
    return (-(df + 1) / 2 * log(1 + z**2 / df) - log(beta(mpf(1) / 2, df / 2)) - log(df) / 2 - log(s))


distribution(
    "student_t", student_t,
    [((1.0, 0.0, 1.0), [0.0, 1.0, -1e200]), ((0.5, 2.0, 3.0), [2.0, 1e10]),
     ((4.5, -1.0, 0.25), [-1.0, 0.0, 100.0, 1e300]), ((30.0, 0.0, 1.0), [0.125, 25.0]),
     ((1e8, 0.0, 1.0), [0.0, 3.0, 30.0])],
    lambda df, m, s: (m if df > 1 else nan,
                      s**2 * df / (df - 2) if df > 2 else inf if df > 1 else nan))

distribution(
    "laplace", lambda x, m, s: -abs(x - m) / s - log(2 * s),
    [((0.0, 1.0), [0.0, -3.0, 1e300]), ((1.5, 1e-3), [1.5, 1.0])], lambda m, s: (m, 2 * s**2))


def logistic(x, m, s):
    z = abs(x - m) / s
    return -z - 2 * mp.log1p(exp(-z)) - log(s)


distribution(
    "logistic", logistic,
    [((0.0, 1.0), [0.0, -2.5, 800.0, -1e6]), ((5.0, 0.125), [5.0, 4.0, 1000.0])],
    lambda m, s: (m, s**2 * pi**2 / 3))

distribution(
    "cauchy", lambda x, m, s: -log(1 + ((x - m) / s) ** 2) - log(pi * s),
    [((0.0, 1.0), [0.0, 1.0, 1e-9, 1e200]), ((-2.0, 5.0), [-2.0, 1e6])], lambda m, s: (nan, nan))

distribution(
    "gumbel", lambda x, m, s: -(x - m) / s - exp(-(x - m) / s) - log(s),
    [((0.0, 1.0), [0.0, 500.0, -5.0]), ((1.0, 2.5), [1.0, -10.0, 1e5])],
    lambda m, s: (m + euler * s, s**2 * pi**2 / 6))

distribution(
    "exponential", lambda x, r: log(r) - r * x,
    [((1.0,), [1e-300, 1.0, 1e5]), ((0.001,), [2.0, 1e9])], lambda r: (1 / r, 1 / r**2))


def gamma_density(x, a, r):
    return a * log(r) - loggamma(a) + (a - 1) * log(x) - r * x


distribution(
    "gamma", gamma_density,
    [((2.0, 3.0), [1.5, 1e-300, 1e5]), ((0.01, 1.0), [1e-200, 0.5, 100.0]), ((1.0, 0.5), [1e-9, 3.0]),
     ((9.999, 1.0), [9.0, 0.001]), ((10.0, 2.0), [5.0, 1e-10, 400.0]),
     ((1e6, 10.0), [1e5, 100300.0, 50000.0]), ((1e12, 1.0), [1e12, 1000001000000.0])],
    lambda a, r: (a / r, a / r**2))

distribution(
    "inverse_gamma", lambda x, a, s: a * log(s) - loggamma(a) - (a + 1) * log(x) - s / x,
    [((3.0, 2.0), [0.5, 1e-4, 1e200]), ((0.5, 1.0), [1.0, 1e10]), ((1.5, 2.0), [1.0]),
     ((50.0, 100.0), [2.0, 0.1, 1000.0])],
    lambda a, s: (s / (a - 1) if a > 1 else inf,
                  s**2 / ((a - 1) ** 2 * (a - 2)) if a > 2 else inf))

distribution(
    "beta", lambda x, a, b: (a - 1) * log(x) + (b - 1) * mp.log1p(-x) - log(beta(a, b)),
    [((2.0, 3.0), [0.5, 1e-300, 0.9999999]), ((0.5, 0.5), [1e-200, 0.25]), ((1.0, 1.0), [0.125]),
     ((1.0, 20.0), [1e-12, 0.75]), ((12.0, 15.5), [0.4, 0.999]), ((1e5, 1e5), [0.5, 0.503])],
    lambda a, b: (a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))))

distribution(
    "lognormal", lambda x, m, s: gaussian(log(x), m, s) - log(x),
    [((0.0, 1.0), [1.0, 1e-300, 1e300]), ((2.0, 0.25), [7.5, 0.001])],
    lambda m, s: (exp(m + s**2 / 2), mp.expm1(s**2) * exp(2 * m + s**2)))

distribution(
    "half_normal", lambda x, s: gaussian(x, 0, s) + log(2),
    [((1.0,), [1e-300, 1.0, 1e100]), ((0.25,), [0.5, 10.0])],
    lambda s: (s * sqrt(2 / pi), s**2 * (1 - 2 / pi)))

distribution(
    "half_cauchy", lambda x, s: -log(1 + (x / s) ** 2) - log(s) + log(2 / pi),
    [((1.0,), [1e-300, 1.0, 1e200]), ((5.0,), [0.5, 1e8])], lambda s: (inf, nan))

distribution(
    "weibull", lambda x, k, s: log(k / s) + (k - 1) * log(x / s) - (x / s) ** k,
    [((2.0, 3.0), [3.0, 1e-200, 300.0]), ((0.5, 1.0), [1e-100, 1e6]), ((1.0, 2.0), [0.5]),
     ((20.0, 1.5), [1.5, 2.0, 0.01])],
    lambda k, s: (s * gamma(1 + 1 / k), s**2 * (gamma(1 + 2 / k) - gamma(1 + 1 / k) ** 2)))

distribution(
    "pareto", lambda x, m, a: log(a) + a * log(m) - (a + 1) * log(x),
    [((1.0, 3.0), [2.0, 1.0000001, 1e200]), ((0.001, 0.5), [0.0011, 1e9]), ((2.0, 1.5), [4.0])],
    lambda m, a: (a * m / (a - 1) if a > 1 else inf,
                  m**2 * a / ((a - 1) ** 2 * (a - 2)) if a > 2 else inf))

distribution(
    "von_mises", lambda x, m, k: k * cos(x - m) - log(2 * pi * besseli(0, k)),
    [((0.0, 1.0), [0.0, 3.1, -1.5]), ((1.0, 1e-6), [0.0]), ((-0.5, 100.0), [-0.5, 0.25]),
     ((0.0, 1e6), [0.0, 0.001, 3.0])])


def dirichlet(x, c):
    return (sum((a - 1) * log(v) for a, v in zip(c, x)) + loggamma(sum(c)) - sum(loggamma(a) for a in c))


distribution(
    "dirichlet", dirichlet,
    [(([1.0, 1.0, 1.0],), [[0.25, 0.25, 0.5]]), (([0.5, 2.0, 8.0],), [[0.125, 0.25, 0.625],
                                                                     [1e-100, 0.5, 0.5]])],
    lambda c: ([a / sum(c) for a in c],
               [a * (sum(c) - a) / (sum(c) ** 2 * (sum(c) + 1)) for a in c]))

distribution(
    "bernoulli", lambda x, p: log(p) if x == 1 else mp.log1p(-p),
    [((0.25,), [0, 1]), ((1e-300,), [0, 1])], lambda p: (p, p * (1 - p)))


def choose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


distribution(
    "binomial",
    lambda x, n, p: choose(n, x) + (x * log(p) if x else 0) + ((n - x) * mp.log1p(-p) if n - x else 0),
    [((4, 0.5), [0, 2, 4]), ((1000, 0.001), [0, 1, 40]), ((100000, 0.25), [25000, 24000]),
     ((7, 1.0), [7]), ((7, 0.0), [0])],
    lambda n, p: (n * p, n * p * (1 - p)))

distribution(
    "categorical", lambda x, p: log(p[int(x)] / sum(p)),
    [(([0.25, 0.5, 0.25],), [0, 1, 2]), (([1.0, 1e-200, 3.0],), [1, 2])],
    lambda p: (sum(i * v for i, v in enumerate(p)) / sum(p),
               sum(i**2 * v for i, v in enumerate(p)) / sum(p)
               - (sum(i * v for i, v in enumerate(p)) / sum(p)) ** 2))

distribution(
    "poisson", lambda x, r: x * log(r) - r - loggamma(x + 1),
    [((2.0,), [0, 3, 50]), ((1e-10,), [0, 2]), ((1e6,), [1000000, 1001000, 500000]),
     ((15.0,), [9, 10, 15, 200])], lambda r: (r, r))

distribution(
    "negative_binomial",
    lambda x, m, k: loggamma(x + k) - loggamma(x + 1) - loggamma(k)
    + k * log(k / (m + k)) + x * log(m / (m + k)),
    [((2.0, 1.0), [0, 1, 100]), ((6.5, 0.01), [0, 5]), ((10.0, 1e8), [0, 10, 25]),
     ((1000.0, 50.0), [1000, 10, 5000])], lambda m, k: (m, m + m**2 / k))


def ring(r, radius, width):
    rho = radius / width
    mass = width**2 * exp(-(rho**2) / 2) + radius * width * sqrt(pi / 2) * erfc(-rho / sqrt(2))
    return -(((r - radius) / width) ** 2) / 2 - log(2 * pi * mass)


def norm(x):
    return sqrt(sum(v**2 for v in x))


distribution(
    "ring", lambda x, r, w: ring(norm(x), r, w),
    [((2.0, 0.25), [[2.0, 0.0], [-1.0, 1.5], [0.001, 0.0], [30.0, 40.0]]),
     ((0.5, 2.0), [[0.25, 0.125]])])

distribution(
    "banana",
    lambda x, s, c, w: gaussian(x[0], 0, s) + gaussian(x[1], c * (x[0] ** 2 - s**2), w),
    [((2.0, 0.25, 0.5), [[0.0, -1.0], [3.0, 1.25], [-10.0, 0.0]])],
    lambda s, c, w: ([0, 0], [s**2, w**2 + 2 * c**2 * s**4]))

distribution(
    "funnel",
    lambda x, s, n: gaussian(x[0], 0, s) + sum(gaussian(v, 0, exp(x[0] / 2)) for v in x[1:]),
    [((3.0, 2), [[0.0, 0.0], [-8.0, 0.01], [6.0, 20.0]]), ((1.0, 4), [[1.0, 0.5, -0.5, 2.0]])],
    lambda s, n: ([0] * int(n), [s**2] + [exp(s**2 / 2)] * (int(n) - 1)))


def crescent(x, side, radius, width, k):
    r = norm(x)
    return ring(r, radius, width) + k * side * x[1] / r - log(besseli(0, k))


half, quarter = mpf(1) / 2, mpf(1) / 4
distribution(
    "two_moons",
    lambda x, r, w, k: log(
        exp(crescent([x[0] + half, x[1] + quarter], 1, r, w, k)) / 2
        + exp(crescent([x[0] - half, x[1] - quarter], -1, r, w, k)) / 2),
    [((1.0, 0.125, 2.0), [[0.0, 0.0], [-0.5, 0.75], [0.5, -0.75], [5.0, 5.0]])])

distribution(
    "checkerboard", lambda x, n, e: -log(mp.ceil(n * n / 2) * (2 * e / n) ** 2),
    [((4, 2.0), [[-1.5, -1.5], [0.5, -1.5]]), ((3, 1.5), [[0.0, 0.0], [1.25, 1.25]])])


def spiral(x, s, t, k):
    r = norm(x)
    return (-(r**2) / (2 * s**2) - log(2 * pi * s**2)
            + k * (x[0] * cos(t * r) + x[1] * mp.sin(t * r)) / r - log(besseli(0, k)))


distribution("spiral", spiral, [((2.0, 2.0, 8.0), [[1.0, 0.5], [-3.0, 2.0], [0.25, 0.0]])])


def bar(x, length, width):
    a, h, unit = abs(x[0]), length / 2, width * sqrt(2)
    return (log((erfc((a - h) / unit) - erfc((a + h) / unit)) / (2 * length)) + gaussian(x[1], 0, width))


distribution(
    "bar", bar, [((4.0, 0.25), [[0.0, 0.0], [1.9, 0.5], [-2.5, 0.1], [30.0, 0.0], [1000.0, 1.0]])],
    lambda length, w: ([0, 0], [length**2 / 12 + w**2, w**2]))

with open("Tests/CompKitTests/Fixtures/distributions.json", "w") as file:
    json.dump({"log_densities": log_densities, "moments": moments}, file, indent=1)
    file.write("\n")
