"""The workloads in PyTorch, whole steps under torch.compile, with scores written out by hand.

Random numbers of several steps are made at once, outside the compiled part, which is faster.

Usage: python peer_torch.py [--eager] [workload …]
"""

import math
import sys

import torch
from torch.nn import functional

from workloads import THREADS, main

torch.set_num_threads(THREADS)
EAGER = "--eager" in sys.argv


def step_function(step):
    return step if EAGER else torch.compile(step)


def tensor(array):
    return torch.tensor(array, dtype=torch.float32)


def seeded(run):
    @torch.inference_mode()
    def seeded_run(seed):
        torch.manual_seed(seed)
        return run().numpy()

    return seeded_run


def gaussian_product(w):
    means, precisions, h, unrolled = tensor(w.means), tensor(w.precisions), w.step_size, 10

    def score(x):
        return -sum(p * (x - m) for m, p in zip(means, precisions))

    @step_function
    def steps(x, noise):
        for i in range(unrolled):
            x = x + h * score(x) + math.sqrt(2 * h) * noise[i]
        return x

    def run():
        x = torch.rand(w.chains, 2) * 4 - 2
        for _ in range(w.steps // unrolled):
            x = steps(x, torch.randn(unrolled, w.chains, 2))
        return x

    return seeded(run)


def ring_box(w):
    # Chains last: [coordinate, Gaussian, chain].
    means, h = tensor(w.means).T[:, :, None], w.step_size

    def log_density_and_score(x):
        d = means - x[:, None, :]
        logs = -(d * d).sum(0) / (2 * w.std**2)
        most = logs.amax(0)
        parts = (logs - most).exp()
        total = parts.sum(0)
        high, low = w.wall * (x - 2), w.wall * (-2 - x)
        walls = functional.softplus(high) + functional.softplus(low)
        push = w.wall * (torch.sigmoid(low) - torch.sigmoid(high))
        return most + total.log() - walls.sum(0), (parts / total * d).sum(1) / w.std**2 + push

    @step_function
    def step(x, l, g, noise, uniform):
        y = x + h * g + math.sqrt(2 * h) * noise
        ly, gy = log_density_and_score(y)
        out = ((y - x - h * g) ** 2).sum(0) / (4 * h)
        home = ((x - y - h * gy) ** 2).sum(0) / (4 * h)
        accept = uniform.log() < ly - l + out - home
        return torch.where(accept, y, x), torch.where(accept, ly, l), torch.where(accept, gy, g)

    def run():
        x = torch.rand(2, w.chains) * 4 - 2
        l, g = log_density_and_score(x)
        for _ in range(w.steps):
            x, l, g = step(x, l, g, torch.randn(2, w.chains), torch.rand(w.chains))
        return x.T

    return seeded(run)


def correlated_factors(w):
    precisions, h = tensor(w.precisions), w.step_size

    def log_density_and_score(x):
        products = [x @ p for p in precisions]
        log = sum(-0.5 * (x * product).sum(1) for product in products)
        log = log - (w.df + 1) / 2 * torch.log1p(x * x / w.df).sum(1)
        return log, -sum(products) - (w.df + 1) * x / (w.df + x * x)

    @step_function
    def transition(x, l, g, r, uniform):
        y, s, gy, ly = x, r, g, l
        for _ in range(w.leapfrog):
            s = s + h / 2 * gy
            y = y + h * s
            ly, gy = log_density_and_score(y)
            s = s + h / 2 * gy
        accept = uniform.log() < ly - l + 0.5 * (r * r - s * s).sum(1)
        column = accept[:, None]
        return torch.where(column, y, x), torch.where(accept, ly, l), torch.where(column, gy, g)

    def run():
        x = torch.rand(w.chains, w.dimension) * 4 - 2
        l, g = log_density_and_score(x)
        for _ in range(w.steps):
            x, l, g = transition(x, l, g, torch.randn_like(x), torch.rand(w.chains))
        return x

    return seeded(run)


def ais(w):
    # Chains last: [coordinate, Gaussian, chain].
    means, h = tensor(w.means).T[:, :, None], w.step_size
    constant = math.log(len(w.means) * 2 * math.pi * w.std**2)

    def logs_and_scores(x):
        d = means - x[:, None, :]
        logs = -(d * d).sum(0) / (2 * w.std**2)
        most = logs.amax(0)
        parts = (logs - most).exp()
        total = parts.sum(0)
        target = most + total.log() - constant
        base = -(x * x).sum(0) / (2 * w.wide**2) - math.log(2 * math.pi * w.wide**2)
        return base, target, -x / w.wide**2, (parts / total * d).sum(1) / w.std**2

    @step_function
    def level(b, x, q, p, gq, gp, weight, r, uniform):
        weight = weight + (p - q) / w.steps
        y, s, yq, yp, hq, hp = x, r, q, p, gq, gp
        for _ in range(w.leapfrog):
            s = s + h / 2 * ((1 - b) * hq + b * hp)
            y = y + h * s
            yq, yp, hq, hp = logs_and_scores(y)
            s = s + h / 2 * ((1 - b) * hq + b * hp)
        ratio = (1 - b) * (yq - q) + b * (yp - p) + 0.5 * (r * r - s * s).sum(0)
        accept = uniform.log() < ratio
        pairs = ((y, x), (yq, q), (yp, p), (hq, gq), (hp, gp))
        return *(torch.where(accept, new, old) for new, old in pairs), weight

    def run():
        x = w.wide * torch.randn(2, w.chains)
        state = (x, *logs_and_scores(x), torch.zeros(w.chains))
        for t in range(w.steps):
            b = torch.tensor((t + 1) / w.steps)
            state = level(b, *state, torch.randn(2, w.chains), torch.rand(w.chains))
        return torch.logsumexp(state[-1], 0) - math.log(w.chains)

    return seeded(run)


PEERS = {
    "gaussian_product": gaussian_product,
    "ring_box": ring_box,
    "correlated_factors": correlated_factors,
    "ais": ais,
}
if EAGER:
    PEERS["cold"] = "cold_torch.py"

if __name__ == "__main__":
    main(PEERS, [name for name in sys.argv[1:] if name != "--eager"])
