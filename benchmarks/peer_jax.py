"""The workloads of comp-bench in JAX: jit and lax.scan, densities written for all chains at once.

Prints one line a workload: its name, then the seconds of the fastest of the runs after compilation.
Usage: python peer_jax.py [workload …]
"""

import math
import os
import sys
import time

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=true intra_op_parallelism_threads=2")
import jax
import jax.numpy as jnp
from jax import lax, random


def gaussian_product():
    """100,000 chains, 1,000 ULA steps on the product of two Gaussians in two dimensions."""
    means = jnp.array([[-1.0, 0.0], [1.0, 0.0]])
    precisions = 1 / jnp.array([[1.0, 0.5], [0.5, 1.0]]) ** 2
    h = 0.01

    def score(x):
        return -sum(p * (x - m) for m, p in zip(means, precisions))

    @jax.jit
    def run(key):
        def step(carry, _):
            x, key = carry
            key, sub = random.split(key)
            return (x + h * score(x) + math.sqrt(2 * h) * random.normal(sub, x.shape), key), None

        x = random.uniform(key, (100_000, 2), minval=-2, maxval=2)
        return lax.scan(step, (x, key), None, length=1_000)[0][0]

    return run


def ring_box():
    """100,000 chains, 500 MALA steps on a ring of 8 Gaussians times a soft box."""
    angles = jnp.arange(8) * (2 * math.pi / 8)
    means = 2 * jnp.stack([jnp.cos(angles), jnp.sin(angles)], 1)
    h = 0.01

    def log_density(x):
        d = x[:, None, :] - means[None]
        mixture = jax.nn.logsumexp(-jnp.sum(d * d, -1) / (2 * 0.3**2), axis=1)
        walls = jax.nn.softplus(10 * (x - 2)) + jax.nn.softplus(10 * (-2 - x))
        return mixture - jnp.sum(walls, -1)

    value_and_grad = jax.value_and_grad(lambda x: (lambda l: (l.sum(), l))(log_density(x)), has_aux=True)

    @jax.jit
    def run(key):
        def step(carry, _):
            x, l, g, key = carry
            key, k1, k2 = random.split(key, 3)
            y = x + h * g + math.sqrt(2 * h) * random.normal(k1, x.shape)
            (_, ly), gy = value_and_grad(y)
            out = jnp.sum((y - x - h * g) ** 2, -1) / (4 * h)
            home = jnp.sum((x - y - h * gy) ** 2, -1) / (4 * h)
            accept = jnp.log(random.uniform(k2, l.shape)) < ly - l + out - home
            pick = lambda a, b: jnp.where(accept[:, None] if a.ndim == 2 else accept, a, b)
            return (pick(y, x), pick(ly, l), pick(gy, g), key), None

        x = random.uniform(key, (100_000, 2), minval=-2, maxval=2)
        (_, l), g = value_and_grad(x)
        return lax.scan(step, (x, l, g, key), None, length=500)[0][0]

    return run


def correlated_factors():
    """4,096 chains, 200 HMC transitions of 10 leapfrog steps: four correlated Gaussians and a
    Student-t factor in 16 dimensions."""
    n = 16
    i = jnp.arange(n)
    precisions = []
    for k in range(4):
        covariance = (0.3 + 0.1 * k) ** jnp.abs(i[:, None] - i[None]) * (1.0 + 0.5 * k)
        precisions.append(jnp.linalg.inv(covariance))
    df = 5.0
    h = 0.15

    def log_density(x):
        quadratic = sum(-0.5 * jnp.sum((x @ p) * x, -1) for p in precisions)
        return quadratic - (df + 1) / 2 * jnp.sum(jnp.log1p(x * x / df), -1)

    value_and_grad = jax.value_and_grad(lambda x: (lambda l: (l.sum(), l))(log_density(x)), has_aux=True)

    @jax.jit
    def run(key):
        def transition(carry, _):
            x, l, g, key = carry
            key, k1, k2 = random.split(key, 3)
            r = random.normal(k1, x.shape)

            def leap(c, _):
                y, r, gy, _ = c
                r = r + h / 2 * gy
                y = y + h * r
                (_, ly), gy = value_and_grad(y)
                return (y, r + h / 2 * gy, gy, ly), None

            (y, q, gy, ly), _ = lax.scan(leap, (x, r, g, l), None, length=10)
            ratio = ly - 0.5 * jnp.sum(q * q, -1) - l + 0.5 * jnp.sum(r * r, -1)
            accept = jnp.log(random.uniform(k2, l.shape)) < ratio
            pick = lambda a, b: jnp.where(accept[:, None] if a.ndim == 2 else accept, a, b)
            return (pick(y, x), pick(ly, l), pick(gy, g), key), None

        x = random.uniform(key, (4_096, n), minval=-2, maxval=2)
        (_, l), g = value_and_grad(x)
        return lax.scan(transition, (x, l, g, key), None, length=200)[0][0]

    return run


def ais():
    """4,096 particles annealed over 1,000 temperatures, one HMC move of 5 leapfrog steps at each,
    from a wide Gaussian to 40 narrow ones."""
    k = jnp.arange(40)
    radius = 7 * jnp.sqrt((k + 1) / 40)
    means = jnp.stack([radius * jnp.cos(2.4 * k), radius * jnp.sin(2.4 * k)], 1)
    std, wide, h, steps = 0.5, 5.0, 0.3, 1_000

    def target(x):
        d = x[:, None, :] - means[None]
        logs = -jnp.sum(d * d, -1) / (2 * std**2)
        return jax.nn.logsumexp(logs, axis=1) - math.log(40) - math.log(2 * math.pi * std**2)

    def base(x):
        return -jnp.sum(x * x, -1) / (2 * wide**2) - math.log(2 * math.pi * wide**2)

    def both(x):
        q, p = base(x), target(x)
        return (q.sum() + p.sum()), (q, p)

    def annealed(x, b):
        q, p = base(x), target(x)
        return ((1 - b) * q + b * p).sum(), (q, p)

    value_and_grad = jax.value_and_grad(annealed, has_aux=True)

    @jax.jit
    def run(key):
        def level(carry, t):
            x, q, p, w, key = carry
            b = (t + 1) / steps
            w = w + (p - q) / steps
            key, k1, k2 = random.split(key, 3)
            r = random.normal(k1, x.shape)
            (_, _), g = value_and_grad(x, b)

            def leap(c, _):
                y, r, g, _, _ = c
                r = r + h / 2 * g
                y = y + h * r
                (_, (yq, yp)), g = value_and_grad(y, b)
                return (y, r + h / 2 * g, g, yq, yp), None

            (y, s, _, yq, yp), _ = lax.scan(leap, (x, r, g, q, p), None, length=5)
            ratio = (1 - b) * (yq - q) + b * (yp - p) + 0.5 * jnp.sum(r * r - s * s, -1)
            accept = jnp.log(random.uniform(k2, q.shape)) < ratio
            pick = lambda a, c: jnp.where(accept[:, None] if a.ndim == 2 else accept, a, c)
            return (pick(y, x), pick(yq, q), pick(yp, p), w, key), None

        x = wide * random.normal(key, (4_096, 2))
        _, (q, p) = both(x)
        w = jnp.zeros(4_096)
        carry, _ = lax.scan(level, (x, q, p, w, key), jnp.arange(steps))
        return jax.nn.logsumexp(carry[3]) - math.log(4_096)

    return run


WORKLOADS = {
    "gaussian_product": gaussian_product,
    "ring_box": ring_box,
    "correlated_factors": correlated_factors,
    "ais": ais,
}


def main():
    for name in sys.argv[1:] or WORKLOADS:
        run = WORKLOADS[name]()
        jax.block_until_ready(run(random.PRNGKey(0)))
        times = []
        for seed in range(1, 4):
            start = time.perf_counter()
            jax.block_until_ready(run(random.PRNGKey(seed)))
            times.append(time.perf_counter() - start)
        print(name, min(times), flush=True)


if __name__ == "__main__":
    main()
