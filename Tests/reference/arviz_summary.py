"""Makes the references of StatisticsTests: ArviZ's summaries of series that both can make.

Writes Tests/CompRuntimeTests/Fixtures/summaries.json. Made with ArviZ 0.23.4 and NumPy 2.4.6.
"""
import json
import math
import os
import warnings

import arviz as az
import numpy as np

warnings.simplefilter("ignore")
MASK = (1 << 64) - 1


def series(kind, chains, draws, a):
    state = 12345

    def uniform():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        return ((state >> 11) + 0.5) * 2.0**-53 - 0.5

    values = []
    for chain in range(chains):
        x, row = 0.0, []
        for draw in range(draws):
            u = uniform()
            if kind == "autoregressive":
                x = a * x + u
                row.append(x + 0.01 * chain)
            elif kind == "cauchy":
                row.append(math.tan(math.pi * u))
            elif kind == "constant":
                row.append(a)
            elif kind == "stuck":
                row.append(0.25 if chain == 0 else u)
            elif kind == "binary":
                row.append(1.0 if u > a else 0.0)
            elif kind == "counts":
                row.append(math.floor(10 * (u + 0.5) ** 2))
            elif kind == "drift":
                row.append(u + a * draw / draws)
            elif kind == "apart":
                row.append(u + a * chain)
            elif kind == "scales":
                row.append(u * (1 + a * chain))
            elif kind == "nan":
                row.append(math.nan if chain == 1 and draw == 2 else u)
            elif kind == "infinite":
                row.append(math.inf if chain == 0 and draw == 1 else u)
            elif kind == "large":
                row.append(1e9 + u)
        values.append(row)
    return np.array(values)


cases = [("autoregressive", 4, n, c) for n, c in
         [(4, 0.5), (5, 0.5), (6, 0.5), (7, -0.5), (10, 0.9), (100, 0.9), (101, -0.6), (1000, 0.3),
          (1000, 0.99), (250, -0.95), (1001, 0.0)]]
cases += [("autoregressive", m, n, c) for m, n, c in
          [(2, 50, 0.7), (2, 51, -0.7), (3, 333, 0.95), (5, 17, 0.2), (7, 64, -0.9), (16, 25, 0.5),
           (80, 10, 0.6), (80, 25, -0.4), (80, 101, 0.9), (33, 4, 0.0), (2, 2000, 0.98)]]
cases += [("cauchy", 4, 200, 0), ("cauchy", 2, 77, 0), ("cauchy", 40, 20, 0)]
cases += [("constant", 4, 100, 3.25), ("constant", 2, 5, -1e-3), ("stuck", 4, 100, 0), ("stuck", 2, 31, 0)]
cases += [("binary", 4, 100, 0.3), ("binary", 4, 101, -0.45), ("binary", 10, 40, 0.0), ("binary", 4, 50, 0.49)]
cases += [("counts", 4, 250, 0), ("counts", 3, 21, 0)]
cases += [("drift", 4, 200, 2.0), ("apart", 4, 100, 0.5), ("apart", 80, 12, 0.02), ("scales", 4, 100, 1.0)]
cases += [("nan", 4, 50, 0), ("infinite", 4, 50, 0), ("large", 4, 100, 0)]

references = []
for kind, chains, draws, a in cases:
    x = series(kind, chains, draws, a)
    with np.errstate(all="ignore"):
        references.append({
            "kind": kind, "chains": chains, "draws": draws, "parameter": a,
            "mean": float(np.mean(x)), "sd": float(np.std(x, ddof=1)),
            "quantiles": [float(q) for q in np.quantile(x, [0.05, 0.25, 0.5, 0.75, 0.95])],
            "mcse_mean": float(az.mcse(x, method="mean")), "ess_bulk": float(az.ess(x, method="bulk")),
            "ess_tail": float(az.ess(x, method="tail")), "ess_mean": float(az.ess(x, method="mean")),
            "r_hat": float(az.rhat(x, method="rank")),
        })
path = os.path.join(os.path.dirname(__file__), "..", "CompRuntimeTests", "Fixtures", "summaries.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(reference) for reference in references) + "\n]\n")
