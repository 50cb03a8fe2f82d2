"""Reference values of the standard distributions, in 50 digits by mpmath.

Writes Tests/CompKitTests/Fixtures/distributions.json: rows of a density and a point (as Comp
expressions), with the log density in 30 digits; rows of a density with its mean and variance, element
by element ("nan" where undefined); rows of a density and a point with the score, the derivative of the
log density, at the edges of the support too; and for each exact draw a formula of it (as a Comp
expression of `x`, the draws), edges that part its values, and the probabilities of the parts. Run from
the root of the repository:

    python3 Tests/reference/distributions.py
"""

import json

from mpmath import besseli, beta, erfc, gamma, inf, log, loggamma, mp, mpf, nan, pi, sqrt, cos, exp

mp.dps = 50
euler = mp.euler

log_densities = []
moments = []
scores = []
bins = []


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


def ring_moment(radius, width):
    """By quadrature over the radius: each coordinate has half its mean square."""
    def integral(power):
        return mp.quad(
            lambda r: r**power * exp(-(((r - radius) / width) ** 2) / 2),
            [0, radius, radius + 6 * width, radius + 30 * width])
    return [0, 0], [integral(3) / integral(1) / 2] * 2


distribution(
    "ring", lambda x, r, w: ring(norm(x), r, w),
    [((2.0, 0.25), [[2.0, 0.0], [-1.0, 1.5], [0.001, 0.0], [30.0, 40.0]]),
     ((0.5, 2.0), [[0.25, 0.125]])], ring_moment)

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

def checkerboard_moment(cells, extent):
    """Square by square."""
    side = 2 * mpf(extent) / cells
    columns = [i for i in range(int(cells)) for j in range(int(cells)) if (i + j) % 2 == 0]
    squares = [(-extent + side * (i + half)) ** 2 + side**2 / 12 for i in columns]
    return [0, 0], [sum(squares) / len(squares)] * 2


distribution(
    "checkerboard", lambda x, n, e: -log(mp.ceil(n * n / 2) * (2 * e / n) ** 2),
    [((4, 2.0), [[-1.5, -1.5], [0.5, -1.5]]), ((3, 1.5), [[0.0, 0.0], [1.25, 1.25]])],
    checkerboard_moment)


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

# Scores, and log densities at the edges of the supports and beyond.


def point(density, at, log_density):
    log_densities.append({"density": density, "at": text(at), "log_density": digits(log_density)})


def slope(density, at, formula):
    """The derivative at a point inside the support, by differences."""
    x = mpf(at)
    # (1 + x²) for the smallest x needs these digits.
    with mp.workdps(1500):
        step = mpf(10) ** -40 * (abs(x) or 1)
        value = (formula(x + step) - formula(x - step)) / (2 * step)
    scores.append({"density": density, "at": text(at), "score": [digits(value)]})


def slopes(density, at, values):
    """Derivatives that are known."""
    scores.append({"density": density, "at": text(at), "score": [digits(v) for v in values]})


n = mpf  # the double that a literal stands for

for at in [0.0, -1.5, 40.0, 1e150]:
    slope("gaussian(0.5, 2.0)", at, lambda x: gaussian(x, mpf(0.5), 2))
for at in [0.0, 2.0, -1e10, 1e200]:
    slope("student_t(0.5, 2.0, 3.0)", at, lambda x: student_t(x, mpf(0.5), 2, 3))
    slope("student_t(1e8, 0.0, 1.0)", at, lambda x: student_t(x, mpf(1e8), 0, 1))
    slope("cauchy(-2.0, 5.0)", at, lambda x: -log(1 + ((x + 2) / 5) ** 2))
for at in [-3.0, 4.5, 1e300]:
    slope("laplace(1.5, 0.25)", at, lambda x: -abs(x - mpf(1.5)) / mpf(0.25))
for at in [0.0, -2.5, 800.0, -1e6]:
    slope("logistic(1.0, 2.0)", at, lambda x: logistic(x, 1, 2))
for at in [0.0, 500.0, -5.0, 12.0]:
    slope("gumbel(1.0, 2.5)", at, lambda x: -(x - 1) / mpf(2.5) - exp(-(x - 1) / mpf(2.5)))
for at in [1e-300, 0.25, 3.0, 1e5]:
    for a, r in [(0.01, 1.0), (1.0, 0.5), (2.0, 3.0), (50.0, 10.0)]:
        slope(f"gamma({a}, {r})", at, lambda x: (mpf(a) - 1) * log(x) - mpf(r) * x)
    slope("weibull(0.5, 1.0)", at, lambda x: (mpf(0.5) - 1) * log(x) - x ** mpf(0.5))
    slope("half_cauchy(5.0)", at, lambda x: -log(1 + (x / 5) ** 2))
    slope("half_normal(0.25)", at, lambda x: -((x / mpf(0.25)) ** 2) / 2)
    slope("lognormal(2.0, 0.25)", at, lambda x: gaussian(log(x), 2, mpf(0.25)) - log(x))
for at in [1e-4, 0.25, 3.0, 1e100]:
    for a, b in [(0.5, 1.0), (3.0, 2.0), (50.0, 100.0)]:
        slope(f"inverse_gamma({a}, {b})", at, lambda x: -(mpf(a) + 1) * log(x) - mpf(b) / x)
for at in [1e-200, 0.25, 0.9999999]:
    for a, b in [(0.5, 0.5), (1.0, 20.0), (1e5, 1e5)]:
        slope(f"beta({a}, {b})", at, lambda x: (mpf(a) - 1) * log(x) + (mpf(b) - 1) * mp.log1p(-x))
for at in [1.0000001, 4.0, 1e200]:
    slope("pareto(1.0, 0.5)", at, lambda x: -mpf(1.5) * log(x))
for at in [0.0, 3.1, -1.5]:
    slope("von_mises(1.0, 100.0)", at, lambda x: 100 * cos(x - 1))
    slope("von_mises(1.0, 1e-06)", at, lambda x: mpf(1e-6) * cos(x - 1))

# At the edges, where the derivative is finite.
for density, at, value, derivative in [
    ("exponential(2.0)", 0.0, log(2), -2),
    ("gamma(1.0, 0.5)", 0.0, log(mpf(1) / 2), -mpf(1) / 2),
    ("weibull(1.0, 2.0)", 0.0, -log(2), -mpf(1) / 2),
    ("half_normal(2.0)", 0.0, log(2 / pi) / 2 - log(2), 0),
    ("half_cauchy(2.0)", 0.0, log(2 / pi) - log(2), 0),
    ("pareto(2.0, 3.0)", 2.0, log(mpf(3) / 2), -2),
    ("beta(1.0, 1.0)", 0.0, 0, 0),
    ("beta(1.0, 1.0)", 1.0, 0, 0),
    ("beta(1.0, 3.0)", 0.0, log(3), -2),
    ("beta(3.0, 1.0)", 1.0, log(3), 2),
    ("uniform(-1.0, 3.0)", -1.0, -log(4), 0),
    ("uniform(-1.0, 3.0)", 3.0, -log(4), 0),
]:
    point(density, at, value)
    slopes(density, at, [derivative])
for density, at, value in [
    ("gamma(2.0, 3.0)", 0.0, -inf), ("gamma(0.5, 3.0)", 0.0, inf), ("gamma(20.0, 3.0)", 0.0, -inf),
    ("weibull(2.0, 3.0)", 0.0, -inf), ("weibull(0.5, 3.0)", 0.0, inf),
    ("beta(2.0, 3.0)", 0.0, -inf), ("beta(2.0, 3.0)", 1.0, -inf), ("beta(0.5, 0.5)", 0.0, inf),
    ("beta(0.5, 0.5)", 1.0, inf), ("inverse_gamma(3.0, 2.0)", 0.0, -inf),
    ("inverse_gamma(30.0, 2.0)", 0.0, -inf), ("lognormal(0.0, 1.0)", 0.0, -inf),
    ("dirichlet([1.0, 1.0, 1.0])", [0.0, 0.25, 0.75], log(2)),
    ("dirichlet([2.0, 1.0, 1.0])", [0.0, 0.25, 0.75], -inf),
    ("dirichlet([1.0, 1.0, 1.0])", [0.5, 0.25, 0.75], -inf),
    ("exponential(2.0)", -1e-300, -inf), ("gamma(2.0, 3.0)", -1.0, -inf),
    ("inverse_gamma(3.0, 2.0)", -1.0, -inf), ("lognormal(0.0, 1.0)", -1.0, -inf),
    ("half_normal(2.0)", -1.0, -inf), ("half_cauchy(2.0)", -1.0, -inf),
    ("weibull(2.0, 3.0)", -1.0, -inf), ("pareto(2.0, 3.0)", 1.999, -inf),
    ("beta(2.0, 3.0)", -0.1, -inf), ("beta(2.0, 3.0)", 1.1, -inf),
    ("uniform(-1.0, 3.0)", 3.1, -inf), ("box([0.0, -1.0], [2.0, 4.0])", [1.0, 4.5], -inf),
    ("von_mises(0.0, 1.0)", 3.2, -inf), ("checkerboard(4, 2.0)", [0.5, 0.5], -log(8)),
    ("checkerboard(4, 2.0)", [0.5, 1.5], -inf), ("checkerboard(4, 2.0)", [2.5, 0.5], -inf),
    ("bernoulli(0.25)", 2, -inf), ("bernoulli(0.25)", 0.5, -inf), ("bernoulli(0.0)", 1, -inf),
    ("bernoulli(1.0)", 1, 0), ("binomial(4, 0.5)", 5, -inf), ("binomial(4, 0.5)", -1, -inf),
    ("binomial(4, 0.0)", 1, -inf), ("categorical([0.5, 0.0, 0.5])", 1, -inf),
    ("poisson(2.0)", -1, -inf), ("poisson(2.0)", 2.5, -inf), ("negative_binomial(2.0, 1.0)", -1, -inf),
]:
    point(density, at, value)

# The scores of vectors, by one coordinate after the other.


def gradient(density, at, formula):
    values = []
    for i in range(len(at)):
        with mp.workdps(90):
            step = mpf(10) ** -30
            up = [mpf(v) + (step if j == i else 0) for j, v in enumerate(at)]
            down = [mpf(v) - (step if j == i else 0) for j, v in enumerate(at)]
            values.append((formula(up) - formula(down)) / (2 * step))
    slopes(density, at, values)


for at in [[1.0, 2.0], [-3.5, 20.0]]:
    gradient("gaussian(mean: [1.0, 2.0], covariance: [[2.0, 1.0], [1.0, 2.0]])", at,
             lambda x: gaussian_full(x, [1, 2], [[2, 1], [1, 2]]))
for at in [[0.0, 0.0], [50.0, -80.0]]:
    gradient("gaussian_mixture([[-1.0, 0.0], [1.0, 0.5]], [0.5, 2.0], [1.0, 3.0])", at,
             lambda x: gaussian_mixture(x, [[-1, 0], [1, n(0.5)]], [n(0.5), 2], [1, 3]))
for at in [[2.0, 0.0], [-1.0, 1.5], [30.0, 40.0]]:
    gradient("ring(2.0, 0.25)", at, lambda x: ring(norm(x), 2, n(0.25)))
for at in [[0.0, -1.0], [-10.0, 0.0]]:
    gradient("banana(2.0, 0.25, 0.5)", at, lambda x: gaussian(x[0], 0, 2)
             + gaussian(x[1], n(0.25) * (x[0] ** 2 - 4), n(0.5)))
for at in [[0.0, 0.0], [-8.0, 0.01], [6.0, 20.0]]:
    gradient("funnel(3.0, 2)", at,
             lambda x: gaussian(x[0], 0, 3) + gaussian(x[1], 0, exp(x[0] / 2)))
for at in [[0.0, 0.0], [-0.5, 0.75], [5.0, 5.0]]:
    gradient("two_moons(1.0, 0.125, 2.0)", at, lambda x: log(
        exp(crescent([x[0] + half, x[1] + quarter], 1, 1, n(0.125), 2))
        + exp(crescent([x[0] - half, x[1] - quarter], -1, 1, n(0.125), 2))))
for at in [[1.0, 0.5], [-3.0, 2.0]]:
    gradient("spiral(2.0, 2.0, 8.0)", at, lambda x: spiral(x, 2, 2, 8))
for at in [[0.0, 0.0], [1.9, 0.5], [-2.5, 0.1], [30.0, 0.0]]:
    gradient("bar(4.0, 0.25)", at, lambda x: bar(x, 4, n(0.25)))
for at in [[0.25, 0.25, 0.5]]:
    # By the first two coordinates; the last is what is left.
    slopes("dirichlet([1.0, 1.0, 1.0])", at, [0, 0, 0])
    slopes("dirichlet([3.0, 2.0, 1.0])", at, [8, 4, 0])

# The probabilities of exact draws.


def parts(density, formula, edges, cdf):
    """`cdf` at the edges; the first and last part are without end."""
    below = [mpf(0)] + [cdf(mpf(e)) for e in edges] + [mpf(1)]
    bins.append({
        "density": density, "formula": formula, "edges": [float(e) for e in edges],
        "probabilities": [float(b - a) for a, b in zip(below, below[1:])]})


def levels(quantile):
    """Edges at even probabilities and in the tails, rounded."""
    return [float(mp.nstr(quantile(mpf(p)), 6)) for p in
            [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]]


def normal_cdf(x):
    return mp.ncdf(x)


def gamma_cdf(x, a, r):
    return mp.gammainc(a, 0, r * x, regularized=True) if x > 0 else mpf(0)


def beta_cdf(x, a, b):
    return mp.betainc(a, b, 0, min(max(x, 0), 1), regularized=True)


def student_cdf(x, df, m, s):
    z = (x - m) / s
    tail = mp.betainc(df / 2, mpf(1) / 2, 0, df / (df + z * z), regularized=True) / 2
    return 1 - tail if z > 0 else tail


def search(cdf, low, high):
    """A quantile function, by bisection."""

    def quantile(p):
        a, b = mpf(low), mpf(high)
        for _ in range(60):
            m = (a + b) / 2
            a, b = (m, b) if cdf(m) < p else (a, m)
        return (a + b) / 2

    return quantile


def drawn(density, cdf, low=None, high=None, quantile=None, formula="x"):
    parts(density, formula, sorted(set(levels(quantile or search(cdf, low, high)))), cdf)


mp.dps = 20
drawn("gaussian(1.0, 2.0)", lambda x: normal_cdf((x - 1) / 2), -20, 20)
drawn("uniform(-1.0, 3.0)", lambda x: (x + 1) / 4, quantile=lambda p: 4 * p - 1)
for df, m, s in [(0.5, 0.0, 1.0), (3.0, 1.0, 2.0), (30.0, 0.0, 1.0)]:
    drawn(f"student_t({df}, {m}, {s})", lambda x: student_cdf(x, mpf(df), m, s), -1e8, 1e8)
drawn("laplace(1.0, 2.0)",
      lambda x: exp((x - 1) / 2) / 2 if x < 1 else 1 - exp(-(x - 1) / 2) / 2, -50, 50)
drawn("logistic(1.0, 2.0)", lambda x: 1 / (1 + exp(-(x - 1) / 2)), -50, 50)
drawn("cauchy(1.0, 2.0)", lambda x: half + mp.atan((x - 1) / 2) / pi,
      quantile=lambda p: 1 + 2 * mp.tan(pi * (p - half)))
drawn("gumbel(1.0, 2.0)", lambda x: exp(-exp(-(x - 1) / 2)), -20, 50)
drawn("exponential(2.0)", lambda x: 1 - exp(-2 * x), 0, 20)
for a, r in [(0.01, 1.0), (0.5, 2.0), (1.0, 1.0), (9.5, 2.0), (1000.0, 3.0)]:
    # In logs, for small shapes.
    drawn(f"gamma({a}, {r})", lambda x: gamma_cdf(exp(x), mpf(a), mpf(r)), -60, 10,
          formula="log(max(x, 1e-300))")
for a, b in [(0.5, 1.0), (3.0, 2.0), (40.0, 100.0)]:
    drawn(f"inverse_gamma({a}, {b})", lambda x: 1 - gamma_cdf(exp(-x), mpf(a), mpf(b)), -10, 30,
          formula="log(x)")
for a, b in [(0.5, 0.5), (2.0, 5.0), (100.0, 200.0)]:
    drawn(f"beta({a}, {b})", lambda x: beta_cdf(x, mpf(a), mpf(b)), 0, 1)
drawn("lognormal(0.5, 0.8)", lambda x: normal_cdf((x - half) / mpf(0.8)), -10, 10, formula="log(x)")
drawn("half_normal(2.0)", lambda x: mp.erf(x / (2 * sqrt(2))), 0, 20)
drawn("half_cauchy(2.0)", lambda x: 2 / pi * mp.atan(x / 2),
      quantile=lambda p: 2 * mp.tan(pi * p / 2))
for k, s in [(0.5, 1.0), (3.0, 2.0)]:
    drawn(f"weibull({k}, {s})", lambda x: 1 - exp(-((x / mpf(s)) ** mpf(k))), 0, 100)
drawn("pareto(2.0, 3.0)", lambda x: 1 - (2 / x) ** 3 if x > 2 else mpf(0), 2, 100)


def circular_cdf(x, k):
    return mp.quad(lambda t: exp(k * (cos(t) - 1)), mp.linspace(-pi, x, 4)) / (
        2 * pi * exp(-k) * besseli(0, k))


for k in [1e-6, 0.5, 3.0, 50.0]:
    edges = [float(mp.nstr(-pi + i * pi / 5, 6)) for i in range(1, 10)] if k < 10 else [
        -0.4, -0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.3, 0.4]
    parts(f"von_mises(0.0, {k})", "x", edges, lambda x: circular_cdf(x, mpf(k)))
parts("von_mises(2.5, 3.0)", "sin(x - 2.5)", [-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9],
      lambda y: (circular_cdf(mp.asin(y), 3) - circular_cdf(-pi - mp.asin(y), 3)) if y < 0 else
      1 - (circular_cdf(pi - mp.asin(y), 3) - circular_cdf(mp.asin(y), 3)))


def counted(density, mass, edges):
    """Edges lie between the values."""
    def cdf(x):
        return sum((mass(k) for k in range(int(mp.floor(x)) + 1)), mpf(0))
    parts(density, "x", [e + 0.5 for e in edges], cdf)


def poisson_mass(k, m):
    return exp(k * log(m) - m - loggamma(k + 1))


def binomial_mass(k, m, p):
    return exp(choose(mpf(m), mpf(k)) + k * log(p) + (m - k) * mp.log1p(-p)) if k <= m else mpf(0)


counted("bernoulli(0.3)", lambda k: [mpf(0.7), mpf(0.3)][k] if k < 2 else mpf(0), [0])
counted("categorical([1.0, 2.0, 0.5, 0.0, 4.5])", lambda k: mpf([1, 2, 0.5, 0, 4.5][k]) / 8, [0, 1, 2, 3])
counted("binomial(7, 0.3)", lambda k: binomial_mass(k, 7, mpf(0.3)), [0, 1, 2, 3, 4, 5])
counted("binomial(1000, 0.995)", lambda k: binomial_mass(k, 1000, mpf(0.995)),
        [988, 990, 992, 993, 994, 995, 996, 997, 998])
counted("binomial(200, 0.4)", lambda k: binomial_mass(k, 200, mpf(0.4)),
        [58, 64, 68, 71, 74, 76, 78, 80, 82, 84, 86, 89, 92, 96, 102])
counted("poisson(0.5)", lambda k: poisson_mass(k, half), [0, 1, 2, 3])
counted("poisson(9.9)", lambda k: poisson_mass(k, mpf(9.9)), [2, 4, 6, 7, 8, 9, 10, 11, 12, 14, 16, 19])
counted("poisson(150.0)", lambda k: poisson_mass(k, mpf(150)),
        [112, 122, 130, 135, 140, 144, 147, 150, 153, 156, 160, 165, 171, 179, 189])
for m, k in [(6.5, 0.1), (4.0, 2.5), (100.0, 50.0)]:
    counted(
        f"negative_binomial({m}, {k})",
        lambda x: exp(loggamma(x + mpf(k)) - loggamma(x + 1) - loggamma(mpf(k))
                      + k * log(k / mpf(m + k)) + x * log(m / mpf(m + k))),
        [0, 1, 2, 4, 7, 12, 20, 40] if m < 50 else [54, 66, 76, 84, 92, 100, 108, 117, 128, 143, 162])

# Vectors and shapes, by functions of the draws whose distribution is known.
drawn("gaussian(mean: [1.0, 2.0], covariance: [[2.0, 1.0], [1.0, 2.0]])",
      lambda x: normal_cdf(x / sqrt(2)), -10, 10, formula="transpose(x)[0] - transpose(x)[1] + 1")
drawn("gaussian(mean: [1.0, 2.0], precision: [[2.0, 1.0], [1.0, 2.0]])",
      lambda x: normal_cdf((x - 3) / sqrt(mpf(2) / 3)), -10, 10, formula="sum(x, axis: 1)")
drawn("gaussian_mixture([[-1.0, 0.0], [1.0, 0.5]], [0.5, 2.0], [1.0, 3.0])",
      lambda x: normal_cdf((x + 1) * 2) / 4 + 3 * normal_cdf((x - 1) / 2) / 4, -20, 20,
      formula="transpose(x)[0]")
for c, i in [([0.5, 2.0, 8.0], 0), ([1.0, 2.0, 3.0], 2)]:
    drawn(f"dirichlet({c})", lambda x: beta_cdf(x, mpf(c[i]), mpf(sum(c) - c[i])), 0, 1,
          formula=f"transpose(x)[{i}]")
drawn("box([0.0, -1.0], [2.0, 4.0])", lambda x: (x + 1) / 5, quantile=lambda p: 5 * p - 1,
      formula="transpose(x)[1]")


def radius_cdf(radius, width):
    def mass(r):
        return r * exp(-(((r - radius) / width) ** 2) / 2)
    points = [0, max(radius - 6 * width, radius / 9), radius, radius + 6 * width, radius + 12 * width]
    total = mp.quad(mass, sorted(points))
    return lambda x: mp.quad(mass, [0] + [p for p in sorted(points) if 0 < p < x] + [x]) / total


for radius, width in [(2.0, 0.25), (0.5, 2.0)]:
    cdf = radius_cdf(mpf(radius), mpf(width))
    parts(f"ring({radius}, {width})", "norm(x, axis: 1)",
          [radius + width * k for k in [-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3] if radius + width * k > 0],
          cdf)
parts("ring(2.0, 0.25)", "transpose(x)[0] / norm(x, axis: 1)", [-0.9, -0.5, 0.0, 0.5, 0.9],
      lambda y: 1 - mp.acos(y) / pi)
drawn("banana(2.0, 0.25, 0.5)", normal_cdf, -10, 10,
      formula="(transpose(x)[1] - 0.25 * (transpose(x)[0] ^ 2 - 4)) / 0.5")
drawn("funnel(3.0, 2)", normal_cdf, -10, 10,
      formula="transpose(x)[1] * exp(-transpose(x)[0] / 2)")
drawn("funnel(3.0, 2)", lambda x: normal_cdf(x / 3), -30, 30, formula="transpose(x)[0]")
parts("checkerboard(4, 2.0)", "floor(transpose(x)[0] + 2) + 4 * floor(transpose(x)[1] + 2)",
      [1, 4, 6, 9, 11, 12.5, 14.5], lambda x: mpf(sum(
          1 for k in range(16) if k < x and (k % 4 + k // 4) % 2 == 0)) / 8)
parts("checkerboard(3, 1.5)", "floor(transpose(x)[0] + 1.5) + 3 * floor(transpose(x)[1] + 1.5)",
      [1, 3, 5, 7], lambda x: mpf(sum(1 for k in range(9) if k < x and k % 2 == 0)) / 5)
drawn("spiral(2.0, 2.0, 8.0)", lambda r: 1 - exp(-(r**2) / 8), 0, 20, formula="norm(x, axis: 1)")
parts("spiral(2.0, 2.0, 8.0)",
      "(transpose(x)[0] * cos(2 * norm(x, axis: 1)) + transpose(x)[1] * sin(2 * norm(x, axis: 1))) / norm(x, axis: 1)",
      [0.5, 0.7, 0.8, 0.9, 0.95, 0.99],
      lambda y: 1 - (1 - 2 * circular_cdf(-mp.acos(y), 8)))
drawn("bar(4.0, 0.25)", lambda x: mp.quad(lambda u: normal_cdf((x - u) * 4), mp.linspace(-2, 2, 9)) / 4,
      -4, 4, formula="transpose(x)[0]")
drawn("bar(4.0, 0.25)", lambda x: normal_cdf(4 * x), -2, 2, formula="transpose(x)[1]")


def moon_cdf(axis):
    """Of a coordinate of the two moons: over the angle by the trapezoidal rule, the radius in closed
    form."""
    radius, width, k = mpf(1), mpf(0.125), mpf(2)
    cdf = radius_cdf(radius, width)
    angles = [2 * pi * (i + half) / 400 for i in range(400)]
    weights = [exp(k * cos(t)) for t in angles]
    total = sum(weights)

    def below(bound, factor):
        # r · factor ≤ bound
        if abs(factor) < mpf(10) ** -12:
            return mpf(bound >= 0)
        edge = bound / factor
        if edge <= 0:
            return mpf(factor < 0)
        value = cdf(edge) if edge < 3 else mpf(1)
        return value if factor > 0 else 1 - value

    def value(x):
        result = mpf(0)
        for t, w in zip(angles, weights):
            for side in [1, -1]:
                if axis == 0:
                    result += w * below(x + side * half, mp.sin(t)) / 2
                else:
                    result += w * below(x + side * quarter, side * cos(t)) / 2
        return result / total

    return value


mp.dps = 15
for axis, edges in [(0, [-1.4, -1.0, -0.6, -0.2, 0.2, 0.6, 1.0, 1.4]),
                    (1, [-1.1, -0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9, 1.1])]:
    parts("two_moons(1.0, 0.125, 2.0)", f"transpose(x)[{axis}]", edges, moon_cdf(axis))

with open("Tests/CompKitTests/Fixtures/distributions.json", "w") as file:
    json.dump(
        {"log_densities": log_densities, "moments": moments, "scores": scores, "bins": bins}, file,
        indent=1)
    file.write("\n")
