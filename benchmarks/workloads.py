"""What the peers share: the numbers of the workloads, what right answers are, and how runs are timed.

A peer's script calls `main` with its workloads. Each is a function that prepares a run and gives it: a
function of a seed whose answer is the last state of all chains, a row a chain, or for `ais` the log of
the integral. A line is printed for each: its name, then the seconds of the fastest run after one in
which all is compiled. Every run's answer is checked; a wrong one ends the script with status 1.
"""

import os
import subprocess
import sys
import time

import numpy as np

THREADS = 2


class GaussianProduct:
    """100,000 chains, 1,000 steps of ULA: the product of two Gaussians in two dimensions."""

    chains, steps, step_size = 100_000, 1_000, 0.01
    means = np.array([[-1.0, 0.0], [1.0, 0.0]])
    precisions = 1 / np.array([[1.0, 0.5], [0.5, 1.0]]) ** 2

    @classmethod
    def check(cls, x):
        precision = cls.precisions.sum(0)
        mean = (cls.precisions * cls.means).sum(0) / precision
        # The variance where x' = (1 − hλ) x + √(2h) ξ rests.
        variance = 1 / precision / (1 - cls.step_size * precision / 2)
        near("means", x.mean(0), mean, 0.01)
        near("variances", x.var(0), variance, 0.01)
        near("correlation", np.corrcoef(x.T)[0, 1], 0, 0.02)


class RingBox:
    """100,000 chains, 500 steps of MALA: eight Gaussians on a ring times a box with soft walls."""

    chains, steps, step_size = 100_000, 500, 0.01
    std, wall = 0.3, 10.0
    means = 2 * np.array([[np.cos(k * np.pi / 4), np.sin(k * np.pi / 4)] for k in range(8)])

    @classmethod
    def log_density(cls, x):
        squares = ((x[..., None, :] - cls.means) ** 2).sum(-1)
        walls = np.logaddexp(0, cls.wall * (x - 2)) + np.logaddexp(0, cls.wall * (-2 - x))
        return np.log(np.exp(-squares / (2 * cls.std**2)).sum(-1)) - walls.sum(-1)

    @classmethod
    def check(cls, x):
        line = np.linspace(-4, 4, 801)
        grid = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
        weights = np.exp(cls.log_density(grid))
        weights /= weights.sum()
        near("means", x.mean(0), 0, 0.05)
        # Chains seldom change from one Gaussian to the next: their shares are still those of the starts.
        near("squares", (x**2).mean(0), weights @ grid**2, 0.1)
        radius = lambda points: np.sqrt((points**2).sum(1))
        near("radius", radius(x).mean(), weights @ radius(grid), 0.03)


class CorrelatedFactors:
    """4,096 chains, 200 transitions of HMC with 10 leapfrog steps: four correlated Gaussians times a
    Student-t factor in 16 dimensions."""

    # With steps of 0.15 a trajectory would be half a turn for some directions, and no chain would mix.
    chains, steps, step_size, leapfrog = 4_096, 200, 0.08, 10
    dimension, df = 16, 5.0
    covariances = [
        (0.3 + 0.1 * k) ** abs(np.subtract.outer(range(16), range(16))) * (1 + 0.5 * k) for k in range(4)
    ]
    precisions = np.linalg.inv(covariances)

    @classmethod
    def check(cls, x):
        # Exact draws of the Gaussian, weighted by the Student-t factor.
        covariance = np.linalg.inv(cls.precisions.sum(0))
        draws = np.random.default_rng(0).multivariate_normal(np.zeros(16), covariance, 100_000)
        weights = np.exp(-(cls.df + 1) / 2 * np.log1p(draws**2 / cls.df).sum(1))
        expected = (draws * weights[:, None]).T @ draws / weights.sum()
        near("means", x.mean(0), 0, 0.05)
        near("covariance", np.cov(x.T), expected, 0.03)


class AIS:
    """4,096 particles annealed over 1,000 temperatures, with one trajectory of 5 leapfrog steps at
    each, from a wide Gaussian to 40 narrow ones."""

    chains, steps, step_size, leapfrog = 4_096, 1_000, 0.3, 5
    std, wide = 0.5, 5.0
    means = np.array(
        [[7 * np.cos(2.4 * k) * np.sqrt((k + 1) / 40), 7 * np.sin(2.4 * k) * np.sqrt((k + 1) / 40)] for k in range(40)]
    )

    @classmethod
    def check(cls, log_normalizer):
        near("log of the integral", log_normalizer, 0, 0.05)


WORKLOADS = {
    "gaussian_product": GaussianProduct,
    "ring_box": RingBox,
    "correlated_factors": CorrelatedFactors,
    "ais": AIS,
}


def near(what, found, expected, bound):
    """Ends the script where a number of the answer is not what it must be."""
    error = np.max(np.abs(np.asarray(found, float) - expected))
    if not error < bound:
        sys.exit(f"{what}: found {found}, expected {expected}, within {bound}")


def cold(script):
    """The seconds of a whole process of a script: the fastest of three after one that fills caches."""
    times = []
    for _ in range(4):
        start = time.perf_counter()
        subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), script)], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times[1:])


def main(peers, names):
    """Times the workloads of these names that the peer has; all of them where no name is given."""
    for name in names or peers:
        if name not in peers:
            continue
        if name == "cold":
            print(name, cold(peers[name]), flush=True)
            continue
        run, check = peers[name](WORKLOADS[name]), WORKLOADS[name].check
        times = []
        for seed in range(4):
            start = time.perf_counter()
            answer = run(seed)
            times.append(time.perf_counter() - start)
            check(np.asarray(answer, dtype=float))
        print(name, min(times[1:]), flush=True)
